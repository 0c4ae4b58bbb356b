/**
 * One window at its cursors: a skeleton and its columns.
 *
 * A `Pane` is immutable: a change gives a new one, which shares the parts that are unchanged. What it gives out is for reading;
 * a drawing library that writes into what it is given needs a copy.
 */
import {
  columnValue,
  readColumn,
  type ColumnValue,
  type IColumn,
  type Path
} from './columns';
import { ProtocolError, quoted } from './errors';
import { isObject, refuseForbiddenKeys, type JsonObject } from './json';
import type { Part } from './part';

/** A pane's JSON as it is drawn: columns are filled in, lists of numbers as `Float64Array`. */
export type PaneValue =
  null | boolean | number | string | PaneValue[] | PaneJson | Float64Array;
export interface PaneJson {
  [key: string]: PaneValue;
}

/** A pane's JSON with null in place of each column. */
export class Skeleton {
  private constructor(
    readonly part: Part,
    readonly json: JsonObject,
    readonly columns: readonly IColumn[]
  ) {}

  /** Read part 0 of a pane. The error says which field is wrong. */
  static fromPart(part: Part): Skeleton {
    const value = parsed(part);
    refuseForbiddenKeys(value, -1); // the pane itself lies one level down
    if (!isObject(value) || !isObject(value['json'])) {
      throw new ProtocolError("skeleton: field 'json' must be an object");
    }
    const json = value['json'] as JsonObject;
    const listed = value['columns'];
    if (!Array.isArray(listed)) {
      throw new ProtocolError(
        `skeleton: field 'columns' must be a list, not ${quoted(listed)}`
      );
    }
    const columns = listed.map(readColumn);
    columns.forEach(column => refuseMissingPath(json, column.path));
    return new Skeleton(part, json, columns);
  }
}

/** As strict as the server's: bytes that are no UTF-8, and a byte order mark, are no JSON. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parsed(part: Part): unknown {
  try {
    return JSON.parse(decoder.decode(part.bytes()));
  } catch (error) {
    throw new ProtocolError(
      `skeleton: must be JSON: ${(error as Error).message}`
    );
  }
}

/** A column stands where the JSON has null. Own keys only: a path like `constructor` must not lead out of the pane. */
function refuseMissingPath(json: JsonObject, path: Path): void {
  let value: unknown = json;
  for (const key of path) {
    const found =
      typeof key === 'number' ? Array.isArray(value) : isObject(value);
    value =
      found && Object.hasOwn(value as object, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined;
  }
  if (value !== null) {
    throw new ProtocolError(
      `skeleton: field 'columns' names the path ${quoted(path)}, where 'json' has no null`
    );
  }
}

/** One window; `cursor` is that of its last change, `version` and `contentId` are Visdom's. */
export class Pane {
  private drawn: PaneJson | null = null;

  constructor(
    readonly env: string,
    readonly win: string,
    readonly cursor: number,
    readonly version: number,
    readonly contentId: string,
    readonly skeleton: Skeleton,
    readonly parts: ReadonlyMap<number, Part>
  ) {}

  /** The pane as Visdom keeps it, assembled when first asked for. Shared by all who draw it, so for reading only. */
  get json(): PaneJson {
    return (this.drawn ??= this.assemble());
  }

  /** Put the pane together anew, so that the caller may keep or change everything but the numbers. */
  assemble(): PaneJson {
    const json = structuredClone(this.skeleton.json) as PaneJson;
    for (const column of this.skeleton.columns) {
      place(json, column.path, this.columnValue(column));
    }
    json['version'] = this.version;
    json['contentID'] = this.contentId;
    return json;
  }

  /** What one column stands for. */
  columnValue(column: IColumn): ColumnValue {
    return columnValue(column, this.parts.get(column.part)!);
  }
}

function place(json: PaneJson, path: Path, value: ColumnValue): void {
  let holder = json;
  for (const key of path.slice(0, -1)) {
    holder = holder[key] as PaneJson;
  }
  holder[path.at(-1)!] = value;
}
