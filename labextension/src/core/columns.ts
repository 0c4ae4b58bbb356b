/**
 * Columns: lists of a pane, from their bytes to the values that a drawing needs. Numbers stay in the buffer that they came in.
 * (A typed array has its machine's byte order; every browser's machine is little endian, as is the wire.)
 */
import { ProtocolError, quoted } from './errors';
import { isCount, type Json } from './json';
import type { Part } from './part';

export type ColumnKind = 'float' | 'int' | 'text' | 'json';
export type Path = readonly (string | number)[];

/** Where a part stands in a pane, and how its bytes are read. */
export interface IColumn {
  readonly part: number;
  readonly kind: ColumnKind;
  readonly path: Path;
  readonly width: number | null;
}

/** NaN in a Float64Array stands for null. */
export type ColumnValue = Float64Array | Float64Array[] | string | Json[];

const KINDS: readonly unknown[] = ['float', 'int', 'text', 'json'];
const NUMBERS: readonly unknown[] = ['float', 'int'];
const decoder = new TextDecoder();

/** What the bytes of a column stand for. */
export function columnValue(column: IColumn, part: Part): ColumnValue {
  switch (column.kind) {
    case 'text':
      return decoder.decode(part.bytes());
    case 'json':
      return jsonLines(decoder.decode(part.bytes()));
    default:
      return column.width === null
        ? part.numbers()
        : rows(part.numbers(), column.width);
  }
}

/**
 * One `JSON.parse` for all lines is several times faster than one for each; a line of JSON has no newline inside. What is no
 * string, number, boolean or null reads as null: what a column holds is looked at when it is drawn, too late to refuse it.
 */
function jsonLines(text: string): Json[] {
  const lines = text.split('\n').slice(0, -1);
  const items = parsed(`[${lines.join()}]`);
  return Array.isArray(items) && items.length === lines.length
    ? items.map(scalar)
    : lines.map(line => scalar(parsed(line)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function scalar(item: unknown): Json {
  return typeof item === 'object' ? null : (item as Json);
}

function rows(numbers: Float64Array, width: number): Float64Array[] {
  const count = Math.floor(numbers.length / width);
  return Array.from({ length: count }, (_, i) =>
    numbers.subarray(i * width, (i + 1) * width)
  );
}

/** Refuse bytes that are no whole number of a column's items. */
export function checkLength(column: IColumn, part: Part): void {
  const width = column.width ?? 1;
  if (NUMBERS.includes(column.kind) && part.size % (8 * width) !== 0) {
    throw new ProtocolError(
      `column: part ${column.part} has ${part.size} bytes, which are no whole rows of ${width} numbers`
    );
  }
}

/** Read `[part, kind, path, width]`. */
export function readColumn(item: unknown): IColumn {
  if (Array.isArray(item) && item.length === 4) {
    const [part, kind, path, width] = item as unknown[];
    if (
      isCount(part) &&
      part > 0 &&
      KINDS.includes(kind) &&
      isPath(path) &&
      isWidth(width, kind)
    ) {
      return { part, kind: kind as ColumnKind, path, width };
    }
  }
  throw new ProtocolError(
    `skeleton: field 'columns' must hold [part, kind, path, width], not ${quoted(item)}`
  );
}

function isPath(path: unknown): path is Path {
  return (
    Array.isArray(path) &&
    path.length > 0 &&
    path.every(key => typeof key === 'string' || isCount(key))
  );
}

function isWidth(width: unknown, kind: unknown): width is number | null {
  return (
    width === null || (isCount(width) && width > 0 && NUMBERS.includes(kind))
  );
}
