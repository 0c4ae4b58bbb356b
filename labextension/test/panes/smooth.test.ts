// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { asList, asRecord } from '../../src/panes/json';
import { isSmoothable, Smoother } from '../../src/panes/smooth';

const x = Float64Array.from({ length: 40 }, (_, index) => index);
const noisy = x.map(value => value + (value % 2 ? 1 : -1));
const line = { type: 'scatter', mode: 'lines', name: 'a', x, y: noisy };

function smooth(...data: object[]) {
  const content = new Smoother().smooth({ data }, 7);
  return asList(content['data']).map(asRecord);
}

describe('Smoother', () => {
  it('puts a smoothed line in front of each, which becomes faint', () => {
    const [raw, smoothed, ...rest] = smooth(line);
    expect(rest).toEqual([]);
    expect(raw).toEqual({ ...line, opacity: 0.35 });
    expect(smoothed).toMatchObject({ opacity: 1, showlegend: false });
    const y = smoothed!['y'] as Float64Array;
    const errors = [...y].slice(7, -7).map((value, k) => value - (k + 7));
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.3);
  });

  it('leaves a straight line where it is', () => {
    const [, smoothed] = smooth({ ...line, y: x });
    [...(smoothed!['y'] as Float64Array)].forEach((value, index) =>
      expect(value).toBeCloseTo(index)
    );
  });

  it('gives both the colour that Plotly gives the raw one', () => {
    const markers = { type: 'scatter', mode: 'markers', x, y: x };
    const traces = smooth(markers, line, {
      ...line,
      line: { color: 'red', dash: 'dot' }
    });
    expect(traces.map(trace => asRecord(trace['line'])['color'])).toEqual([
      undefined,
      undefined,
      'red',
      '#ff7f0e',
      'red'
    ]);
  });

  it('leaves markers, bars and short lines alone', () => {
    const data = [
      { ...line, mode: 'markers' },
      { ...line, type: 'bar' },
      { ...line, x: x.slice(0, 5), y: noisy.slice(0, 5) }
    ];
    expect(smooth(...data)).toEqual(data);
  });

  it('leaves out what is no number', () => {
    const holed = noisy.map((value, index) => (index === 3 ? NaN : value));
    const [, smoothed] = smooth({ ...line, y: holed });
    const y = smoothed!['y'] as Float64Array;
    expect(y.length).toBe(39);
    expect([...y].every(Number.isFinite)).toBe(true);
  });

  it('computes a line again only when it or the slider changed', () => {
    const smoother = new Smoother();
    const of = (reach: number) =>
      asRecord(asList(smoother.smooth({ data: [line] }, reach)['data'])[1])[
        'y'
      ];
    const first = of(3);
    expect(of(3)).toBe(first);
    expect(of(4)).not.toBe(first);
  });
});

describe('isSmoothable', () => {
  it('is so of lines alone', () => {
    expect(isSmoothable(line)).toBe(true);
    expect(isSmoothable({ ...line, mode: 'lines+markers' })).toBe(false);
    expect(isSmoothable(null)).toBe(false);
  });
});
