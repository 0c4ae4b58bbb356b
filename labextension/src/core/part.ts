/**
 * A part: a growable sequence of bytes, seen at one moment.
 *
 * - A `Part` is immutable. Writing gives a new one that shares the buffer; what an older one covers never changes. So bytes can
 *   be staged beside what is drawn, and a frame that turns out wrong has changed nothing.
 * - Offsets are absolute within a *generation*: dropping the oldest bytes moves `start` and copies nothing.
 * - A buffer begins at a `start`, so a column of float64 lies on its 8-byte boundary and is viewed, never copied.
 */
import { PART_CAPACITY } from './limits';

export class Part {
  private constructor(
    readonly generation: number,
    readonly start: number,
    readonly end: number,
    private readonly base: number,
    private readonly buffer: Uint8Array<ArrayBuffer>
  ) {}

  private viewed: Float64Array<ArrayBuffer> | null = null;

  /** Begin a generation whose first byte has the absolute offset `start`. */
  static new(
    generation: number,
    start: number,
    bytes: Uint8Array = new Uint8Array()
  ): Part {
    return new Part(
      generation,
      start,
      start,
      start,
      new Uint8Array(bytes.length)
    ).write(start, bytes);
  }

  get size(): number {
    return this.end - this.start;
  }

  /**
   * The part with `bytes` at the offset `a`, at most `end`. Where they overlap what is held they are equal to it, so only what lies
   * past `end` is written: a view that somebody draws from stays as it was.
   */
  write(a: number, bytes: Uint8Array): Part {
    if (a > this.end) {
      throw new RangeError(
        `a part that ends at ${this.end} can't be written at ${a}`
      );
    }
    const fresh = bytes.subarray(this.end - a);
    if (fresh.length === 0) {
      return this;
    }
    const end = this.end + fresh.length;
    const part = end - this.base > this.buffer.length ? this.moved(end) : this;
    part.buffer.set(fresh, this.end - part.base);
    return new Part(this.generation, this.start, end, part.base, part.buffer);
  }

  /** The part without the bytes before the absolute offset `start`. */
  dropBefore(start: number): Part {
    const from = Math.min(Math.max(start, this.start), this.end);
    return from === this.start
      ? this
      : new Part(this.generation, from, this.end, this.base, this.buffer);
  }

  /** The bytes held: a view that stays true while the part grows. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(this.start - this.base, this.end - this.base);
  }

  /** The bytes held as float64, without a copy where they lie on a boundary; the same array while the part is the same. */
  numbers(): Float64Array<ArrayBuffer> {
    return (this.viewed ??= this.view());
  }

  private view(): Float64Array<ArrayBuffer> {
    const bytes = this.bytes();
    const count = bytes.length >> 3;
    return bytes.byteOffset % 8 === 0
      ? new Float64Array(bytes.buffer, bytes.byteOffset, count)
      : new Float64Array(bytes.slice(0, count * 8).buffer);
  }

  /** The same bytes in a buffer with room up to `end`, and without what was dropped: copying is amortised. */
  private moved(end: number): Part {
    const needed = end - this.start;
    const capacity =
      this.size === 0 ? needed : Math.max(PART_CAPACITY, needed, 2 * this.size);
    const buffer = new Uint8Array(Math.ceil(capacity / 8) * 8);
    buffer.set(this.bytes());
    return new Part(this.generation, this.start, this.end, this.start, buffer);
  }
}
