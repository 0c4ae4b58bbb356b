/** What is known of the point under the pointer: its label at once, its preview when the kernel has sent it. */
import type { IDisposable } from '@lumino/disposable';
import { element, setData } from '../dom';
import { asText, type Json } from '../json';
import { sanitise } from '../sanitise';
import type { Point } from './lasso';
import type { IEntity } from './points';

/** Milliseconds that the pointer has to rest: passing over points asks the kernel nothing. As in Visdom's page. */
const REST = 300;

/** Pixels between pointer and card. */
const GAP = 12;

export class Card implements IDisposable {
  readonly node: HTMLElement;

  /** `rested` is told the point on which the pointer rests. */
  constructor(private readonly _rested: (entity: IEntity) => void) {
    this.node = element('div', 'jv-Card', this._label, this._preview);
    this.node.hidden = true;
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  dispose(): void {
    this._disposed = true;
    clearTimeout(this._timer);
  }

  /** The pointer is over another point, or over none. */
  point(entity: IEntity | null, at: Point): void {
    clearTimeout(this._timer);
    this._entity = entity;
    this.node.hidden = entity === null;
    if (entity) {
      this._label.textContent = entity.label;
      this._timer = window.setTimeout(() => this._rested(entity), REST);
      this._refresh();
      this._place(at);
    }
  }

  /** Takes the preview that the pane holds; it may be another point's. */
  show(selected: Json): void {
    this._selected = selected;
    this._refresh();
  }

  private _refresh(): void {
    const isHere = this._entity?.name === this._selected['entityId'];
    const html = isHere ? asText(this._selected['html']) : '';
    setData(this.node, 'waiting', String(!isHere));
    if (html !== this._html) {
      this._html = html;
      this._preview.replaceChildren(sanitise(html));
    }
  }

  /** On the side of the pointer where there is more room. */
  private _place([x, y]: Point): void {
    const { clientWidth = 0, clientHeight = 0 } = this.node.parentElement ?? {};
    const { style } = this.node;
    const [right, below] = [x < clientWidth / 2, y < clientHeight / 2];
    style.left = right ? `${x + GAP}px` : 'auto';
    style.right = right ? 'auto' : `${clientWidth - x + GAP}px`;
    style.top = below ? `${y + GAP}px` : 'auto';
    style.bottom = below ? 'auto' : `${clientHeight - y + GAP}px`;
  }

  private readonly _label = element('strong', 'jv-Card-label');
  private readonly _preview = element('div', 'jv-Card-preview');
  private _entity: IEntity | null = null;
  private _selected: Json = {};
  private _html = '';
  private _timer = 0;
  private _disposed = false;
}
