/** A plot as the user wants it: one frame of a history, edited, smoothed. What draws it is `PlotBody`. */
import type { Drawn, IAction, IBody, IBodyHost, IPicture } from './body';
import { toCsv } from './csv';
import { element } from './dom';
import { saveAddress, saveJson, saveText } from './download';
import { Inspector } from './inspector';
import { asList, asRecord, type Json } from './json';
import { liftFigure } from './lift';
import { PlotBody } from './plot';
import { plotlyFor, type IPlotNode } from './plotly';
import { Shapes } from './shapes';
import { HistorySlider, Slider } from './slider';
import { isSmoothable, SMOOTHEST, Smoother } from './smooth';

/** Where the slider starts: enough to be seen. */
const SMOOTHING = 5;

export class FigureBody implements IBody {
  constructor(private readonly _host: IBodyHost) {
    const moved = () => _host.redraw();
    this._plot = new PlotBody({
      env: _host.env,
      win: _host.win,
      node: this._place,
      send: body => _host.send(body),
      redraw: moved
    });
    this._frames = new HistorySlider({ label: 'Frame', moved });
    this._smoothing = new Slider({
      label: 'Smoothing',
      min: 1,
      max: SMOOTHEST,
      moved,
      text: String
    });
    this._smoothing.value = SMOOTHING;
    this._smoothing.node.hidden = true;
    this._inspector = new Inspector(moved);
    this._place.append(this._inspector.node);
    _host.node.replaceChildren(
      this._place,
      this._frames.node,
      this._smoothing.node
    );
  }

  draw({ json, width, height }: IPicture): Promise<Drawn> {
    this._content = this._frameOf(json);
    this._inspector.show(this._content);
    const content = this._asWanted(this._content);
    const picture = {
      json: content === json['content'] ? json : { ...json, content },
      width,
      height: height - this._barHeight()
    };
    return Promise.resolve(this._plot.draw(picture)).then(drawn => {
      this._shapes.listen(this._plotNode());
      return drawn;
    });
  }

  actions(name: string): IAction[] {
    const { _content: content } = this;
    return [
      { label: 'Download PNG', run: () => this._saveImage('png', name) },
      { label: 'Download SVG', run: () => this._saveImage('svg', name) },
      { label: 'Download JSON', run: () => saveJson(name, content) },
      {
        label: 'Download CSV',
        run: () => saveText(`${name}.csv`, 'text/csv', toCsv(content))
      },
      { label: 'Reset View', run: () => this._reset() },
      ...this._switches()
    ];
  }

  dispose(): void {
    this._shapes.dispose();
    this._plot.dispose();
  }

  private _plotNode(): IPlotNode | null {
    return this._place.querySelector<HTMLElement>('.js-plotly-plot');
  }

  private _saveShapes(shapes: unknown): void {
    const { env, win } = this._host;
    const data = { shapes };
    const frame = this._isHistory ? this._frames.index : undefined;
    this._host.send({ cmd: 'update_plot_layout', eid: env, win, data, frame });
  }

  private _switches(): IAction[] {
    const smooth: IAction = {
      label: 'Smooth Lines',
      isOn: !this._smoothing.node.hidden,
      run: () => this._toggle(this._smoothing.node)
    };
    const inspect: IAction = {
      label: 'Properties',
      isOn: !this._inspector.node.hidden,
      run: () => this._toggle(this._inspector.node)
    };
    const lines = asList(this._content['data']).some(isSmoothable);
    return lines ? [smooth, inspect] : [inspect];
  }

  private _frameOf(json: Json): Json {
    this._isHistory = json['type'] === 'plot_history';
    if (!this._isHistory) {
      return asRecord(json['content']);
    }
    const frames = asList(json['content']);
    this._frames.follow(frames.length, json['selected'], json['show_slider']);
    return asRecord(frames[this._frames.index]);
  }

  /** The same object where nothing is wanted, so that a plot just drawn costs no more than without us. */
  private _asWanted(content: Json): Json {
    let wanted = this._inspector.edit(this._shapes.lay(content));
    if (!this._smoothing.node.hidden) {
      wanted = this._smoother.smooth(wanted, this._smoothing.value);
    }
    if (this._resets > 0) {
      // Plotly forgets zoom and hidden traces when this changes.
      const uirevision = `${this._host.win} ${this._resets}`;
      const layout = { ...asRecord(wanted['layout']), uirevision };
      wanted = { ...wanted, layout };
    }
    return wanted;
  }

  private _reset(): void {
    this._resets += 1;
    this._host.redraw();
  }

  private _toggle(node: HTMLElement): void {
    node.hidden = !node.hidden;
    this._host.redraw();
  }

  private _barHeight(): number {
    return [this._frames.node, this._smoothing.node]
      .filter(node => !node.hidden)
      .reduce((sum, node) => sum + node.offsetHeight, 0);
  }

  private async _saveImage(format: 'png' | 'svg', name: string): Promise<void> {
    const plotly = plotlyFor(liftFigure(this._content).data);
    const node = this._plotNode();
    if (!plotly || !node) {
      throw new Error('the plot is not drawn yet');
    }
    const { offsetWidth: width, offsetHeight: height } = node;
    const options = { format, width, height, scale: 2 };
    saveAddress(`${name}.${format}`, await plotly.toImage(node, options));
  }

  private readonly _place = element('div', 'jv-Figure');
  private readonly _plot: PlotBody;
  private readonly _frames: HistorySlider;
  private readonly _smoothing: Slider;
  private readonly _inspector: Inspector;
  private readonly _smoother = new Smoother();
  private readonly _shapes = new Shapes(shapes => this._saveShapes(shapes));
  private _isHistory = false;
  private _content: Json = {};
  private _resets = 0;
}
