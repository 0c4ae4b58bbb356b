/**
 * The renderer of our MIME type in a notebook's outputs. It is made before the notebook's session has a kernel (that is
 * why a pane is there 2 s after a refresh in the middle of a cell), so it waits for one.
 */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ServerConnection } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';
import type { ILink } from '../link';
import { MIME_TYPE, type ILinks, type IPaneReference } from '../tokens';
import type { InlinePane } from './inline';

/** Lowest wins, and ipywidgets, which waits for a busy cell to end, has -10. */
const RANK = -20;

/** Adds the renderer to one notebook: each knows its kernel. */
export function addRenderer(
  { content, sessionContext }: NotebookPanel,
  links: ILinks,
  settings: ServerConnection.ISettings
): void {
  const factory: IRenderMime.IRendererFactory = {
    safe: true,
    mimeTypes: [MIME_TYPE],
    createRenderer: ({ mimeType }) =>
      new PaneRenderer(mimeType, sessionContext, links, settings)
  };
  content.rendermime.addFactory(factory, RANK);
}

class PaneRenderer extends Widget implements IRenderMime.IRenderer {
  constructor(
    private readonly _mimeType: string,
    private readonly _context: ISessionContext,
    private readonly _links: ILinks,
    private readonly _settings: ServerConnection.ISettings
  ) {
    super();
    this.addClass('jv-Output');
    _context.kernelChanged.connect(this._maybeAttach, this);
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const reference = readReference(model.data[this._mimeType]);
    if (typeof reference === 'string') {
      this.node.textContent = reference;
      return;
    }
    const { InlinePane } = await import('./inline');
    if (!this.isDisposed) {
      this._pane?.dispose();
      this._pane = new InlinePane(this.node, reference.env, reference.win);
      this._maybeAttach();
    }
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._context.kernelChanged.disconnect(this._maybeAttach, this);
      this._pane?.dispose();
      this._link?.dispose();
      super.dispose();
    }
  }

  /** With the kernel gone, the pane keeps the last link and what it held. */
  private _maybeAttach(): void {
    const kernel = this._context.session?.kernel;
    if (kernel && this._pane) {
      const before = this._link;
      this._link = this._links.get(kernel, this._settings);
      this._pane.attach(this._link);
      before?.dispose();
    } else if (this._link) {
      this._pane?.attach(this._link);
    }
  }

  private _pane: InlinePane | null = null;
  private _link: ILink | null = null;
}

/** The pane meant, or a sentence that says why there is none: saved outputs may be anyone's. */
export function readReference(data: unknown): IPaneReference | string {
  const { v, env, win, kernel } = (data ?? {}) as Partial<IPaneReference>;
  if (v !== 1) {
    return `This output names a Visdom pane in version ${String(v)}; this page reads version 1.`;
  }
  if (typeof env !== 'string' || typeof win !== 'string') {
    return 'This output names no Visdom pane: “env” and “win” must be strings.';
  }
  return { v, env, win, kernel };
}
