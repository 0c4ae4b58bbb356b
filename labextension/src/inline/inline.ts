/** One pane outside the panel: in an output, or in an ipywidgets box. Same drawing code, one pane, live. */
import type { IDisposable } from '@lumino/disposable';
import type { ILink } from '../link';
import { element, setData } from '../panes/dom';
import { Gallery, scheduler } from '../panes';

export class InlinePane implements IDisposable {
  constructor(
    readonly node: HTMLElement,
    private readonly _env: string,
    private readonly _win: string
  ) {
    node.classList.add('jv-Inline');
    this._wait('Waiting for the kernel.');
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  /** Shows a link's pane from now on; the caller keeps the link. */
  attach(link: ILink): void {
    if (this._disposed || link === this._link) {
      return;
    }
    this._leave();
    this._link = link;
    this._gallery = new Gallery(link, scheduler);
    const { frame } = this._gallery.view(this._env, this._win);
    this.node.replaceChildren(frame, this._state);
    link.stateChanged.connect(this._restate, this);
    this._restate();
  }

  dispose(): void {
    if (!this._disposed) {
      this._disposed = true;
      this._leave();
    }
  }

  private _leave(): void {
    this._link?.stateChanged.disconnect(this._restate, this);
    this._gallery?.dispose();
    this._gallery = null;
    this._link = null;
  }

  /** A word under the pane where it may be out of date. */
  private _restate(): void {
    const { state = 'kernel-gone', reason = '' } = this._link ?? {};
    setData(this.node, 'link', state);
    this._state.textContent = reason;
    this._state.hidden = state === 'live' || reason === '';
  }

  private _wait(text: string): void {
    this.node.replaceChildren(element('p', 'jv-Note', text));
  }

  private readonly _state = element('p', 'jv-Inline-state');
  private _link: ILink | null = null;
  private _gallery: Gallery | null = null;
  private _disposed = false;
}
