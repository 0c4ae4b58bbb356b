import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/panes/json';
import { liftFigure, liftLayout, liftTrace } from '../../src/panes/lift';

describe('liftLayout', () => {
  it('makes objects of string titles, at every depth', () => {
    const lifted = liftLayout({
      title: 'Loss',
      xaxis: { title: 'step' },
      scene: { zaxis: { title: 'z' } },
      coloraxis: { colorbar: { title: 'c' } }
    });
    expect(lifted).toEqual({
      title: { text: 'Loss' },
      xaxis: { title: { text: 'step' } },
      scene: { zaxis: { title: { text: 'z' } } },
      coloraxis: { colorbar: { title: { text: 'c' } } }
    });
  });

  it('makes text of a title that is a number', () => {
    expect(liftLayout({ title: 7 })).toEqual({ title: { text: '7' } });
  });

  it('moves titlefont, titleside, titleposition and titleoffset into the title', () => {
    const lifted = liftLayout({
      yaxis: { title: 'Y1', titlefont: { color: 'black' } },
      colorbar: { titleside: 'right' },
      ternary: { titleposition: 'top', titleoffset: 3 }
    });
    expect(lifted).toEqual({
      yaxis: { title: { text: 'Y1', font: { color: 'black' } } },
      colorbar: { title: { side: 'right' } },
      ternary: { title: { position: 'top', offset: 3 } }
    });
  });

  it('leaves a title of the new kind alone, and prefers its font', () => {
    const title = { text: 'a', font: { size: 3 } };
    expect(liftLayout({ title, titlefont: { size: 9 } })).toEqual({ title });
  });

  it('lifts annotation.ref, autotick and mapbox', () => {
    expect(
      liftLayout({
        annotations: [{ text: 'a', ref: 'paper' }],
        xaxis: { autotick: false },
        mapbox: { zoom: 3 }
      })
    ).toEqual({
      annotations: [{ text: 'a', xref: 'paper', yref: 'paper' }],
      xaxis: { tickmode: 'linear' },
      map: { zoom: 3 }
    });
  });

  it('gives an axis over another round numbers, where it says nothing of them', () => {
    const lift = (yaxis2: Json) =>
      liftLayout({ yaxis2: { overlaying: 'y', ...yaxis2 } })['yaxis2'];
    expect(lift({})).toMatchObject({ tickmode: 'auto' });
    expect(lift({ tickmode: 'sync' })).toMatchObject({ tickmode: 'sync' });
    expect(lift({ dtick: 2 })).not.toHaveProperty('tickmode');
    expect(lift({ tickvals: [1, 2] })).not.toHaveProperty('tickmode');
    expect(liftLayout({ yaxis: {} })['yaxis']).not.toHaveProperty('tickmode');
  });

  it('makes plain lists of short columns: range and domain are no data', () => {
    const lifted = liftLayout({ xaxis: { range: new Float64Array([0, NaN]) } });
    expect(lifted).toEqual({ xaxis: { range: [0, null] } });
  });

  it('puts the # before a bare colour', () => {
    expect(liftLayout({ plot_bgcolor: 'e5ecf6' })).toEqual({
      plot_bgcolor: '#e5ecf6'
    });
  });

  it('changes nothing that it is given', () => {
    const layout = { title: 'a', xaxis: { titlefont: { size: 3 } } };
    liftLayout(
      Object.freeze({ ...layout, xaxis: Object.freeze(layout.xaxis) })
    );
    expect(layout).toEqual({ title: 'a', xaxis: { titlefont: { size: 3 } } });
  });
});

describe('liftTrace', () => {
  it('lifts what the client writes for a scatter', () => {
    const lifted = liftTrace({
      type: 'scatter',
      textposition: 'right',
      marker: { symbol: 'dot', size: 10 }
    });
    expect(lifted).toEqual({
      type: 'scatter',
      textposition: 'middle right',
      marker: { symbol: 'circle', size: 10 }
    });
  });

  it('lifts lists of symbols and of positions', () => {
    const lifted = liftTrace({
      textposition: ['left', 'top center'],
      marker: { symbol: ['dot', 'x'] }
    });
    expect(lifted['textposition']).toEqual(['middle left', 'top center']);
    expect(lifted['marker']).toEqual({ symbol: ['circle', 'x'] });
  });

  it("leaves a bar's textposition alone: its words are others", () => {
    const lifted = liftTrace({ type: 'bar', textposition: 'outside' });
    expect(lifted['textposition']).toBe('outside');
  });

  it('hands columns on by reference, rows of matrices too', () => {
    const x = new Float64Array(100);
    const z = [x, x];
    const lifted = liftTrace({ type: 'heatmap', x, z });
    expect(lifted['x']).toBe(x);
    expect(lifted['z']).toBe(z);
  });

  it('does not look into what is the user’s own', () => {
    const customdata = [{ title: 'mine' }];
    expect(liftTrace({ customdata })['customdata']).toBe(customdata);
  });

  it('renames what Plotly renamed', () => {
    expect(liftTrace({ type: 'scattermapbox' })['type']).toBe('scattermap');
    expect(liftTrace({ type: 'heatmapgl' })['type']).toBe('heatmap');
    expect(liftTrace({ type: 'bar', bardir: 'h' })).toMatchObject({
      orientation: 'h'
    });
  });
});

describe('liftFigure', () => {
  it('takes content that is no figure for an empty one', () => {
    const empty = { data: [], layout: {} };
    expect(liftFigure({})).toEqual(empty);
    expect(liftFigure({ data: 'x', layout: [1] })).toEqual(empty);
    expect(liftFigure({ data: [null, 3, 'a'] })).toEqual(empty);
  });
});
