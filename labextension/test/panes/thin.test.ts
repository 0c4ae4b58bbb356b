import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/panes/json';
import { thinFigure, viewOf, WHOLE_POINTS } from '../../src/panes/thin';

const N = 100_000;
const BINS = 500;

function numbers(length: number, value: (i: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, i) => value(i));
}

function wave(length = N): Float64Array {
  return numbers(length, i => Math.sin(i / 9) * i + 2 * N);
}

/** One trace as it is drawn. */
function drawn(trace: Json, layout: Json = {}, bins = BINS): Json {
  const view = viewOf(layout);
  return thinFigure({ data: [trace], layout }, view, bins).data[0]!;
}

function lengthOf(trace: Json): number {
  return (trace['y'] as Float64Array).length;
}

describe('thinFigure', () => {
  it('keeps the ends and the extremes of a long line, in order', () => {
    const y = wave();
    const { x: kept, y: values } = drawn({ y }) as {
      [k: string]: Float64Array;
    };
    expect(kept!.length).toBeLessThan(2.1 * BINS);
    expect([kept![0], kept!.at(-1)]).toEqual([0, N - 1]);
    expect(Math.max(...values!)).toBe(y.reduce((a, b) => Math.max(a, b)));
    expect(Math.min(...values!)).toBe(y.reduce((a, b) => Math.min(a, b)));
    expect([...values!]).toEqual(Array.from(kept!, i => y[i]));
  });

  it('tells how many points are drawn of how many', () => {
    const data = [{ y: wave() }, { y: wave(10) }];
    const { drawn, held } = thinFigure({ data, layout: {} }, {}, BINS);
    expect(held).toBe(N);
    expect(drawn).toBeLessThan(2.1 * BINS);
  });

  it.each([
    [WHOLE_POINTS, false],
    [WHOLE_POINTS + 1, true]
  ])('of %i points: thinned is %s', (length, thinned) => {
    expect(lengthOf(drawn({ y: wave(length) })) < length).toBe(thinned);
  });

  const y = wave();
  const x = numbers(N, i => i);
  const falling = numbers(N, i => -i);
  it.each<[string, Json, Json]>([
    ['of another kind', { y, type: 'bar' }, {}],
    ['of dots alone', { y, mode: 'markers' }, {}],
    ['with words at its points', { y, mode: 'lines+text' }, {}],
    ['whose x fall', { x: falling, y }, {}],
    ['with other x than y', { x: x.subarray(1), y }, {}],
    ['with words for x', { x: Array(N).fill('a'), y }, {}],
    ['on an axis of categories', { x, y }, { xaxis: { type: 'category' } }],
    ['on its own axis of dates', { x, y, xaxis: 'x2' }, { xaxis2: { type: 'date' } }],
    ['stacked on others', { y, stackgroup: 'one' }, {}],
    ['that is a closed shape', { y, fill: 'toself' }, {}],
    ['with points chosen by number', { y, selectedpoints: [3] }, {}],
    ['that goes below a logarithmic axis', { y: y.map(v => v - 2 * N) }, { yaxis: { type: 'log' } }]
  ])('draws a trace %s whole', (_, trace, layout) => {
    expect(drawn(trace, layout)).toBe(trace);
  }); // prettier-ignore

  it.each<[string, Json, Json]>([
    ['a line over x', { x, y, mode: 'lines' }, {}],
    ['WebGL', { x, y, type: 'scattergl', mode: 'lines+markers' }, {}],
    ['an area', { x, y, fill: 'tozeroy' }, {}],
    ['a line on a second axis', { x, y, yaxis: 'y2' }, { yaxis2: {} }],
    ['a line on logarithmic axes', { x, y }, { xaxis: { type: 'log' }, yaxis: { type: 'log' } }]
  ])('thins %s', (_, trace, layout) => {
    expect(lengthOf(drawn(trace, layout))).toBeLessThan(2.1 * BINS);
  }); // prettier-ignore

  it('draws all whole beside a trace whose words make the axis one of categories', () => {
    const data = [{ y }, { x: ['a', 'b'], y: [1, 2] }];
    expect(thinFigure({ data, layout: {} }, {}, BINS).data[0]).toBe(data[0]);
  });

  it('keeps a hole', () => {
    const holed = y.map((value, i) => (i > 50_000 && i < 50_900 ? NaN : value));
    const { x: kept, y: values } = drawn({ y: holed }) as { [k: string]: Float64Array };
    const holes = Array.from(values!.keys()).filter(i => Number.isNaN(values![i]));
    expect(holes.map(i => kept![i])).toContain(50_001);
    expect(holes.length).toBeGreaterThanOrEqual(3);
  }); // prettier-ignore

  it('gives the first decades of a logarithmic axis their points', () => {
    const trace = drawn({ x, y }, { xaxis: { type: 'log' } });
    const kept = Array.from(trace['x'] as Float64Array);
    expect(kept.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  }); // prettier-ignore

  it('takes each list of a trace at the same points, and leaves what is none', () => {
    const colorscale = [[0, 'red'], [1, 'blue']]; // prettier-ignore
    const marker = { size: x, color: Array.from(x), colorscale, opacity: 0.5 };
    const trace = drawn({ x, y, mode: 'lines+markers', marker, error_y: { array: x }, meta: [1], name: 'a' }); // prettier-ignore
    const picked = trace['marker'] as Json;
    expect(picked['size']).toEqual(trace['x']);
    expect(picked['color']).toEqual(Array.from(trace['x'] as Float64Array));
    expect(picked).toMatchObject({ colorscale, opacity: 0.5 });
    expect(trace['error_y']).toEqual({ array: trace['x'] });
    expect(trace).toMatchObject({ meta: [1], name: 'a' });
  });

  it('gives Plotly the same arrays while line and view are the same', () => {
    const line = { x, y };
    const [one, two] = [drawn(line), drawn({ ...line, name: 'b' })];
    expect(two['y']).toBe(one['y']);
    expect(drawn(line, {}, BINS + 1)['y']).not.toBe(one['y']);
  });
});

describe('a view', () => {
  const y = wave();
  const layout = (from: number, to: number): Json => ({
    xaxis: { range: [from, to], autorange: false }
  });
  const keptIn = (view: Json): number[] =>
    Array.from(drawn({ y }, view)['x'] as Float64Array);

  it('is drawn in full where it fits, with the neighbours that the line leads to', () => {
    const kept = keptIn(layout(40_000.5, 41_000.5));
    const start = kept.indexOf(40_000);
    const all = Array.from({ length: 1002 }, (_, i) => 40_000 + i);
    expect(kept.slice(start, start + 1002)).toEqual(all);
  });

  it('has the rest beside it as before', () => {
    const beside = (i: number) => i < 39_000 || i > 43_000;
    const coarse = keptIn({}).filter(beside);
    expect(keptIn(layout(40_000, 42_000)).filter(beside)).toEqual(coarse);
  });

  it('has bins of its own where it does not fit', () => {
    const inside = keptIn(layout(20_000, 60_000)).filter(i => i > 20_000 && i < 60_000); // prettier-ignore
    expect(inside.length).toBeGreaterThan(1.2 * BINS);
    expect(inside.length).toBeLessThan(2.1 * BINS);
  });

  it.each([[-10, -5], [N + 5, N + 10], [50, 40.5], [40.2, 40.4]])(
    'from %d to %d is possible', (from, to) => {
      const kept = keptIn(layout(from, to));
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      expect([kept[0], kept.at(-1)]).toEqual([0, N - 1]);
    }
  ); // prettier-ignore

  it('that fits itself to the data shows everything', () => {
    expect(viewOf({ xaxis: { range: [1, 2], autorange: true } })).toEqual({});
  });

  it('is read from the x axes alone, and from the least to the greatest', () => {
    const axes = { xaxis3: { range: [2, 1] }, yaxis: { range: [1, 2] }, xaxis: { range: ['a', 'b'] } }; // prettier-ignore
    expect(viewOf(axes)).toEqual({ xaxis3: [1, 2] });
  });
});
