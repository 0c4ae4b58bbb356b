/** The panel: a bar on top and the panes of one env, or of several compared, below. */
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import { setData } from '../panes/dom';
import { visdomIcon } from '../icon';
import { PanelId } from '../tokens';
import { Bar } from './bar';
import { Empty } from './empty';
import { useSignal } from './hooks';
import type { PanelModel } from './model';

/** What draws panes is a chunk of its own, loaded when there is one. */
const Grid = React.lazy(async () => ({
  default: (await import('./grid')).Grid
}));

export class VisdomPanel extends ReactWidget {
  constructor(readonly model: PanelModel) {
    super();
    this.addClass('jv-Panel');
    this.title.icon = visdomIcon;
    this.title.closable = true;
    model.changed.connect(this._name, this);
    model.moved.connect(this._mark, this);
    this._name();
    this._mark();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.model.dispose();
      super.dispose();
    }
  }

  protected override render(): React.JSX.Element {
    return <Content model={this.model} />;
  }

  /** The id follows the kernel; before there is one, the document's path stands in. */
  private _name(): void {
    const { kernelId, path } = this.model.source;
    const id = `${PanelId.prefix}${kernelId || path}`;
    if (this.id !== id) {
      this.id = id;
    }
    const file = path.split('/').pop();
    this.title.label = file ? `Visdom: ${file}` : 'Visdom';
    this.title.caption = `Visdom panes of ${path || `kernel ${kernelId}`}`;
  }

  /** Written past React: they change with every frame. */
  private _mark(): void {
    const { link, state } = this.model;
    setData(this.node, 'link', state);
    setData(this.node, 'epoch', link?.epoch ?? '');
    setData(this.node, 'cursor', String(link?.cursor ?? 0));
  }
}

function Content({ model }: { model: PanelModel }): React.JSX.Element {
  useSignal(model.changed);
  const { panesSource: source } = model;
  const panes = model.panes();
  return (
    <>
      <Bar model={model} />
      {source && panes.length > 0 ? (
        <React.Suspense>
          <Grid
            key={`${model.source.kernelId} ${model.place}`}
            model={model}
            source={source}
            panes={panes}
          />
        </React.Suspense>
      ) : (
        <Empty model={model} />
      )}
    </>
  );
}
