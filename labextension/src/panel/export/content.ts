/** What a pane becomes in a file: a figure for Plotly, or HTML that is safe whoever wrote it. */
import { isPictureSource, withoutAddresses } from '../../panes/address';
import { readEntities } from '../../panes/embeddings/points';
import { element } from '../../panes/dom';
import { fitLayout, titleOf } from '../../panes/fit';
import {
  asList,
  asNumber,
  asRecord,
  asText,
  type Json
} from '../../panes/json';
import { liftFigure } from '../../panes/lift';
import { readNetwork } from '../../panes/network/model';
import { seedPlaces } from '../../panes/network/seed';
import { sanitise } from '../../panes/sanitise';
import { colourWay, themeTemplate } from '../../panes/theme';

export interface IFigure {
  readonly data: Json[];
  readonly layout: Json;
}

/** A figure stands above the HTML. */
export interface IContent {
  readonly figure: IFigure | null;
  readonly html: string;
}

export function contentOf(json: Json): IContent {
  const type = asText(json['type']);
  const make = Object.hasOwn(makers, type) ? makers[type] : undefined;
  return make
    ? make(json)
    : htmlOf(element('p', '', `Panes of type “${type}” are not exported.`));
}

const makers: { [type: string]: (json: Json) => IContent } = {
  plot: json => plot(asRecord(json['content']), json),
  plot_history: json => plot(selected(json), json),
  text: json => htmlOf(sanitise(asText(json['content']))),
  image: json => pictures([json['content']]),
  image_history: json => pictures([selected(json)]),
  image_compare: json => pictures(asList(json['content'])),
  properties: json => htmlOf(table(asList(json['content']).map(asRecord))),
  network: json => figureOf(network(asRecord(json['content']))),
  embeddings: json => figureOf(cloud(asRecord(json['content'])))
};

/** The frame of a history that is shown to who has not moved its slider. */
function selected(json: Json): Json {
  const items = asList(json['content']);
  return asRecord(items[asNumber(json['selected']) ?? items.length - 1]);
}

function plot(content: Json, json: Json): IContent {
  const figure = liftFigure(content);
  const layout = fitLayout(figure, titleOf(json));
  const caption = element('p', 'caption', asText(content['caption']));
  return {
    figure: framed({ data: figure.data, layout }),
    html: content['caption'] ? caption.outerHTML : ''
  };
}

/** As large as its pane will be. */
function framed({ data, layout }: IFigure): IFigure {
  const { width: _width, height: _height, ...rest } = layout;
  return {
    data,
    layout: { template: themeTemplate(), ...rest, autosize: true }
  };
}

function pictures(contents: readonly unknown[]): IContent {
  const figures = contents.map(asRecord).map(content => {
    const source = asText(content['src']);
    const caption = asText(content['caption']);
    const image = element('img', '');
    image.src = isPictureSource(source) ? source : 'data:,';
    image.alt = caption;
    return element('figure', '', image, element('figcaption', '', caption));
  });
  return htmlOf(element('div', 'pictures', ...figures));
}

function table(items: readonly Json[]): HTMLElement {
  const rows = items.map(item =>
    element(
      'tr',
      '',
      element('th', '', asText(item['name'])),
      element('td', '', valueOf(item))
    )
  );
  return element('table', '', ...rows);
}

/** Of a choice the word, not its number. */
function valueOf({ type, value, values }: Json): string {
  const chosen = type === 'select' ? asList(values)[Number(value)] : value;
  return typeof chosen === 'boolean' ? (chosen ? 'yes' : 'no') : asText(chosen);
}

const NO_AXIS = { visible: false };
const BARE: Json = {
  margin: { l: 8, r: 8, t: 8, b: 8 },
  xaxis: NO_AXIS,
  yaxis: { ...NO_AXIS, scaleanchor: 'x' },
  showlegend: false
};

function network(content: Json): IFigure {
  const graph = readNetwork(content);
  seedPlaces(graph, 1);
  const { nodes, edges } = graph;
  const ends = edges.flatMap(({ source, target }) => [source, target, null]);
  const lines = {
    x: ends.map(node => node?.x ?? null),
    y: ends.map(node => node?.y ?? null),
    mode: 'lines',
    line: { width: 1 },
    hoverinfo: 'skip'
  };
  const markers = {
    x: nodes.map(({ x }) => x),
    y: nodes.map(({ y }) => y),
    text: nodes.map(({ label }) => label),
    mode: 'markers+text',
    textposition: 'top center',
    marker: { size: 12, color: nodes.map(({ club }) => colour(club)) }
  };
  return { data: [lines, markers], layout: BARE };
}

function cloud(content: Json): IFigure {
  const entities = readEntities(content);
  const points = {
    x: entities.map(({ x }) => x),
    y: entities.map(({ y }) => y),
    text: entities.map(({ label }) => label),
    hoverinfo: 'text',
    mode: 'markers',
    marker: { size: 6, color: entities.map(({ group }) => colour(group)) }
  };
  return { data: [points], layout: BARE };
}

function colour(group: number): string {
  const way = colourWay();
  return way[Math.abs(group) % way.length]!;
}

function figureOf(figure: IFigure): IContent {
  const { data, layout } = figure;
  return {
    figure: framed({ data: data.map(withoutAddresses), layout }),
    html: ''
  };
}

function htmlOf(node: Node): IContent {
  const holder = element('div', 'html');
  holder.append(node);
  return { figure: null, html: holder.outerHTML };
}
