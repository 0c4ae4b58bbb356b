/**
 * Old Plotly, as the visdom client writes it (for 2.11), lifted to what Plotly 4 reads, and loads nothing. Pure: what
 * comes in is not changed, and columns of numbers go through by reference.
 *
 * | old | new | gone since |
 * |---|---|---|
 * | `title: "text"`, `titlefont`, `titleside`, `titleposition`, `titleoffset` | `title: {text, font, side, position, offset}` | 3.0 |
 * | `autotick`, `bardir`, `annotation.ref` | `tickmode`, `orientation`, `xref` and `yref` | 3.0 |
 * | `heatmapgl`, `pointcloud`, `*mapbox`, `layout.mapbox` | `heatmap`, `scattergl`, `*map`, `layout.map` | 3.0, 4.0 |
 * | colours `ff0000` | `#ff0000` | 4.0 |
 * | an axis with `overlaying` and no word on ticks | `tickmode: "auto"` | 4.0 |
 * | `textposition: "right"`, marker symbol `dot` (never valid, tolerated) | `middle right`, `circle` | |
 */
import { withoutAddresses } from './address';
import { asList, isRecord, type Json } from './json';

export interface IFigure {
  readonly data: Json[];
  readonly layout: Json;
}

export function liftFigure(content: Json): IFigure {
  const layout = isRecord(content['layout']) ? content['layout'] : {};
  return {
    data: asList(content['data'])
      .filter(isRecord)
      .map(trace => withoutAddresses(liftTrace(trace))),
    layout: withoutAddresses(liftLayout(layout))
  };
}

export function liftTrace(trace: Json): Json {
  const lifted = liftRecord(trace);
  const type = TYPES[String(lifted['type'])];
  if (type) {
    lifted['type'] = type;
  }
  if (String(lifted['type'] ?? 'scatter').startsWith('scatter')) {
    lifted['textposition'] = each(lifted['textposition'], textPosition);
  }
  if (isRecord(lifted['marker'])) {
    const symbol = each(lifted['marker']['symbol'], markerSymbol);
    lifted['marker'] = { ...lifted['marker'], symbol };
  }
  return lifted;
}

export function liftLayout(layout: Json): Json {
  const { mapbox, ...rest } = layout;
  return liftRecord(mapbox === undefined ? rest : { map: mapbox, ...rest });
}

const TYPES: { [old: string]: string | undefined } = {
  heatmapgl: 'heatmap',
  pointcloud: 'scattergl',
  scattermapbox: 'scattermap',
  choroplethmapbox: 'choroplethmap',
  densitymapbox: 'densitymap'
};

const TEXT_POSITIONS: { [old: string]: string | undefined } = {
  right: 'middle right',
  left: 'middle left',
  top: 'top center',
  bottom: 'bottom center',
  middle: 'middle center',
  center: 'middle center'
};

/** Under these keys lies the user's own data: a `title` in there is none of Plotly's. */
const OPAQUE = new Set(['customdata', 'meta', 'text', 'hovertext', 'ids']);

/** Lists this short are settings (`range`, `domain`), and Plotly wants those as plain lists. */
const SETTING = 4;

/** With one of these an axis says where its numbers stand. */
const TICKS = ['tickmode', 'tickvals', 'dtick'];

const TITLE_PARTS: { [old: string]: string } = {
  titlefont: 'font',
  titleside: 'side',
  titleposition: 'position',
  titleoffset: 'offset'
};

function liftRecord(record: Json): Json {
  const lifted: Json = {};
  for (const [key, value] of Object.entries(record)) {
    lifted[key] = OPAQUE.has(key) ? value : liftValue(key, value);
  }
  liftTitle(lifted);
  liftRenamed(lifted);
  liftOverlaying(lifted);
  return lifted;
}

function liftValue(key: string, value: unknown): unknown {
  if (isRecord(value)) {
    return liftRecord(value);
  }
  if (value instanceof Float64Array && value.length <= SETTING) {
    return Array.from(value, number => (Number.isNaN(number) ? null : number));
  }
  if (Array.isArray(value) && isRecord(value[0])) {
    return value.map((item: unknown) => liftValue(key, item));
  }
  return key.endsWith('color') ? liftColour(value) : value;
}

function liftColour(value: unknown): unknown {
  const bare = typeof value === 'string' && /^[0-9a-f]{6}$/i.test(value);
  return bare ? `#${value}` : value;
}

function liftTitle(record: Json): void {
  const title = record['title'];
  const lifted: Json = isRecord(title) ? { ...title } : {};
  if (typeof title === 'string' || typeof title === 'number') {
    lifted['text'] = String(title);
  }
  for (const [old, part] of Object.entries(TITLE_PARTS)) {
    if (record[old] !== undefined) {
      lifted[part] = lifted[part] ?? record[old];
      delete record[old];
    }
  }
  if (Object.keys(lifted).length > 0) {
    record['title'] = lifted;
  }
}

function liftRenamed(record: Json): void {
  const { autotick, bardir, ref, ...rest } = record;
  if (typeof autotick === 'boolean') {
    record['tickmode'] = rest['tickmode'] ?? (autotick ? 'auto' : 'linear');
    delete record['autotick'];
  }
  if (typeof bardir === 'string') {
    record['orientation'] = rest['orientation'] ?? bardir;
    delete record['bardir'];
  }
  if (ref === 'paper' || ref === 'plot') {
    const lifted = ref === 'paper' ? 'paper' : undefined;
    record['xref'] = rest['xref'] ?? lifted;
    record['yref'] = rest['yref'] ?? lifted;
    delete record['ref'];
  }
}

/** Numbers of its own for an axis over another: without a word Plotly now sets them where the other's are, and not round. */
function liftOverlaying(axis: Json): void {
  const isTold = TICKS.some(key => axis[key] !== undefined);
  if (typeof axis['overlaying'] === 'string' && !isTold) {
    axis['tickmode'] = 'auto';
  }
}

/** Plotly takes one value or a list of them in many places. */
function each(value: unknown, lift: (value: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(lift) : lift(value);
}

function textPosition(value: unknown): unknown {
  return TEXT_POSITIONS[String(value)] ?? value;
}

function markerSymbol(value: unknown): unknown {
  return value === 'dot' ? 'circle' : value;
}
