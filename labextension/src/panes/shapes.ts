/** Lines that the user draws on a plot: the workspace keeps them, for everyone. */
import type { IDisposable } from '@lumino/disposable';
import { asRecord, type Json } from './json';
import type { IPlotNode } from './plotly';

/** Milliseconds after the last stroke, as in Visdom's page. */
const DELAY = 300;

export class Shapes implements IDisposable {
  constructor(private readonly _save: (shapes: unknown) => void) {}

  get isDisposed(): boolean {
    return this._disposed;
  }

  /** Saves what was just drawn. */
  dispose(): void {
    if (!this._disposed) {
      this._disposed = true;
      this._flush();
    }
  }

  /** Hears what is drawn on a plot, from the first time on. */
  listen(node: IPlotNode | null): void {
    if (node?.on && node !== this._heard) {
      this._heard = node;
      node.on('plotly_relayout', change => {
        if (Object.keys(asRecord(change)).some(key => key.includes('shapes'))) {
          this._take(node.layout?.['shapes'] ?? []);
        }
      });
    }
  }

  /** The figure with what was drawn, until the workspace has other shapes than it had then. */
  lay(content: Json): Json {
    const layout = asRecord(content['layout']);
    const kept = JSON.stringify(layout['shapes'] ?? []);
    if (kept !== this._kept) {
      this._kept = kept;
      this._drawn = null;
    }
    const shapes = this._drawn;
    return shapes === null
      ? content
      : { ...content, layout: { ...layout, shapes } };
  }

  /** A copy: Plotly goes on writing into what it has. */
  private _take(shapes: unknown): void {
    this._drawn = structuredClone(shapes);
    this._isSaved = false;
    clearTimeout(this._timer);
    this._timer = window.setTimeout(() => this._flush(), DELAY);
  }

  private _flush(): void {
    clearTimeout(this._timer);
    if (!this._isSaved) {
      this._isSaved = true;
      this._save(this._drawn);
    }
  }

  private _heard: IPlotNode | null = null;
  private _drawn: unknown = null;
  private _kept = '';
  private _isSaved = true;
  private _timer = 0;
  private _disposed = false;
}
