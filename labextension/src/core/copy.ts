/**
 * One epoch's store as it is built up from frames, and the position in it (`docs/protocol.md`, section 5, first table).
 */
import type { Staging } from './changes';
import type { IFrame } from './frames';
import type { Position } from './messages';
import { Store } from './store';

export class Copy {
  cursor = 0;
  index = 0;
  /** The sweep that `index` counts in. */
  private sweep: number | null = null;
  staging: Staging = new Map();
  readonly store: Store;

  constructor(readonly epoch: string | null) {
    this.store = new Store(epoch);
  }

  get position(): Position {
    return [this.epoch, this.cursor, this.index];
  }

  fits({ from, to, sweep, index }: IFrame): boolean {
    if (index > 0) {
      return (
        from === this.cursor && sweep === this.sweep && index === this.index
      );
    }
    if (from < to) {
      return from <= this.cursor && this.cursor < to;
    }
    return from === this.cursor && !(this.index > 0 && sweep === this.sweep);
  }

  hasSeen({ from, to, index }: IFrame): boolean {
    return to <= this.cursor && (from < this.cursor || index < this.index);
  }

  movePast({ from, to, sweep, index }: IFrame): void {
    [this.cursor, this.index] = to > from ? [to, 0] : [from, index + 1];
    this.sweep = sweep;
  }

  /** Leave a sweep's middle: the next frame begins one. */
  leaveSweep(): void {
    this.index = 0;
    this.staging = new Map();
  }

  /** Go back to the beginning: the store stays, but is not trusted to have everything. */
  rewind(): void {
    this.cursor = this.index = 0;
  }
}
