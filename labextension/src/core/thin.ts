/**
 * Thinning: which points of a long line are enough to draw it; the mirror of `jupyter_visdom/core/thin.py`.
 *
 * - A line is cut into *bins* at `edges`, ascending indices: bin k is `[edges[k], edges[k + 1])`.
 * - Of each bin are kept its least and its greatest finite value and its first value that is none, so that a hole stays a
 *   hole; of the whole range its first and its last point. Of equals the first is kept.
 * - Edges lie where the axis has a multiple of a step, not at every so many points: a stretch with few points keeps them, and
 *   a line that grows keeps its edges, so that its picture stands still.
 *
 * What a bin keeps of whole blocks is among what the blocks keep of themselves. That is noted once for each buffer, and
 * buffers of columns are only written past what is held (see `part.ts`): a point appended to a million costs a block at most.
 */

/** Where a point lies on its axis; ascending with the index. */
export type Position = (index: number) => number;

/** Values in a block: below it a bin's ends are scanned, above it there are this many times fewer to look at. Least time at a million. */
const BLOCK = 128;

/** No index. */
const NONE = -1;

/** The points of some values that are kept. */
interface IKept {
  least: number;
  greatest: number;
  hole: number;
}

/** Cuts `[start, end)` into bins, at most two more than asked for. */
export function binEdges(
  position: Position,
  start: number,
  end: number,
  bins: number
): number[] {
  if (start >= end) {
    return [start];
  }
  const [first, last] = [position(start), position(end - 1)];
  const step = stepOf(last - first, bins);
  const [from, to] = [Math.floor(first / step), Math.floor(last / step)];
  const edges = [start];
  // Not so where there is nothing to cut, and where positions are so close that their multiples can't be counted.
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to)) {
    for (let k = from + 1; k <= to; k++) {
      edges.push(lowerBound(position, k * step, edges.at(-1)!, end));
    }
  }
  edges.push(end);
  return edges;
}

/** The least of 1 and 1.5 times the powers of two that cuts a span into at most so many; 0 where there is nothing to cut. */
function stepOf(span: number, bins: number): number {
  const least = span / bins;
  if (!(least > 0 && least < Infinity)) {
    return 0;
  }
  let step = 2 ** Math.ceil(Math.log2(least));
  // Logarithms differ in their last digit between machines; powers of two don't.
  while (step < least) {
    step *= 2;
  }
  while (step / 2 >= least) {
    step /= 2;
  }
  return 0.75 * step >= least ? 0.75 * step : step;
}

/** The first index in `[start, end)` that lies at `value` or after it, else `end`. */
export function lowerBound(
  position: Position,
  value: number,
  start: number,
  end: number
): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (position(middle) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The indices kept, ascending. */
export function thin(y: Float64Array, edges: readonly number[]): number[] {
  const [whole, dropped] = held(y);
  const blocks = blocksOf(whole);
  const kept: number[] = [];
  const [first, end] = [edges[0]!, edges.at(-1)!];
  for (let k = 1; k < edges.length; k++) {
    const bin = newKept();
    addBin(bin, whole, blocks, edges[k - 1]! + dropped, edges[k]! + dropped);
    const points = [bin.least, bin.greatest, bin.hole].filter(i => i !== NONE);
    kept.push(...points.map(i => i - dropped).sort((a, b) => a - b));
  }
  return unique([first, ...kept, end - 1].filter(i => i >= first && i < end));
}

/** Drops repeats, which are neighbours. */
function unique(ascending: number[]): number[] {
  return ascending.filter((index, i) => index !== ascending[i - 1]);
}

/** A column with what was dropped before it: indices that stay the same while its start moves, and how many were dropped. */
export function held(values: Float64Array): [Float64Array, number] {
  const dropped = values.byteOffset / values.BYTES_PER_ELEMENT;
  return [new Float64Array(values.buffer, 0, dropped + values.length), dropped];
}

/** By buffer, for each full block the points it keeps: three numbers. */
const noted = new WeakMap<ArrayBufferLike, number[]>();

function blocksOf(y: Float64Array): number[] {
  const blocks = noted.get(y.buffer) ?? [];
  noted.set(y.buffer, blocks);
  const full = Math.floor(y.length / BLOCK);
  for (let block = blocks.length / 3; block < full; block++) {
    const kept = newKept();
    addRange(kept, y, block * BLOCK, (block + 1) * BLOCK);
    blocks.push(kept.least, kept.greatest, kept.hole);
  }
  return blocks;
}

function newKept(): IKept {
  return { least: NONE, greatest: NONE, hole: NONE };
}

/** The blocks that lie within as a whole are not looked into. */
function addBin(
  kept: IKept,
  y: Float64Array,
  blocks: readonly number[],
  start: number,
  end: number
): void {
  const firstBlock = Math.ceil(start / BLOCK);
  const endBlock = Math.floor(end / BLOCK);
  if (firstBlock >= endBlock) {
    return addRange(kept, y, start, end);
  }
  addRange(kept, y, start, firstBlock * BLOCK);
  for (let i = 3 * firstBlock; i < 3 * endBlock; i++) {
    if (blocks[i] !== NONE) {
      addPoint(kept, y, blocks[i]!);
    }
  }
  addRange(kept, y, endBlock * BLOCK, end);
}

function addRange(
  kept: IKept,
  y: Float64Array,
  start: number,
  end: number
): void {
  for (let i = start; i < end; i++) {
    addPoint(kept, y, i);
  }
}

function addPoint(kept: IKept, y: Float64Array, index: number): void {
  const value = y[index]!;
  if (!Number.isFinite(value)) {
    kept.hole = kept.hole === NONE ? index : kept.hole;
    return;
  }
  if (kept.least === NONE || value < y[kept.least]!) {
    kept.least = index;
  }
  if (kept.greatest === NONE || value > y[kept.greatest]!) {
    kept.greatest = index;
  }
}
