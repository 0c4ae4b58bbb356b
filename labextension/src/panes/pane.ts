/**
 * One pane: a frame with a bar, a body and a comment, kept equal to what its source's store holds. It marks itself to a
 * scheduler when something changed and draws when the scheduler says so; `data-cursor` is what is *drawn*.
 */
import type { IDisposable } from '@lumino/disposable';
import { PaneBar } from './bar';
import {
  makeBody,
  type Drawn,
  type IAction,
  type IBody,
  type IBodyHost
} from './body';
import { Comment } from './comment';
import { element, setData } from './dom';
import { fileName } from './download';
import { titleOf } from './fit';
import { asText, type Json } from './json';
import { openMenu } from './menu';
import { noteOf } from './note';
import type { IDrawable, Scheduler } from './scheduler';
import type { IPaneSource } from './source';
import { themeChanged } from './theme';
import { watchPane } from './watch';

export interface IPaneOptions {
  readonly source: IPaneSource;
  readonly env: string;
  readonly win: string;
  readonly scheduler: Scheduler;
}

export class PaneView implements IDisposable, IDrawable, IBodyHost {
  constructor({ source, env, win, scheduler }: IPaneOptions) {
    this._source = source;
    this.env = env;
    this.win = win;
    this._scheduler = scheduler;
    this._bar = this._makeBar();
    this._comment = new Comment(text => this._saveComment(text));
    this.frame = this._makeFrame();
    this._watch = watchPane(source, env, win, this._changed);
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
    this._comment.dispose();
    this.frame.remove();
  }

  /** Called by the scheduler. One drawing at a time: what changes meanwhile is drawn after it. */
  draw(): void {
    if (this._disposed || this._drawing) {
      this._late = this._drawing;
    } else if (this._restyled && !this.frame.checkVisibility()) {
      this._scheduler.request(this);
    } else {
      this._restyled = false;
      this._maybeDraw();
    }
  }

  private _maybeDraw(): void {
    const pane = this._source.store.paneToDraw(this.env, this.win);
    if (!pane) {
      this._miss();
    } else if (this._width > 0 && this._isDue(pane.cursor)) {
      this._drawing = true;
      this._label(pane.json);
      void this._drawBody(pane.json, pane.cursor);
    }
  }

  send(body: Json): void {
    this._bar.message = '';
    this._source.command(body).catch(this._refused);
  }

  redraw(): void {
    this._changes += 1;
    this._scheduler.request(this);
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
      this._wasDrawn = true;
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
    const { epoch } = this._source.store;
    return `${epoch} ${cursor} ${this._width} ${this._height} ${this._changes}`;
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
    this._clear();
    delete this.frame.dataset['type'];
    delete this.frame.dataset['cursor'];
    this._type = '';
    this._bar.note = '';
    this._say(
      this._wasDrawn
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
    this._say(`Error: ${plainly(error)}`, 'error');
  }

  private _say(text: string, kind = 'empty'): void {
    const note = element('p', 'jv-Note', text);
    setData(note, 'kind', kind);
    this.node.replaceChildren(note);
  }

  /** What a pane off screen is, before it is ever drawn. */
  private _announce(): void {
    const json = this._source.store.paneToDraw(this.env, this.win)?.json;
    if (json) {
      this._label(json);
      setData(this.frame, 'type', asText(json['type']));
    }
  }

  private _label(json: Json): void {
    const title = titleOf(json);
    if (this._bar.title !== title) {
      this._bar.title = title;
      this.frame.setAttribute('aria-label', title || this.win);
    }
    const comment = asText(json['comment']);
    this._comment.show(comment);
    this._bar.hasComment = comment !== '';
    this._bar.note = noteOf(json);
  }

  private _makeBar(): PaneBar {
    return new PaneBar({
      comment: () => this._comment.toggle(),
      menu: button => openMenu(button, this._actions(), this._refused),
      close: () => this.send({ cmd: 'close', data: this.win, eid: this.env })
    });
  }

  private _actions(): readonly IAction[] {
    const name = fileName(this._bar.title || this.win);
    const comment: IAction = {
      label: 'Comment',
      isOn: this._comment.isOpen,
      run: () => this._comment.toggle()
    };
    const actions = this._body?.actions?.(name) ?? [];
    return this._source.isReadOnly ? actions : [...actions, comment];
  }

  private _saveComment(text: string): void {
    const { env, win } = this;
    this.send({ cmd: 'update_comment', eid: env, win, data: text });
  }

  private _makeFrame(): HTMLElement {
    const { node: bar } = this._bar;
    const { node: comment } = this._comment;
    const frame = element('section', 'jv-Pane', bar, this.node, comment);
    setData(frame, 'env', this.env);
    setData(frame, 'win', this.win);
    setData(frame, 'readonly', String(this._source.isReadOnly ?? false));
    return frame;
  }

  /** The observer's word is taken: asking the body itself would cost a layout in each drawing. */
  private _resize(entries: ResizeObserverEntry[]): void {
    const { width = 0, height = 0 } = entries.at(-1)?.contentRect ?? {};
    this._width = Math.floor(width);
    this._height = Math.floor(height);
    this._scheduler.request(this);
  }

  /** JupyterLab hides itself while it changes its theme: what is drawn before it is back can't be measured. */
  private _restyle(): void {
    this._restyled = true;
    this.redraw();
  }

  private readonly _changed = (): void => this._scheduler.request(this);

  private readonly _refused = (error: unknown): void => {
    this._bar.message = plainly(error);
  };

  private readonly _source: IPaneSource;
  private readonly _bar: PaneBar;
  private readonly _comment: Comment;
  private readonly _scheduler: Scheduler;
  private readonly _watch: IDisposable;
  private readonly _size: ResizeObserver;
  private _body: IBody | null = null;
  private _type = '';
  private _done = '';
  private _wasDrawn = false;
  private _width = 0;
  private _height = 0;
  private _changes = 0;
  private _restyled = false;
  private _drawing = false;
  private _late = false;
  private _disposed = false;
}

function plainly(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
