/** A note that the user keeps with a pane: stored in it, and so seen by everyone. */
import type { IDisposable } from '@lumino/disposable';
import { element } from './dom';

/** Milliseconds after the last key, as in Visdom's page. */
const DELAY = 500;

export class Comment implements IDisposable {
  /** Hidden until it is opened. */
  readonly node: HTMLElement;

  constructor(private readonly _save: (text: string) => void) {
    this._text.placeholder = 'Add a note for this pane';
    this._text.setAttribute('aria-label', 'Comment');
    this._text.addEventListener('input', () => {
      clearTimeout(this._timer);
      this._timer = window.setTimeout(() => this._flush(), DELAY);
    });
    this._text.addEventListener('blur', () => this._flush());
    this.node = element('div', 'jv-Comment', this._text);
    this.node.hidden = true;
  }

  get isOpen(): boolean {
    return !this.node.hidden;
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  /** Saves what is still being typed. */
  dispose(): void {
    if (!this._disposed) {
      this._disposed = true;
      this._flush();
    }
  }

  /** Takes the pane's comment, unless the user is just writing one. */
  show(text: string): void {
    if (text !== this._saved && document.activeElement !== this._text) {
      this._saved = this._text.value = text;
    }
  }

  toggle(): void {
    this.node.hidden = !this.node.hidden;
    if (this.isOpen) {
      this._text.focus();
    }
  }

  private _flush(): void {
    clearTimeout(this._timer);
    const { value } = this._text;
    if (value !== this._saved) {
      this._saved = value;
      this._save(value);
    }
  }

  private readonly _text = element('textarea', 'jv-Comment-text');
  private _saved = '';
  private _timer = 0;
  private _disposed = false;
}
