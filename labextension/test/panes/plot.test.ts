// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '../../src/panes/json';
import { PlotBody } from '../../src/panes/plot';
import { FakeHost, FakeObserver } from './host';

const plotly = vi.hoisted(() => ({
  react: vi.fn((..._: unknown[]) => Promise.resolve()),
  purge: vi.fn()
}));

vi.mock('../../src/panes/plotly', () => ({
  plotlyFor: () => plotly,
  loadPlotly: () => Promise.resolve()
}));

describe('PlotBody', () => {
  let host: FakeHost;
  let body: PlotBody;

  beforeEach(() => {
    vi.clearAllMocks();
    vi.stubGlobal('ResizeObserver', FakeObserver);
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

  it('gives Plotly back what it drew, and listens no more, when it is gone', async () => {
    await draw([{ y: [1] }]);
    body.dispose();
    expect(plotly.purge).toHaveBeenCalled();
    expect(FakeObserver.disconnect).toHaveBeenCalled();
  });
});
