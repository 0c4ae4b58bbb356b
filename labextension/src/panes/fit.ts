/**
 * A figure made for Visdom's page, fitted to our pane. Only what the client writes by default is touched: the title
 * that the pane's bar already shows (of a formula it shows the source), its margins of 60, and black on white, which is
 * no choice in a dark theme.
 */
import { asList, asNumber, asRecord, asText, isRecord, type Json } from './json'; // prettier-ignore
import type { IFigure } from './lift';
import { hasFormula } from './mathjax';

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
  const title = asRecord(layout['title'])['text'];
  if (title === paneTitle && !hasFormula(title)) {
    delete fitted['title'];
  }
  const crowded = layout['legend'] === undefined && hasRightAxis(layout);
  if (crowded) {
    fitted['legend'] = ABOVE;
  }
  if (!data.some(trace => ROOMY.has(asText(trace['type'])))) {
    const titled = isRecord(fitted['title']) || hasTextAbove(layout);
    const top = topRoom(titled, crowded);
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

/** Titles of subplots are annotations, which move no margin. */
function hasTextAbove(layout: Json): boolean {
  return asList(layout['annotations'])
    .map(asRecord)
    .some(({ yref, y }) => yref === 'paper' && (asNumber(y) ?? 0) >= 1);
}

/** A legend's own place is where an axis at the right has its numbers, unless what it belongs to ends before. */
function hasRightAxis(layout: Json): boolean {
  return Object.entries(layout).some(
    ([key, axis]) =>
      isAxis(key) &&
      isRecord(axis) &&
      axis['side'] === 'right' &&
      rightEnd(layout, axis) >= 1
  );
}

/** Where an axis at the right stands, as a part of the plot's width: at the end of the x axis that it is anchored to. */
function rightEnd(layout: Json, { anchor }: Json): number {
  const name = `xaxis${asText(anchor).replace('x', '')}`;
  const domain = asList(asRecord(layout[name])['domain']);
  return asNumber(domain[1]) ?? 1;
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
