/** What a panel without panes shows: how to get one. */
import * as React from 'react';
import type { LinkState } from '../link';
import type { PanelModel } from './model';

const HINT = `%load_ext jupyter_visdom
from visdom import Visdom
Visdom().line([1, 3, 2, 4])`;

/** Where a cell that is run now would bring a pane; elsewhere the bar says what to do first. */
const HOPEFUL: readonly LinkState[] = ['live', 'catching-up'];

export function Empty({ model }: { model: PanelModel }): React.JSX.Element {
  const other = model.envs().length > 1;
  const filtered = model.filter !== '' && model.count(model.env) > 0;
  const title = other ? `No panes in “${model.env}”` : 'No panes yet';
  return (
    <div className="jv-Empty">
      <h2 className="jv-Empty-title">
        {filtered ? 'No pane has a title like this' : title}
      </h2>
      {!filtered && HOPEFUL.includes(model.state) && (
        <>
          <p>Run this in a notebook cell, and the plot appears here:</p>
          <pre className="jv-Empty-code">{HINT}</pre>
        </>
      )}
    </div>
  );
}
