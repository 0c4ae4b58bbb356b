/**
 * What a panel remembers over page refreshes and kernel restarts: the envs shown, the filter, and how an env's panes are
 * arranged. By the notebook's path, so that the next kernel finds it; in localStorage, since it is about this screen.
 */
import { asList, asNumber, asRecord, asText, isRecord } from '../panes/json';
import type { IArrangement, IBox } from './layout';

/** Panes remembered for one env: the newest, since Visdom's window ids are new in each run unless named. */
export const REMEMBERED = 200;

/** The part of `Storage` that is used; reading and writing may throw where the browser forbids it. */
export interface IStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export class Memory {
  constructor(
    private readonly _place: string,
    private readonly _storage: IStorage = localStorage
  ) {}

  /** The envs chosen, several where they are compared; none where there was no choice. */
  get envs(): string[] {
    return asList(this._read('envs')).map(asText);
  }

  set envs(envs: readonly string[]) {
    this._write('envs', envs);
  }

  get filter(): string {
    return asText(this._read('filter'));
  }

  set filter(filter: string) {
    this._write('filter', filter);
  }

  /** Whether a comparison shows every pane. */
  get all(): boolean {
    return this._read('all') === true;
  }

  set all(all: boolean) {
    this._write('all', all);
  }

  arrangement(env: string): IArrangement | null {
    const saved = asRecord(this._read('layout', env));
    const cols = asNumber(saved['cols']);
    const boxes = Object.entries(asRecord(saved['boxes'])).filter(
      (entry): entry is [string, IBox] => isBox(entry[1])
    );
    return cols === null ? null : { cols, boxes: Object.fromEntries(boxes) };
  }

  /** Panes that are gone keep their box, as long as there is room: one may come back with the next run. */
  arrange(env: string, { cols, boxes }: IArrangement): void {
    const before = this.arrangement(env)?.boxes ?? {};
    const merged = Object.entries({ ...without(before, boxes), ...boxes });
    this._write('layout', { cols, boxes: Object.fromEntries(merged.slice(-REMEMBERED)) }, env); // prettier-ignore
  }

  private _read(what: string, ...more: string[]): unknown {
    try {
      return JSON.parse(this._storage.getItem(this._key(what, more)) ?? 'null');
    } catch {
      return null;
    }
  }

  /** A full or forbidden storage costs the memory, not the panel. */
  private _write(what: string, value: unknown, ...more: string[]): void {
    try {
      this._storage.setItem(this._key(what, more), JSON.stringify(value));
    } catch (error) {
      console.warn('jupyter_visdom: cannot remember the arrangement', error);
    }
  }

  private _key(what: string, more: string[]): string {
    return `jupyter-visdom:${JSON.stringify([what, this._place, ...more])}`;
  }
}

function isBox(value: unknown): value is IBox {
  return (
    isRecord(value) &&
    ['x', 'y', 'w', 'h'].every(key => Number.isInteger(value[key]))
  );
}

function without(
  boxes: IArrangement['boxes'],
  newer: IArrangement['boxes']
): IArrangement['boxes'] {
  return Object.fromEntries(
    Object.entries(boxes).filter(([win]) => !Object.hasOwn(newer, win))
  );
}
