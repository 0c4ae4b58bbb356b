/** Smoothed lines over raw ones, by the filter of Savitzky and Golay that Visdom's page has. */
import { sgg } from 'ml-savitzky-golay-generalized';
import { asList, asRecord, asText, isRecord, type Json } from './json';
import { colourWay } from './theme';

/** Points to each side of one, at most. */
export const SMOOTHEST = 100;

/** Raw lines stand behind. */
const RAW_OPACITY = 0.35;

/** A cubic through fewer points than this smooths nothing. */
const SMALLEST_WINDOW = 5;

interface IPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Whether a trace is a line. */
export function isSmoothable(trace: unknown): boolean {
  const { type, mode } = asRecord(trace);
  return type === 'scatter' && mode === 'lines';
}

/** Remembers what it computed: most drawings change one trace of many. */
export class Smoother {
  /** The same figure with each line faint, and smoothed in front; `reach` is the number of points to each side. */
  smooth(content: Json, reach: number): Json {
    const raw = asList(content['data']).map(asRecord);
    const smoothed: Json[] = [];
    const data = raw.map((trace, index) => {
      const points = isSmoothable(trace) ? this._points(trace, reach) : null;
      if (!points) {
        return trace;
      }
      const color = colourOf(trace, index, asRecord(content['layout']));
      const line = { ...asRecord(trace['line']), color };
      const opacity = 1;
      smoothed.push({ ...trace, ...points, line, opacity, showlegend: false });
      return { ...trace, opacity: RAW_OPACITY };
    });
    return { ...content, data: [...data, ...smoothed] };
  }

  /** Null where there is too little to smooth. */
  private _points(trace: Json, reach: number): IPoints | null {
    const key = trace['y'];
    if (typeof key !== 'object' || key === null) {
      return null;
    }
    const known = this._known.get(key);
    if (known?.reach === reach) {
      return known.points;
    }
    const points = smoothed(finitePoints(trace), reach);
    this._known.set(key, { reach, points });
    return points;
  }

  private readonly _known = new WeakMap<
    object,
    { readonly reach: number; readonly points: IPoints | null }
  >();
}

function smoothed({ x, y }: IPoints, reach: number): IPoints | null {
  const odd = x.length - (x.length % 2 === 0 ? 1 : 0);
  const windowSize = Math.min(2 * reach + 1, odd);
  if (windowSize < SMALLEST_WINDOW || x.length <= SMALLEST_WINDOW) {
    return null;
  }
  return { x, y: sgg(y, x, { windowSize }) };
}

/** One value that is no number would spoil all those around it. */
function finitePoints(trace: Json): IPoints {
  const x = asList(trace['x']);
  const y = asList(trace['y']);
  const kept = [...y.keys()].filter(
    index => Number.isFinite(x[index]) && Number.isFinite(y[index])
  );
  const numbers = (values: readonly unknown[]) =>
    Float64Array.from(kept, index => values[index] as number);
  return { x: numbers(x), y: numbers(y) };
}

/** As Plotly would colour the raw one: the smoothed one is another trace, which would get the next colour. */
function colourOf(trace: Json, index: number, layout: Json): string {
  const way = asList(layout['colorway']).map(asText);
  const colours = way.length > 0 ? way : colourWay();
  const marker = asRecord(trace['marker'])['color'];
  return (
    asText(asRecord(trace['line'])['color']) ||
    (isRecord(marker) ? '' : asText(marker)) ||
    colours[index % colours.length]!
  );
}
