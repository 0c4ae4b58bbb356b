/**
 * A plot, drawn by Plotly from the replica's own columns. Long lines are drawn thinned (see `thin.ts`) for what is on screen:
 * when the user zooms or pans, or the figure's own range changes, it is drawn again.
 */
import type { Drawn, IBody, IBodyHost, IPicture } from './body';
import { element, setData } from './dom';
import { fitLayout, titleOf } from './fit';
import { asRecord, asText, type Json } from './json';
import { typeset } from './latex';
import { liftFigure, type IFigure } from './lift';
import { lacksMathJax, loadMathJax } from './mathjax';
import { loadPlotly, plotlyFor, type IPlotly, type IPlotNode } from './plotly';
import { guardLinks } from './sanitise';
import { themeTemplate } from './theme';
import { thinFigure, viewOf, type IThinned } from './thin';

/** Nothing comes from a third party, and nothing goes there: `sendChartToCloud` would upload the figure. */
const CONFIG: Json = {
  displaylogo: false,
  showTips: false,
  responsive: false,
  modeBarButtonsToAdd: ['drawopenpath', 'eraseshape'],
  modeBarButtonsToRemove: ['sendChartToCloud'],
  plotlyServerURL: '',
  topojsonURL: 'data:,'
};

/** Kinds whose outlines of land Plotly fetches from its own site, whatever they show. */
const OUTLINED = new Set(['choropleth', 'scattergeo']);

/** Kinds whose letters and symbols come from elsewhere, and tiles where the figure names a style. */
const MAPS = new Set(['choroplethmap', 'densitymap', 'scattermap']);

/** Pixels: with less between its margins Plotly computes sizes that are no numbers, and some kinds throw. */
const SMALLEST = 100;

export class PlotBody implements IBody {
  constructor(private readonly _host: IBodyHost) {
    _host.node.replaceChildren(this._plot, this._caption);
    guardLinks(_host.node);
    // A formula in it gets its height later.
    this._resized = new ResizeObserver(() => _host.redraw());
    this._resized.observe(this._caption);
  }

  draw(picture: IPicture): Drawn | Promise<Drawn> {
    const content = asRecord(picture.json['content']);
    const figure = liftFigure(content);
    refuseElsewhere(figure);
    const plotly = plotlyFor(figure.data);
    const lacksMath = lacksMathJax(figure.layout, ...figure.data);
    if (!plotly || lacksMath) {
      const math = lacksMath ? loadMathJax() : undefined;
      return Promise.all([loadPlotly(figure.data), math]).then(() => 'loading');
    }
    this._use(plotly);
    this._showCaption(asText(content['caption']));
    const layout = this._layout(figure, picture);
    const view = viewOf(this._plot.layout ?? layout);
    const thinned = thinFigure(figure, view, layout.width);
    return plotly
      .react(this._plot, thinned.data, layout, CONFIG)
      .then(() => this._finish(thinned, JSON.stringify(view)));
  }

  dispose(): void {
    this._resized.disconnect();
    this._plotly?.purge(this._plot);
  }

  private _showCaption(caption: string): void {
    if (caption !== this._told) {
      this._told = caption;
      this._caption.textContent = caption;
      typeset(this._caption);
    }
  }

  /** A figure may come to need the full bundle: what the basic one drew is nothing that it knows. */
  private _use(plotly: IPlotly): void {
    if (this._plotly && this._plotly !== plotly) {
      this._plotly.purge(this._plot);
      const plot = element('div', 'jv-Plot');
      this._plot.replaceWith(plot);
      this._plot = plot;
    }
    this._plotly = plotly;
  }

  /** Sizes are the pane's; a constant `uirevision` keeps the user's zoom and hidden traces over updates. */
  private _layout(
    figure: IFigure,
    { json, width, height }: IPicture
  ): Json & { width: number } {
    return {
      uirevision: this._host.win,
      ...(figure.data.some(isContour) && { datarevision: ++this._drawings }),
      template: themeTemplate(),
      ...fitLayout(figure, titleOf(json)),
      autosize: false,
      width: Math.max(width, SMALLEST),
      height: Math.max(height - this._captionHeight(), SMALLEST)
    };
  }

  private _finish({ drawn, held }: IThinned, view: string): Drawn {
    if (held > 0) {
      setData(this._plot, 'thinned', `${drawn}/${held}`);
    } else {
      delete this._plot.dataset['thinned'];
    }
    this._thinnedFor = held > 0 ? view : null;
    if (this._heard !== this._plot) {
      this._heard = this._plot;
      this._plot.on?.('plotly_relayout', () => this._maybeRefine());
    }
    // Once: should Plotly make other ranges in each drawing, it would not end.
    this._settling = !this._settling && this._maybeRefine();
    return 'drawn';
  }

  /** Asks for another drawing where something is thinned for another view than is shown. */
  private _maybeRefine(): boolean {
    const { layout } = this._plot;
    const isDue =
      layout !== undefined &&
      this._thinnedFor !== null &&
      this._thinnedFor !== JSON.stringify(viewOf(layout));
    if (isDue) {
      this._host.redraw();
    }
    return isDue;
  }

  /** Without a caption nothing is measured: that would cost a layout in each drawing. */
  private _captionHeight(): number {
    return this._caption.textContent ? this._caption.offsetHeight : 0;
  }

  private _plot: IPlotNode = element('div', 'jv-Plot');
  private _heard: IPlotNode | null = null;
  private _thinnedFor: string | null = null;
  private _settling = false;
  private readonly _caption = element('div', 'jv-Caption');
  private readonly _resized: ResizeObserver;
  private _told = '';
  private _plotly: IPlotly | null = null;
  private _drawings = 0;
}

function refuseElsewhere({ data, layout }: IFigure): void {
  const types = data.map(trace => asText(trace['type']));
  const outlined = types.find(name => OUTLINED.has(name));
  if (outlined !== undefined) {
    throw new Error(
      `plots of type “${outlined}” are not drawn: Plotly would fetch their outlines from another site`
    );
  }
  const map = types.find(name => MAPS.has(name));
  if (map !== undefined && asText(asRecord(layout['map'])['style']) === '') {
    throw new Error(
      `plots of type “${map}” are drawn only with a “layout.map.style” that names one of Plotly’s, since it comes from another site`
    );
  }
}

/** Plotly 4.1's `react` throws where nothing but the size of a contour plot changed: it has to compute it anew. */
function isContour(trace: Json): boolean {
  return asText(trace['type']).includes('contour');
}
