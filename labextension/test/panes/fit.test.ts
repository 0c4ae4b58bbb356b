import { describe, expect, it } from 'vitest';
import { fitLayout as fit, titleOf } from '../../src/panes/fit';
import type { Json } from '../../src/panes/json';

const fitLayout = (layout: Json, title: string, type = 'scatter') =>
  fit({ data: [{ type }], layout }, title);

const client = { l: 60, r: 60, t: 60, b: 60 };

describe('fitLayout', () => {
  it("drops the title that the pane's bar shows", () => {
    const fitted = fitLayout(
      { title: { text: 'Loss' }, margin: client },
      'Loss'
    );
    expect(fitted['title']).toBeUndefined();
    expect(fitted['margin']).toMatchObject({ t: 16 });
  });

  it('keeps another title, and room for it', () => {
    const title = { text: 'Other' };
    const fitted = fitLayout({ title, margin: client }, 'Loss');
    expect(fitted['title']).toBe(title);
    expect(fitted['margin']).toMatchObject({ t: 40 });
  });

  it('keeps room for the titles of subplots, but not for other annotations', () => {
    const topWith = (note: Json) =>
      fitLayout({ annotations: [note], margin: client }, '')['margin'];
    expect(topWith({ yref: 'paper', y: 1 })).toMatchObject({ t: 40 });
    expect(topWith({ yref: 'paper', y: 0.9 })).toMatchObject({ t: 16 });
    expect(topWith({ y: 1 })).toMatchObject({ t: 16 });
  });

  it('keeps a formula, which the bar shows as it was written', () => {
    const title = { text: '$x^2$' };
    expect(fitLayout({ title }, '$x^2$')['title']).toBe(title);
  });

  it('keeps margins that the user chose', () => {
    const fitted = fitLayout({ margin: { ...client, l: 100, r: 0 } }, '');
    expect(fitted['margin']).toMatchObject({ l: 100, r: 0 });
  });

  it('puts the legend above where an axis at the right stands in its place', () => {
    const fitted = fitLayout({ yaxis2: { side: 'right' } }, '');
    expect(fitted['legend']).toMatchObject({ orientation: 'h' });
    const legend = { x: 0 };
    const own = fitLayout({ yaxis2: { side: 'right' }, legend }, '');
    expect(own['legend']).toBe(legend);
  });

  it('leaves the legend where the axis at the right ends before it', () => {
    const axes = (end: number) => ({
      xaxis2: { domain: [0.5, end] },
      yaxis3: { side: 'right', anchor: 'x2' }
    });
    expect(fitLayout(axes(0.94), '')['legend']).toBeUndefined();
    expect(fitLayout(axes(1), '')['legend']).toBeDefined();
  });

  it('gives black axis text back to the theme, and no other colour', () => {
    const fitted = fitLayout(
      {
        yaxis: {
          title: { text: 'a', font: { color: 'black', size: 9 } },
          tickfont: { color: 'black' }
        },
        yaxis2: { tickfont: { color: 'purple' } }
      },
      ''
    );
    expect(fitted['yaxis']).toEqual({
      title: { text: 'a', font: { size: 9 } },
      tickfont: {}
    });
    expect(fitted['yaxis2']).toMatchObject({ tickfont: { color: 'purple' } });
  });

  it('gives a white background back to the theme, and no other', () => {
    const fitted = fitLayout(
      { paper_bgcolor: 'white', plot_bgcolor: 'red' },
      ''
    );
    expect(fitted).not.toHaveProperty('paper_bgcolor');
    expect(fitted['plot_bgcolor']).toBe('red');
  });

  it('leaves the margins of plots that write beside themselves', () => {
    const fitted = fitLayout({ margin: client }, '', 'parcoords');
    expect(fitted['margin']).toEqual(client);
  });
});

describe('titleOf', () => {
  it("is the window's title, or the plot's where the window has none", () => {
    const content = { layout: { title: 'plot' } };
    expect(titleOf({ title: 'window', content })).toBe('window');
    expect(titleOf({ title: '', content })).toBe('plot');
    expect(titleOf({ content: { layout: { title: { text: 'b' } } } })).toBe(
      'b'
    );
    expect(titleOf({ content: 'text' })).toBe('');
  });
});
