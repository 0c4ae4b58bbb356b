// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '../../src/panes/json';
import { PlotBody } from '../../src/panes/plot';
import { FakeHost, FakeObserver } from './host';

const { plotly, whole } = vi.hoisted(() => {
  const make = () => ({
    react: vi.fn((..._: unknown[]) => Promise.resolve()),
    purge: vi.fn()
  });
  return { plotly: make(), whole: make() };
});

/** Which of its bundles a figure needs. */
let bundle = plotly;

vi.mock('../../src/panes/plotly', () => ({
  plotlyFor: () => bundle,
  loadPlotly: () => Promise.resolve()
}));

describe('PlotBody', () => {
  let host: FakeHost;
  let body: PlotBody;

  beforeEach(() => {
    vi.clearAllMocks();
    vi.stubGlobal('ResizeObserver', FakeObserver);
    bundle = plotly;
    host = new FakeHost();
    body = new PlotBody(host);
  });

  afterEach(() => {
    body.dispose();
    vi.unstubAllGlobals();
  });

  /** Draws a figure, and returns what Plotly is asked for: traces, layout and configuration. */
  async function draw(data: Json[], layout: Json = {}): Promise<Json[]> {
    const json = { content: { data, layout } };
    await body.draw({ json, width: 20, height: 20 });
    const [, traces, ...more] = plotly.react.mock.calls.at(-1)!;
    return [...(traces as Json[]), ...(more as Json[])];
  }

  it('asks of Plotly nothing that it would load or send', async () => {
    const outside = 'https://else.where/x';
    const images = [{ source: outside }];
    const [trace, layout, config] = await draw(
      [{ y: [1], text: `<b style="fill:url(${outside})">x</b>` }],
      { images }
    );
    expect(JSON.stringify([trace, layout])).not.toMatch(/style=|"https/);
    expect(layout).toMatchObject({ images: [{ source: 'data:,' }] });
    expect(config).toMatchObject({
      plotlyServerURL: '',
      topojsonURL: 'data:,',
      modeBarButtonsToRemove: ['sendChartToCloud']
    });
  });

  it('is no smaller than Plotly bears', async () => {
    const [, layout] = await draw([{ y: [1] }]);
    expect(layout).toMatchObject({ width: 100, height: 100 });
  });

  it.each(['choropleth', 'scattergeo'])(
    'refuses a %s, whose outlines come from another site',
    async type => {
      await expect(draw([{ type: 'bar' }, { type }])).rejects.toThrow(type);
      expect(plotly.react).not.toHaveBeenCalled();
    }
  );

  it.each(['choroplethmap', 'densitymap', 'scattermap'])(
    'refuses a %s without a style of Plotly’s own',
    async type => {
      const elsewhere = { map: { style: 'https://else.where/style.json' } };
      await expect(draw([{ type }])).rejects.toThrow(type);
      await expect(draw([{ type }], elsewhere)).rejects.toThrow(type);
      expect(plotly.react).not.toHaveBeenCalled();
      await draw([{ type }], { map: { style: 'open-street-map' } });
      expect(plotly.react).toHaveBeenCalledTimes(1);
    }
  );

  it('follows no link into this server', () => {
    host.node.insertAdjacentHTML('beforeend', '<a href="/api/kernels">x</a>');
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    expect(host.node.querySelector('a')!.dispatchEvent(click)).toBe(false);
  });

  describe('of more points than are drawn', () => {
    const MANY = [{ type: 'scatter', x: range(20_000), y: range(20_000) }];
    const node = (): HTMLElement & { layout?: Json; on?: unknown } =>
      host.node.querySelector('.jv-Plot')!;
    const on = vi.fn();

    function range(count: number): Float64Array {
      return Float64Array.from({ length: count }, (_, i) => i);
    }

    /** Plotly chooses the ranges of axes as it draws: these, one after the other. */
    function ranges(...ends: number[]): void {
      for (const end of ends) {
        plotly.react.mockImplementationOnce(plot => {
          const layout = { xaxis: { range: [0, end] } };
          Object.assign(plot as object, { layout, on });
          return Promise.resolve();
        });
      }
    }

    it('says how many are drawn, until all are', async () => {
      await draw(MANY);
      const [drawn, held] = node().dataset['thinned']!.split('/').map(Number);
      expect(held).toBe(20_000);
      expect(drawn).toBeLessThan(10_000);
      await draw([{ y: [1] }]);
      expect(node().dataset['thinned']).toBeUndefined();
    });

    it('asks for another drawing where Plotly shows another part, but not after that one', async () => {
      ranges(100, 200, 200);
      await draw(MANY);
      expect(host.redraws).toBe(1);
      await draw(MANY);
      expect(host.redraws).toBe(1);
      await draw(MANY);
      expect(host.redraws).toBe(1);
    });

    it('asks for one where the user looks at another part, and hears of that once', async () => {
      ranges(100, 100, 100);
      await draw(MANY);
      await draw(MANY);
      await draw(MANY);
      const { redraws } = host;
      const events = on.mock.calls.map(([name]) => String(name));
      expect(events).toEqual(['plotly_relayout']);
      const relayout = on.mock.calls[0]![1] as () => void;
      relayout();
      expect(host.redraws).toBe(redraws);
      node().layout = { xaxis: { range: [50, 60] } };
      relayout();
      expect(host.redraws).toBe(redraws + 1);
    });
  });

  it('begins anew with the bundle that a figure comes to need', async () => {
    await draw([{ y: [1] }]);
    const before = host.node.querySelector('.jv-Plot');
    bundle = whole;
    await body.draw({
      json: { content: { data: [{ y: [1] }], layout: {} } },
      width: 20,
      height: 20
    });
    expect(plotly.purge).toHaveBeenCalledWith(before);
    const now = host.node.querySelector('.jv-Plot');
    expect(now).not.toBe(before);
    expect(whole.react.mock.calls[0]![0]).toBe(now);
    expect(host.node.querySelectorAll('.jv-Plot')).toHaveLength(1);
  });

  it('gives Plotly back what it drew, and listens no more, when it is gone', async () => {
    await draw([{ y: [1] }]);
    body.dispose();
    expect(plotly.purge).toHaveBeenCalled();
    expect(FakeObserver.disconnect).toHaveBeenCalled();
  });
});
