/** Where the panes on screen stand, and what changes that: the user's hand, a view restored, packing anew. */
import { Signal, type ISignal } from '@lumino/signaling';
import { asRecord, type Json } from '../panes/json';
import {
  arrange,
  columnsFor,
  defaultSize,
  type IArrangement,
  type IPlaced
} from './layout';
import type { IPanelPane, PanelModel } from './model';
import { arrangementOf, itemOf, viewOf } from './views';

export class Arranger {
  constructor(private readonly _model: PanelModel) {}

  /** Emitted when panes shall stand elsewhere. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** As laid out last. */
  get placed(): readonly IPlaced[] {
    return this._placed;
  }

  /** Columns of the grid as laid out last. */
  get cols(): number {
    return columnsFor(this._width);
  }

  /** Lays out panes in a grid of a width in pixels: as remembered here, or else as the env's `reload` has it. */
  lay(panes: readonly IPanelPane[], width: number): readonly IPlaced[] {
    this._panes = panes;
    this._width = width;
    const { memory, place } = this._model;
    const saved = memory.arrangement(place) ?? this._reloaded();
    this._placed = arrange(this._sized(), saved, this.cols);
    return this._placed;
  }

  /** The user has moved or resized one pane, which may have moved others. */
  move(placed: readonly IPlaced[], win: string): void {
    const box = placed.find(({ i }) => i === win);
    const before = this._placed.find(({ i }) => i === win);
    if (!box || (before && isSame(box, before))) {
      return; // a click on its bar
    }
    this._remember(placed);
    const { link, env: eid, isComparing } = this._model;
    if (!isComparing) {
      const data = itemOf(box, this.cols);
      // Who may not tell the kernel still arranges panes for this browser.
      link?.command({ cmd: 'layout_item_update', eid, win, data }).catch(() => undefined); // prettier-ignore
    }
  }

  /** Gives a pane the size that it would have if nobody had changed it. */
  resetSize(win: string): void {
    const sizes = new Map(this._sized().map(({ win, size }) => [win, size]));
    const placed = this._placed.map(box =>
      box.i === win ? { ...box, ...sizes.get(win) } : box
    );
    this.move(placed, win);
  }

  /** Closes the gaps: panes keep their sizes and their order. */
  repack(): void {
    const boxes = Object.fromEntries(this._placed.map(box => [box.i, box]));
    this._remember(arrange(this._sized(), { cols: 0, boxes }, this.cols));
  }

  /** The arrangement as a view that can be saved. */
  view(): Json {
    return viewOf(this._placed, this.cols);
  }

  /** The place of each pane, as an env is saved with it; of one that a filter hides, as it was. */
  items(): Json {
    const items = this._placed.map((box): [string, Json] => [
      box.i,
      itemOf(box, this.cols)
    ]);
    const { env } = this._model;
    return { ...this._model.reload(env), ...Object.fromEntries(items) };
  }

  restore(view: Json): void {
    const saved = arrangementOf(view, this.cols);
    this._remember(arrange(this._sized(), saved, this.cols));
  }

  private _reloaded(): IArrangement | null {
    const { env, isComparing } = this._model;
    const reload = isComparing ? {} : this._model.reload(env);
    return arrangementOf(asRecord(reload), this.cols);
  }

  private _sized() {
    return this._panes.map(({ win, json }) => ({
      win,
      size: defaultSize(json, this._width, this.cols)
    }));
  }

  private _remember(placed: readonly IPlaced[]): void {
    const boxes = placed.map(({ i, x, y, w, h }) => [i, { x, y, w, h }]);
    const { memory, place } = this._model;
    memory.arrange(place, {
      cols: this.cols,
      boxes: Object.fromEntries(boxes) as IArrangement['boxes']
    });
    this._placed = placed;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _panes: readonly IPanelPane[] = [];
  private _placed: readonly IPlaced[] = [];
  private _width = 0;
}

function isSame(a: IPlaced, b: IPlaced): boolean {
  return a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;
}
