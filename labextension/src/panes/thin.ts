/**
 * Long lines of a figure, thinned to what the screen can show, so that drawing a million points costs what a thousand do.
 * What is visible is drawn in full where it fits; what lies beside it stays coarsely, for axes that fit themselves to the data
 * and for a picture while the user pans.
 */
import { isAscending } from '../core/ascending';
import { binEdges, lowerBound, thin, type Position } from '../core/thin';
import {
  asList,
  asNumber,
  asRecord,
  asText,
  isRecord,
  type Json
} from './json';
import type { IFigure } from './lift';

/** A trace of so many points is drawn as it is: Plotly takes some 10 ms longer for it than for ten points. */
export const WHOLE_POINTS = 10_000;

/** Visible points for each bin up to which none is left out: as many as bins might keep, and a few. */
const WHOLE_POINTS_PER_BIN = 4;

export type Range = readonly [number, number];

/** What is shown of each x axis, by its name in a layout; nothing for one that shows all there is. */
export interface IView {
  readonly [axis: string]: Range | undefined;
}

/** A figure's traces as they are drawn, and the points of those that are thinned. */
export interface IThinned {
  readonly data: Json[];
  readonly drawn: number;
  readonly held: number;
}

/** A line: numbers, and where each lies; without x at its index. */
interface ILine {
  readonly x: Float64Array | null;
  readonly y: Float64Array;
}

/** A line thinned, and what for. */
interface IThinLine {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly kept: readonly number[];
  readonly from: Float64Array | null;
  readonly view: string;
}

/** Kinds of traces that are lines, whose points may be left out. */
const LINES = new Set(['', 'scatter', 'scattergl']);

/** Fills between a line and an axis or the line before; others are shapes. */
const FILLS = new Set(['', 'none', 'tozeroy', 'tonexty']);

/** With one of these the place of a point depends on its number or on another trace's points. */
const BY_NUMBER = ['stackgroup', 'x0', 'dx', 'xperiod', 'selectedpoints'];

/** Axes on which order is kept; one without a type gets it from its data, which are numbers here. */
const ORDERED = new Set(['', '-', 'linear', 'log']);

/** Lists under these keys have no item for each point. */
const NOT_BY_POINT = new Set(['colorscale', 'colorbar', 'meta']);

/** What a layout shows, once Plotly has written into it; in one order, to be compared. */
export function viewOf(layout: Json): IView {
  const view: { [axis: string]: Range } = {};
  for (const name of Object.keys(layout).sort()) {
    const axis = asRecord(layout[name]);
    const [from, to] = asList(axis['range']).map(asNumber);
    if (/^xaxis\d*$/.test(name) && axis['autorange'] !== true) {
      if (from != null && to != null) {
        view[name] = [Math.min(from, to), Math.max(from, to)];
      }
    }
  }
  return view;
}

/** Thins what can be thinned, into so many bins over the width of the plot; all else goes through as it came. */
export function thinFigure(
  { data, layout }: IFigure,
  view: IView,
  bins: number
): IThinned {
  let [drawn, held] = [0, 0];
  const numeric = data.every(hasNumericX);
  const thinned = data.map(trace => {
    const line = numeric && lineOf(trace, layout);
    if (!line) {
      return trace;
    }
    const [xaxis, yaxis] = [axisName(trace, 'x'), axisName(trace, 'y')];
    const found = thinLine(line, view[xaxis], bins, isLog(layout[xaxis]));
    // What has no place on the axis would be all that a bin shows of its lower end.
    if (isLog(layout[yaxis]) && found.y.some(value => value <= 0)) {
      return trace;
    }
    drawn += found.kept.length;
    held += line.y.length;
    return { ...pickPoints(trace, found.kept), x: found.x, y: found.y };
  });
  return { data: thinned, drawn, held };
}

/** Words or dates in any trace may make the axis another kind. */
function hasNumericX({ x }: Json): boolean {
  const isNumeric = (value: unknown) =>
    value === null || typeof value === 'number';
  return !Array.isArray(x) || x.every(isNumeric);
}

/** The line that a trace is, if it is a long one, its x ascend and points between may be left out. */
function lineOf(trace: Json, layout: Json): ILine | null {
  const { y } = trace;
  const x = trace['x'] ?? null;
  const isLong = y instanceof Float64Array && y.length > WHOLE_POINTS;
  if (!isLong || !isPlainLine(trace) || !isOrdered(trace, layout)) {
    return null;
  }
  if (x === null) {
    return { x, y };
  }
  const isPaired = x instanceof Float64Array && x.length === y.length;
  return isPaired && isAscending(x) ? { x, y } : null;
}

/** Dots alone are no line: those between the extremes would be missed. */
function isPlainLine(trace: Json): boolean {
  const mode = asText(trace['mode']) || 'lines';
  return (
    LINES.has(asText(trace['type'])) &&
    mode.includes('lines') &&
    !mode.includes('text') &&
    FILLS.has(asText(trace['fill'])) &&
    BY_NUMBER.every(key => trace[key] === undefined)
  );
}

function isLog(axis: unknown): boolean {
  return asRecord(axis)['type'] === 'log';
}

function isOrdered(trace: Json, layout: Json): boolean {
  return (['x', 'y'] as const).every(letter => {
    const axis = asRecord(layout[axisName(trace, letter)]);
    return ORDERED.has(asText(axis['type']));
  });
}

/** `x2` of a trace is `xaxis2` of its layout. */
function axisName(trace: Json, letter: 'x' | 'y'): string {
  const id = asText(trace[`${letter}axis`]) || letter;
  return `${letter}axis${id.slice(1)}`;
}

/** By the y of a line: while neither it nor the view changes, Plotly gets the same arrays and computes nothing anew. */
const thinLines = new WeakMap<Float64Array, IThinLine>();

function thinLine(
  { x, y }: ILine,
  range: Range | undefined,
  bins: number,
  logarithmic: boolean
): IThinLine {
  const view = `${range?.join()} ${bins} ${logarithmic}`;
  const before = thinLines.get(y);
  if (before && before.from === x && before.view === view) {
    return before;
  }
  const kept = thin(y, edgesOf({ x, y }, range, bins, logarithmic));
  const thinned = {
    x: Float64Array.from(kept, index => (x ? x[index]! : index)),
    y: Float64Array.from(kept, index => y[index]!),
    ...{ kept, from: x, view }
  };
  thinLines.set(y, thinned);
  return thinned;
}

function edgesOf(
  { x, y }: ILine,
  range: Range | undefined,
  bins: number,
  logarithmic: boolean
): number[] {
  const value: Position = index => (x ? x[index]! : index);
  const position: Position = logarithmic ? i => Math.log10(value(i)) : value;
  const end = y.length;
  // What is not above zero has no place on a logarithmic axis.
  const start = logarithmic ? lowerBound(value, Number.MIN_VALUE, 0, end) : 0;
  const coarse = binEdges(position, start, end, bins);
  if (!range) {
    return coarse;
  }
  const fine = visibleEdges(position, start, end, range, bins);
  return [
    ...coarse.filter(edge => edge < fine[0]!),
    ...fine,
    ...coarse.filter(edge => edge > fine.at(-1)!)
  ];
}

/** What is visible has bins of its own, and one for each point where they fit; so have the neighbours that the line leads to. */
function visibleEdges(
  position: Position,
  start: number,
  end: number,
  [from, to]: Range,
  bins: number
): number[] {
  const isPast: Position = index => Number(position(index) > to);
  const first = lowerBound(position, from, start, end);
  const past = lowerBound(isPast, 1, start, end);
  const visible =
    past - first <= WHOLE_POINTS_PER_BIN * bins
      ? Array.from({ length: past - first + 1 }, (_, i) => first + i)
      : binEdges(position, first, past, bins);
  const edges = [first - 1, ...visible, past + 1];
  return edges.filter(edge => edge >= start && edge <= end);
}

/** A trace with the points kept, in every list that has one for each. What a shorter list lacks stays missing. */
function pickPoints(record: Json, kept: readonly number[]): Json {
  const picked: Json = {};
  for (const [key, value] of Object.entries(record)) {
    picked[key] = NOT_BY_POINT.has(key) ? value : pickItems(value, kept);
  }
  return picked;
}

function pickItems(value: unknown, kept: readonly number[]): unknown {
  if (value instanceof Float64Array) {
    return Float64Array.from(kept, index => value[index]!);
  }
  if (Array.isArray(value)) {
    return kept.map(index => value[index] as unknown);
  }
  return isRecord(value) ? pickPoints(value, kept) : value;
}
