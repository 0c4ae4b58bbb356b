// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IPlotNode } from '../../src/panes/plotly';
import { Shapes } from '../../src/panes/shapes';

describe('Shapes', () => {
  let saved: unknown[];
  let shapes: Shapes;
  let callbacks: ((change: unknown) => void)[];
  let node: IPlotNode;

  beforeEach(() => {
    vi.useFakeTimers();
    saved = [];
    callbacks = [];
    shapes = new Shapes(drawn => saved.push(drawn));
    shapes.lay({ layout: {} });
    node = Object.assign(document.createElement('div'), {
      layout: { shapes: [{ path: 'M0,0' }] },
      on: (_: string, callback: (change: unknown) => void) =>
        void callbacks.push(callback)
    });
    shapes.listen(node);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const relayout = (change: object) =>
    callbacks.forEach(callback => callback(change));

  it('hears a plot once, however often it is drawn', () => {
    shapes.listen(node);
    shapes.listen(null);
    expect(callbacks.length).toBe(1);
  });

  it('saves what was drawn a while after the last stroke', () => {
    relayout({ shapes: [] });
    vi.advanceTimersByTime(299);
    relayout({ 'shapes[0].path': 'M1,1' });
    vi.advanceTimersByTime(299);
    expect(saved).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(saved).toEqual([[{ path: 'M0,0' }]]);
  });

  it('saves nothing of a zoom', () => {
    relayout({ 'xaxis.range[0]': 1 });
    shapes.dispose();
    expect(saved).toEqual([]);
  });

  it('saves at once when its pane goes', () => {
    relayout({ shapes: [] });
    shapes.dispose();
    vi.runAllTimers();
    expect(saved.length).toBe(1);
  });

  it('keeps what was drawn on the plot until the workspace has it', () => {
    const content = { data: [], layout: { title: 't' } };
    expect(shapes.lay(content)).toBe(content);
    relayout({ shapes: [] });
    expect(shapes.lay(content)).toEqual({
      data: [],
      layout: { title: 't', shapes: [{ path: 'M0,0' }] }
    });
    const stored = { data: [], layout: { shapes: [{ path: 'M0,0' }] } };
    expect(shapes.lay(stored)).toBe(stored);
    const erased = { data: [], layout: { shapes: [] } };
    expect(shapes.lay(erased)).toBe(erased);
  });
});
