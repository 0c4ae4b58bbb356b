/** The list of a plot's properties: every scalar of its traces and layout, to be edited in this page only. */
import { makeControl, type IControl } from './control';
import { element } from './dom';
import { asList, asRecord, isRecord, type Json } from './json';

type Path = readonly (string | number)[];

interface IScalar {
  readonly path: Path;
  readonly value: string | number | boolean;
}

/** Traces listed: a list of thousands would be no help. */
const TRACES = 20;

/** Kinds of control by kind of value. */
const TYPES: { readonly [type: string]: string } = {
  number: 'number',
  boolean: 'checkbox',
  string: 'text'
};

export class Inspector {
  /** Hidden until the user wants it. */
  readonly node = element('div', 'jv-Inspector');

  constructor(private readonly _edited: () => void) {
    this.node.hidden = true;
  }

  /** Takes the figure as the kernel has it. Rows stay while the same properties are there. */
  show(content: Json): void {
    if (this.node.hidden) {
      return;
    }
    const groups = groupsOf(content);
    const shape = JSON.stringify(groups.map(({ rows }) => rows.map(shapeOf)));
    if (shape !== this._shape) {
      this._shape = shape;
      this._controls.clear();
      this.node.replaceChildren(...groups.map(group => this._table(group)));
    }
    groups
      .flatMap(({ rows }) => rows)
      .forEach(({ path, value }) => {
        const key = JSON.stringify(path);
        const shown = this._edits.has(key)
          ? this._edits.get(key)!.value
          : value;
        this._controls.get(key)?.show(shown);
      });
  }

  /** The figure with the user's edits; the same object where there are none. */
  edit(content: Json): Json {
    let edited = content;
    this._edits.forEach(({ path, value }) => {
      edited = withValue(edited, path, value) as Json;
    });
    return edited;
  }

  private _table({ name, depth, rows }: IGroup): HTMLElement {
    const table = element(
      'table',
      'jv-Properties-table',
      ...rows.map(scalar => this._row(scalar, depth))
    );
    const summary = element('summary', 'jv-Inspector-name', name);
    const group = element('details', '', summary, table);
    group.open = true;
    return group;
  }

  private _row({ path, value }: IScalar, depth: number): HTMLElement {
    const name = path.slice(depth).join('.');
    const control = makeControl({ type: TYPES[typeof value], name }, given =>
      this._set(path, typeof value === 'number' ? Number(given) : given)
    );
    this._controls.set(JSON.stringify(path), control);
    const head = element('th', 'jv-Properties-name', name);
    head.scope = 'row';
    return element('tr', '', head, element('td', '', control.node));
  }

  private _set(path: Path, value: unknown): void {
    this._edits.set(JSON.stringify(path), { path, value });
    this._edited();
  }

  // By path, as JSON.
  private readonly _edits = new Map<string, { path: Path; value: unknown }>();
  private readonly _controls = new Map<string, IControl>();
  private _shape = '';
}

interface IGroup {
  readonly name: string;
  /** How much of each path the name says already. */
  readonly depth: number;
  readonly rows: readonly IScalar[];
}

function groupsOf(content: Json): IGroup[] {
  const traces = asList(content['data']).slice(0, TRACES);
  const groups = traces.map((trace, index) => ({
    name: `Trace ${index}`,
    depth: 2,
    rows: scalarsOf(asRecord(trace), ['data', index])
  }));
  const layout = scalarsOf(asRecord(content['layout']), ['layout']);
  return [...groups, { name: 'Layout', depth: 1, rows: layout }];
}

function shapeOf({ path, value }: IScalar): unknown {
  return [path, typeof value];
}

/** All scalars below a record; lists are left out. */
export function scalarsOf(record: Json, at: Path = []): IScalar[] {
  return Object.entries(record).flatMap(([key, value]): IScalar[] => {
    const path = [...at, key];
    if (isRecord(value)) {
      return scalarsOf(value, path);
    }
    const scalar = ['string', 'number', 'boolean'].includes(typeof value);
    return scalar ? [{ path, value: value as IScalar['value'] }] : [];
  });
}

/** A copy with one value changed; the same object where the path leads nowhere any more. */
export function withValue(holder: unknown, at: Path, value: unknown): unknown {
  const [key, ...rest] = at;
  if (key === undefined) {
    return value;
  }
  if (Array.isArray(holder) && typeof key === 'number') {
    return holder.map((item: unknown, index) =>
      index === key ? withValue(item, rest, value) : item
    );
  }
  if (!isRecord(holder) || !Object.hasOwn(holder, key)) {
    return holder;
  }
  return { ...holder, [key]: withValue(holder[key], rest, value) };
}
