/**
 * Where panes stand in Visdom's own words: in a grid of 100 columns, with rows of 5 pixels and 10 between them. A *view*
 * is a saved arrangement of an env, `{window: [order, height, width]}`; ours adds `x, y`, so that it comes back as it was.
 * An env's `reload` has the place of each window, `{window: {i, x, y, w, h}}`, and aside what belongs to none.
 *
 * Pure.
 */
import {
  asideOf,
  asList,
  asNumber,
  asRecord,
  isRecord,
  type Json
} from '../panes/json';
import { GAP, ROW, type IArrangement, type IBox, type IPlaced } from './layout';

const COLUMNS = 100;
const VISDOM_ROW = 5;
const VISDOM_GAP = 10;

/** How many closed panes of an env can be brought back. */
export function undoCount(reload: Json): number {
  return asNumber(asideOf(reload)['undo']) ?? 0;
}

/** What Visdom's page calls the arrangement that is no view; it has an entry among the views, an empty one. */
const CURRENT = 'current';

/** The saved views of an env, by name. */
export function viewsOf(reload: Json): { [view: string]: Json } {
  const views = Object.entries(asRecord(asideOf(reload)['views']));
  return Object.fromEntries(
    views
      .filter((entry): entry is [string, Json] => isRecord(entry[1]))
      .filter(([name]) => name !== CURRENT)
  );
}

/** The views of an env as text, for the kernel to save. */
export function viewsText(views: { [view: string]: Json }): string {
  return JSON.stringify({ [CURRENT]: {}, ...views });
}

/** A view of an arrangement: panes in their order, row by row. */
export function viewOf(placed: readonly IPlaced[], cols: number): Json {
  const ordered = [...placed].sort((a, b) => a.y - b.y || a.x - b.x);
  const entries = ordered.map((box, index): [string, unknown] => {
    const { x, y, w, h } = toVisdom(box, cols);
    return [box.i, [index, h, w, x, y]];
  });
  return Object.fromEntries(entries);
}

/**
 * The arrangement that a view or a `reload` stands for, in a grid of `cols` columns; null where it has no places. A view of
 * Visdom's page has an order only: its grid of no columns has its panes packed anew.
 */
export function arrangementOf(saved: Json, cols: number): IArrangement | null {
  const boxes = new Map<string, IBox>();
  let placed = true;
  for (const [win, item] of Object.entries(saved)) {
    const box = readBox(item);
    if (box) {
      placed &&= box.x !== null;
      boxes.set(win, fromVisdom({ ...box, x: box.x ?? 0 }, cols));
    }
  }
  return boxes.size === 0
    ? null
    : { cols: placed ? cols : 0, boxes: Object.fromEntries(boxes) };
}

/** One pane's place, as Visdom's page keeps it. */
export function itemOf(box: IPlaced, cols: number): Json {
  return { i: box.i, ...toVisdom(box, cols), moved: false, static: false };
}

/** Rows between panes of which only the order is known: any that keeps them apart. */
const APART = 100;

function readBox(
  item: unknown
): (Omit<IBox, 'x'> & { x: number | null }) | null {
  const [order, ...sizes] = asList(item).map(asNumber);
  const [h, w, x = null, y = null] = isRecord(item)
    ? ['h', 'w', 'x', 'y'].map(key => asNumber(item[key]))
    : sizes;
  return h == null || w == null
    ? null
    : { h, w, x, y: y ?? (order ?? 0) * APART };
}

function toVisdom({ x, y, w, h }: IBox, cols: number): IBox {
  const across = (units: number) => Math.round((units * COLUMNS) / cols);
  const pixels = h * (ROW + GAP) - GAP;
  return {
    x: across(x),
    y: Math.round((y * (ROW + GAP)) / (VISDOM_ROW + VISDOM_GAP)),
    w: across(w),
    h: Math.round((pixels + VISDOM_GAP) / (VISDOM_ROW + VISDOM_GAP))
  };
}

function fromVisdom({ x, y, w, h }: IBox, cols: number): IBox {
  const across = (units: number) => Math.round((units * cols) / COLUMNS);
  const pixels = h * (VISDOM_ROW + VISDOM_GAP) - VISDOM_GAP;
  return {
    x: across(x),
    y: Math.round((y * (VISDOM_ROW + VISDOM_GAP)) / (ROW + GAP)),
    w: across(w),
    h: Math.round((pixels + GAP) / (ROW + GAP))
  };
}
