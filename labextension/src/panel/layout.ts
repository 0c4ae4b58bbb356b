/**
 * Where panes stand, in units of a grid. A plot is 12 columns wide and as many plots stand in a row as fit at 280
 * pixels or more each, so rows of plots fill the width; everything else is as wide and half as high, so two fill the
 * place beside a plot.
 *
 * Pure: no DOM, no storage.
 */
import { asNumber, asText, type Json } from '../panes/json';

export interface IBox {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What the user arranged, and in a grid of how many columns. */
export interface IArrangement {
  readonly cols: number;
  readonly boxes: { readonly [win: string]: IBox };
}

export interface IPlaced extends IBox {
  /** The pane's window id: react-grid-layout's name for it. */
  readonly i: string;
}

export interface ISize {
  readonly w: number;
  readonly h: number;
}

/** Pixels between panes, and around them. */
export const GAP = 8;

/** Pixels of a row; with the gap, heights go in steps of 16. */
export const ROW = 8;

/** Pixels of a pane's title bar, which `opts.width` and `opts.height` of a plot do not count. */
export const BAR = 26;

/** Narrower than this, a legend leaves a plot no room. */
const PLOT_WIDTH = 280;
const PLOT: ISize = { w: 12, h: 20 };
const OTHER: ISize = { w: 12, h: 10 };

/** A picture's `width` and `height` are its pixels, no choice of the user's: its pane takes the nearest of these steps. */
const PICTURE_STEP: ISize = { w: 6, h: 5 };

/** Smaller than this a pane shows nothing. */
export const SMALLEST: ISize = { w: 4, h: 5 };

/** Columns of the grid in a container `width` pixels wide. */
export function columnsFor(width: number): number {
  return PLOT.w * Math.max(1, Math.floor(width / PLOT_WIDTH));
}

/** Room for bar, caption and slider, however small the picture. */
const SMALLEST_DEFAULT: ISize = { w: 6, h: 10 };

/** A pane's size before anyone arranged it: its `width` and `height` in pixels, or that of its kind. */
export function defaultSize(json: Json, width: number, cols: number): ISize {
  const type = asText(json['type']);
  const kind = type.startsWith('plot') ? PLOT : OTHER;
  const step = type.startsWith('image') ? PICTURE_STEP : { w: 1, h: 1 };
  const pitch = (width - GAP) / cols;
  // The sizes of a comparison are those of one of its pictures.
  const sized = type === 'image_compare' ? {} : json;
  const wide = asNumber(sized['width']);
  const high = asNumber(sized['height']);
  return clampSize(
    {
      w: wide === null ? kind.w : inSteps((wide + GAP) / pitch, step.w),
      h:
        high === null
          ? kind.h
          : inSteps((high + BAR + GAP) / (ROW + GAP), step.h)
    },
    cols,
    SMALLEST_DEFAULT
  );
}

function inSteps(units: number, step: number): number {
  return Math.round(units / step) * step;
}

/** Every pane's box: arranged ones where they were left, the others after them, row by row. */
export function arrange(
  panes: readonly { readonly win: string; readonly size: ISize }[],
  saved: IArrangement | null,
  cols: number
): IPlaced[] {
  const skyline = new Array<number>(cols).fill(0);
  const boxOf = (win: string): IBox | undefined =>
    saved && Object.hasOwn(saved.boxes, win) ? saved.boxes[win] : undefined;
  const placed = new Map<string, IPlaced>();
  const put = (win: string, box: IBox): void => {
    raise(skyline, box);
    placed.set(win, { ...box, i: win });
  };

  const known = panes.filter(({ win }) => boxOf(win));
  known.sort((a, b) => byPosition(boxOf(a.win)!, boxOf(b.win)!));
  for (const { win } of known) {
    const box = boxOf(win)!;
    const size = clampSize(box, cols);
    put(win, saved?.cols === cols ? { ...box, ...size } : fit(skyline, size));
  }
  for (const { win, size } of panes) {
    if (!placed.has(win)) {
      put(win, fit(skyline, size));
    }
  }
  return panes.map(({ win }) => placed.get(win)!);
}

/** The highest place that is free, and of those the leftmost. */
function fit(skyline: readonly number[], { w, h }: ISize): IBox {
  let best = { x: 0, y: Infinity };
  for (let x = 0; x + w <= skyline.length; x++) {
    const y = Math.max(...skyline.slice(x, x + w));
    if (y < best.y) {
      best = { x, y };
    }
  }
  return { ...best, w, h };
}

function raise(skyline: number[], { x, y, w, h }: IBox): void {
  for (let column = x; column < Math.min(x + w, skyline.length); column++) {
    skyline[column] = Math.max(skyline[column] ?? 0, y + h);
  }
}

function clampSize({ w, h }: ISize, cols: number, least = SMALLEST): ISize {
  return {
    w: Math.min(Math.max(w, least.w), cols),
    h: Math.max(h, least.h)
  };
}

function byPosition(a: IBox, b: IBox): number {
  return a.y - b.y || a.x - b.x;
}
