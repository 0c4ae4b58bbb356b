/**
 * One pane: a frame with title and close button, kept equal to what its link's store holds. It marks itself to a
 * scheduler when something changed and draws when the scheduler says so; `data-cursor` is what is *drawn*.
 */
import { closeIcon } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import type { ILink } from '../link';
import { makeBody, type Drawn, type IBody, type IBodyHost } from './body';
import { element, setData } from './dom';
import { titleOf } from './fit';
import { asText, type Json } from './json';
import type { IDrawable, Scheduler } from './scheduler';
import { themeChanged } from './theme';
import { watchPane } from './watch';

export interface IPaneOptions {
  readonly link: ILink;
  readonly env: string;
  readonly win: string;
  readonly scheduler: Scheduler;
}

export class PaneView implements IDisposable, IDrawable, IBodyHost {
  constructor({ link, env, win, scheduler }: IPaneOptions) {
    this._link = link;
    this.env = env;
    this.win = win;
    this._scheduler = scheduler;
    this.frame = this._makeFrame();
    this._watch = watchPane(link, env, win, this._changed);
    this._size = new ResizeObserver(entries => this._resize(entries));
    this._size.observe(this.node);
    themeChanged.connect(this._restyle, this);
    this._announce();
    scheduler.request(this);
  }

  readonly env: string;
  readonly win: string;

  /** The whole pane, `.jv-Pane`. */
  readonly frame: HTMLElement;

  /** Where the body draws. */
  readonly node = element('div', 'jv-Pane-body');

  get isDisposed(): boolean {
    return this._disposed;
  }

  dispose(): void {
    if (this._disposed) {
      return;
    }
    this._disposed = true;
    this._watch.dispose();
    this._size.disconnect();
    themeChanged.disconnect(this._restyle, this);
    this._scheduler.forget(this);
    this._body?.dispose();
    this.frame.remove();
  }

  /** Called by the scheduler. One drawing at a time: what changes meanwhile is drawn after it. */
  draw(): void {
    if (this._disposed || this._drawing) {
      this._late = this._drawing;
      return;
    }
    const pane = this._link.store.pane(this.env, this.win);
    if (!pane) {
      this._miss();
    } else if (this._width > 0 && this._isDue(pane.cursor)) {
      this._drawing = true;
      this._label(pane.json);
      void this._drawBody(pane.json, pane.cursor);
    }
  }

  send(body: Json): void {
    this._link.command(body).catch((error: unknown) => {
      this._message.textContent = plainly(error);
    });
  }

  private async _drawBody(json: Json, cursor: number): Promise<void> {
    // As it is now: while it is drawn, another size or theme may come.
    const picture = this._picture(cursor);
    let drawn: Drawn = 'drawn';
    try {
      drawn = await this._bodyOf(asText(json['type'])).draw({
        json,
        width: this._width,
        height: this._height
      });
    } catch (error) {
      if (!this._disposed) {
        this._fail(error);
      }
    }
    this._drawing = false;
    if (this._disposed) {
      return;
    }
    if (drawn === 'drawn') {
      this._done = picture;
      setData(this.frame, 'cursor', String(cursor));
    }
    if (drawn === 'loading' || this._late) {
      this._late = false;
      this._scheduler.request(this);
    }
  }

  /** Whether what would be drawn differs from what is: a change of lists asks every pane. */
  private _isDue(cursor: number): boolean {
    return this._done !== this._picture(cursor);
  }

  private _picture(cursor: number): string {
    const { epoch } = this._link.store;
    return `${epoch} ${cursor} ${this._width} ${this._height} ${this._styled}`;
  }

  /** A pane may change its type: a new body then. */
  private _bodyOf(type: string): IBody {
    if (!this._body || this._type !== type) {
      this._clear();
      this._type = type;
      setData(this.frame, 'type', type);
      this._body = makeBody(type, this);
    }
    return this._body;
  }

  /** Not there yet, or closed: the frame says what it waits for and claims to be nothing. */
  private _miss(): void {
    const closed = this.frame.dataset['cursor'] !== undefined;
    this._clear();
    delete this.frame.dataset['type'];
    delete this.frame.dataset['cursor'];
    this._type = '';
    this._note(
      closed
        ? 'This pane was closed.'
        : `There is no pane “${this.win}” in environment “${this.env}” yet.`
    );
  }

  private _clear(): void {
    this._body?.dispose();
    this._body = null;
    this._done = '';
    this.node.replaceChildren();
  }

  private _fail(error: unknown): void {
    console.error(`jupyter_visdom: pane ${this.win} failed to draw`, error);
    this._clear();
    this._note(`Error: ${plainly(error)}`, 'error');
  }

  private _note(text: string, kind = 'empty'): void {
    const note = element('p', 'jv-Note', text);
    setData(note, 'kind', kind);
    this.node.replaceChildren(note);
  }

  /** What a pane off screen is, before it is ever drawn. */
  private _announce(): void {
    const json = this._link.store.pane(this.env, this.win)?.json;
    if (json) {
      this._label(json);
      setData(this.frame, 'type', asText(json['type']));
    }
  }

  private _label(json: Json): void {
    const title = titleOf(json);
    if (this._title.textContent !== title) {
      this._title.textContent = title;
      this._title.title = title;
      this.frame.setAttribute('aria-label', title || this.win);
    }
  }

  private _makeFrame(): HTMLElement {
    const close = element('button', 'jv-Pane-close');
    close.title = 'Close this pane';
    closeIcon.element({ container: close });
    close.addEventListener('click', () =>
      this.send({ cmd: 'close', data: this.win, eid: this.env })
    );
    const bar = element(
      'header',
      'jv-Pane-bar',
      this._title,
      this._message,
      close
    );
    const frame = element('section', 'jv-Pane', bar, this.node);
    setData(frame, 'env', this.env);
    setData(frame, 'win', this.win);
    return frame;
  }

  /** The observer's word is taken: asking the body itself would cost a layout in each drawing. */
  private _resize(entries: ResizeObserverEntry[]): void {
    const { width = 0, height = 0 } = entries.at(-1)?.contentRect ?? {};
    this._width = Math.floor(width);
    this._height = Math.floor(height);
    this._scheduler.request(this);
  }

  private _restyle(): void {
    this._styled += 1;
    this._scheduler.request(this);
  }

  private readonly _changed = (): void => this._scheduler.request(this);

  private readonly _link: ILink;
  private readonly _scheduler: Scheduler;
  private readonly _watch: IDisposable;
  private readonly _size: ResizeObserver;
  private readonly _title = element('span', 'jv-Pane-title');
  private readonly _message = element('span', 'jv-Pane-message');
  private _body: IBody | null = null;
  private _type = '';
  private _done = '';
  private _width = 0;
  private _height = 0;
  private _styled = 0;
  private _drawing = false;
  private _late = false;
  private _disposed = false;
}

function plainly(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
