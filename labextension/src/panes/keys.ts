/**
 * Keys of a focused pane. A click or the Tab key focuses it; from then on plain keys belong to it: handlers get them as
 * KeyPress, and JupyterLab's shortcuts (two d's delete a cell) don't see them. Keys with Ctrl or Meta, and what is typed
 * into an input, stay what they are.
 */
import type { IDisposable } from '@lumino/disposable';
import type { IBodyHost } from './body';
import { tellHandlers } from './event';
import type { Json } from './json';

/** They have no meaning but with another key. */
const COMBINING = new Set(['Control', 'Meta']);

const TYPED_INTO = 'input, textarea, select, button, a[href], audio, video';

/** What the browser does with a key of a pane: these move the focus or the text, the others would scroll the panel. */
const MOVING = /^(Tab|Arrow(Up|Down)|Page(Up|Down)|Home|End)$/;

/** Whether a key is a focused pane's own. */
export function isPaneKey(event: KeyboardEvent): boolean {
  const { target, key } = event;
  const typed = target instanceof Element && target.closest(TYPED_INTO);
  return !typed && !event.ctrlKey && !event.metaKey && !COMBINING.has(key);
}

/** Fields that go with every key: Visdom's page spares handlers the many points of an embedding. */
export interface IKeyOptions {
  readonly fields?: Json;
  /** Whether the body has text to move in. */
  readonly scrolls?: boolean;
}

export class PaneKeys implements IDisposable {
  constructor(
    private readonly _host: IBodyHost,
    private readonly _options: IKeyOptions = {}
  ) {
    const { node } = _host;
    node.tabIndex = 0;
    node.addEventListener('keyup', this._tell);
    // Before JupyterLab, which listens on the document while the event comes down.
    window.addEventListener('keydown', this._take, true);
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  dispose(): void {
    this._disposed = true;
    this._host.node.removeAttribute('tabindex');
    this._host.node.removeEventListener('keyup', this._tell);
    window.removeEventListener('keydown', this._take, true);
  }

  private readonly _take = (event: KeyboardEvent): void => {
    const inside = this._host.node.contains(event.target as Node);
    if (!inside || !isPaneKey(event)) {
      return;
    }
    event.stopPropagation();
    const stays = event.key === 'Tab' || (this._options.scrolls ?? false);
    if (!(stays && MOVING.test(event.key))) {
      event.preventDefault();
    }
  };

  private readonly _tell = (event: KeyboardEvent): void => {
    if (isPaneKey(event)) {
      tellHandlers(this._host, 'KeyPress', {
        key: event.key,
        // Deprecated in browsers, and a field of the event that handlers know.
        key_code: event.keyCode,
        ...this._options.fields
      });
    }
  };

  private _disposed = false;
}
