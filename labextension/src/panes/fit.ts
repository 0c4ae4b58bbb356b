/**
 * A figure made for Visdom's page, fitted to our pane. Only what the client writes by default is touched: the title
 * that the pane's bar already shows, its margins of 60, and black on white, which is no choice in a dark theme.
 */
import { isPictureSource } from './address';
import { asList, asRecord, asText, isRecord, type Json } from './json';
import type { IFigure } from './lift';

/** What `visdom` writes for each margin unless told otherwise. */
const CLIENT_MARGIN = 60;

/** Enough for tick labels; `automargin` of our template adds what axis titles need. */
const MARGINS: { readonly [side: string]: number } = {
  l: 44,
  r: 16,
  t: 16,
  b: 34
};

/** Room for a title inside the plot, for a legend above it, for both. */
const ROOM = { title: 40, legend: 40, both: 64 };

/** Kinds that write beside themselves and move no margin for it. */
const ROOMY = new Set(['parcoords', 'parcats']);

/** Pictures over a plot: data only, as everywhere. */
function withoutElsewhere(images: unknown): readonly unknown[] {
  return asList(images).filter(image =>
    isPictureSource(asText(asRecord(image)['source']))
  );
}

/** A legend in one line over the plot. */
const ABOVE: Json = { orientation: 'h', x: 0, y: 1, yanchor: 'bottom' };

/** A pane's title; a plot may have one of its own and none for its window. */
export function titleOf(json: Json): string {
  const layout = asRecord(asRecord(json['content'])['layout']);
  const title = layout['title'];
  return (
    asText(json['title']) || asText(isRecord(title) ? title['text'] : title)
  );
}

export function fitLayout({ data, layout }: IFigure, paneTitle: string): Json {
  const fitted: Json = {};
  for (const [key, value] of Object.entries(layout)) {
    fitted[key] = isRecord(value) && isAxis(key) ? fitAxis(value) : value;
  }
  for (const key of ['paper_bgcolor', 'plot_bgcolor']) {
    if (fitted[key] === 'white') {
      delete fitted[key];
    }
  }
  if (asRecord(layout['title'])['text'] === paneTitle) {
    delete fitted['title'];
  }
  if (layout['images'] !== undefined) {
    fitted['images'] = withoutElsewhere(layout['images']);
  }
  const crowded = layout['legend'] === undefined && hasRightAxis(layout);
  if (crowded) {
    fitted['legend'] = ABOVE;
  }
  if (!data.some(trace => ROOMY.has(asText(trace['type'])))) {
    const top = topRoom(isRecord(fitted['title']), crowded);
    fitted['margin'] = fitMargin(asRecord(layout['margin']), top);
  }
  return fitted;
}

function topRoom(titled: boolean, crowded: boolean): number {
  if (titled && crowded) {
    return ROOM.both;
  }
  return titled ? ROOM.title : crowded ? ROOM.legend : (MARGINS['t'] ?? 0);
}

/** A legend's own place is where an axis at the right has its numbers. */
function hasRightAxis(layout: Json): boolean {
  return Object.entries(layout).some(
    ([key, axis]) => isAxis(key) && isRecord(axis) && axis['side'] === 'right'
  );
}

function fitMargin(given: Json, top: number): Json {
  const fitted: Json = { ...given };
  for (const [side, width] of Object.entries({ ...MARGINS, t: top })) {
    if (given[side] === undefined || given[side] === CLIENT_MARGIN) {
      fitted[side] = width;
    }
  }
  return fitted;
}

function isAxis(key: string): boolean {
  return /^[xy]axis\d*$/.test(key);
}

function fitAxis(axis: Json): Json {
  const fitted: Json = { ...axis, tickfont: withoutBlack(axis['tickfont']) };
  const title = axis['title'];
  if (isRecord(title)) {
    fitted['title'] = { ...title, font: withoutBlack(title['font']) };
  }
  return fitted;
}

function withoutBlack(font: unknown): unknown {
  if (!isRecord(font) || font['color'] !== 'black') {
    return font;
  }
  const { color: _, ...rest } = font;
  return rest;
}
