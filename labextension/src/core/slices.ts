/**
 * Slices of a pane, joined to what is staged and held (`docs/protocol.md`, section 5, second table).
 */
import { checkLength } from './columns';
import type { IPaneChanged, ISlice } from './frames';
import { Pane, Skeleton } from './pane';
import { Part } from './part';

/** A slice does not continue what is held: something before it was lost. */
export class Hole extends Error {
  override name = 'Hole';
}

/** Slices of a pane that has not taken effect yet, joined; a cut pane has one `at` in all its pieces. */
export interface IStaged {
  readonly at: number;
  readonly parts: ReadonlyMap<number, Part>;
  readonly size: number;
}

/** Join an event's slices to what is staged and held; null if one is of an earlier generation, so the event is old. */
export function join(
  event: IPaneChanged,
  staged: IStaged | undefined,
  held: Pane | undefined
): IStaged | null {
  const before = staged?.at === event.at ? staged : null;
  const parts = new Map(before?.parts);
  let size = before?.size ?? 0;
  for (const slice of event.slices) {
    const own = parts.get(slice.part);
    const part = own ?? (held && heldPart(held, slice.part));
    if (part && slice.generation < part.generation) {
      return null;
    }
    parts.set(slice.part, extended(part, slice, event, own !== undefined));
    size += slice.bytes.length;
  }
  return { at: event.at, parts, size };
}

/** The part that a slice gives: what is staged or held and continues here, or what begins anew. */
function extended(
  part: Part | undefined,
  slice: ISlice,
  event: IPaneChanged,
  staged: boolean
): Part {
  const { a, start, generation, bytes } = slice;
  const same = part?.generation === generation ? part : null;
  if (same && (staged || a > start) && a <= same.end) {
    return same.write(a, bytes).dropBefore(start);
  }
  if (a > start) {
    const has = same ? `${same.end} is held` : `it starts at ${start}`;
    throw new Hole(
      `pane '${event.win}', part ${slice.part}: begins at ${a}, but ${has}`
    );
  }
  return Part.new(generation, start, bytes);
}

function heldPart(pane: Pane, number: number): Part | undefined {
  return number === 0 ? pane.skeleton.part : pane.parts.get(number);
}

/** The pane that staged and held parts give; a part that the skeleton does not name is dropped. */
export function assemble(
  event: IPaneChanged,
  staged: ReadonlyMap<number, Part>,
  held: Pane | undefined
): Pane {
  const skeleton = skeletonOf(event, staged.get(0), held);
  const parts = new Map<number, Part>();
  for (const column of skeleton.columns) {
    const part = staged.get(column.part) ?? held?.parts.get(column.part);
    if (!part) {
      throw new Hole(`pane '${event.win}', part ${column.part}: is not there`);
    }
    checkLength(column, part);
    parts.set(column.part, part);
  }
  return new Pane(
    event.env,
    event.win,
    event.at,
    event.version,
    event.content,
    skeleton,
    parts
  );
}

function skeletonOf(
  event: IPaneChanged,
  part: Part | undefined,
  held: Pane | undefined
): Skeleton {
  if (part && part !== held?.skeleton.part) {
    return Skeleton.fromPart(part);
  }
  if (!held) {
    throw new Hole(`pane '${event.win}': its skeleton is not there`);
  }
  return held.skeleton;
}
