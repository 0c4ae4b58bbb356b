/** Plotly, loaded when the first plot needs it: 1 MB for what most plots are made of, 5 MB for everything. */
import { asText, type Json } from './json';

/** Where Plotly draws: once it has, it keeps there what the axes show and tells of what the user does. */
export interface IPlotNode extends HTMLElement {
  readonly layout?: Json;
  on?(event: 'plotly_relayout', callback: (change: unknown) => void): void;
}

/** The functions of Plotly that we call, with types of our own: a figure from a kernel has none. */
export interface IPlotly {
  react(
    node: IPlotNode,
    data: Json[],
    layout: Json,
    config: Json
  ): Promise<unknown>;
  toImage(node: IPlotNode, options: Json): Promise<string>;
  purge(node: IPlotNode): void;
}

type Dist = 'basic' | 'full';

/** What the basic bundle draws; a trace without a type is a scatter. */
const BASIC = new Set(['', 'scatter', 'bar', 'pie']);

const loaded = new Map<Dist, IPlotly>();
const loading = new Map<Dist, Promise<void>>();

export function distFor(data: readonly Json[]): Dist {
  const basic = data.every(trace => BASIC.has(asText(trace['type'])));
  return basic ? 'basic' : 'full';
}

/** The bundle, if it is there: drawing then needs no promise and stays within its frame. */
export function plotlyFor(data: readonly Json[]): IPlotly | undefined {
  return loaded.get(distFor(data));
}

export function loadPlotly(data: readonly Json[]): Promise<void> {
  const dist = distFor(data);
  let promise = loading.get(dist);
  if (!promise) {
    promise = load(dist).catch((error: unknown) => {
      // A chunk that failed to arrive is asked for again by the next plot.
      loading.delete(dist);
      throw error;
    });
    loading.set(dist, promise);
  }
  return promise;
}

/** By their files: a package's own name leads to whichever extension has brought it, whose Plotly knows no MathJax of ours. */
async function load(dist: Dist): Promise<void> {
  const module: unknown =
    dist === 'basic'
      ? await import('plotly.js-basic-dist-min/plotly-basic.min.js')
      : await import('plotly.js-dist-min/plotly.min.js');
  loaded.set(dist, (module as { default: IPlotly }).default);
}
