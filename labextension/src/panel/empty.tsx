/** What a panel without panes shows: how to get one. */
import * as React from 'react';
import type { PanelModel } from './model';

const HINT = `%load_ext jupyter_visdom
from visdom import Visdom
Visdom().line([1, 3, 2, 4], opts={"title": "My first plot"})`;

export function Empty({ model }: { model: PanelModel }): React.JSX.Element {
  const other = model.envs().length > 1;
  return (
    <div className="jv-Empty">
      <h2 className="jv-Empty-title">
        {other ? `No panes in “${model.env}”` : 'No panes yet'}
      </h2>
      <p>Run this in a notebook cell, and the plot appears here:</p>
      <pre className="jv-Empty-code">{HINT}</pre>
    </div>
  );
}
