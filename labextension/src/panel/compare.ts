/**
 * Several envs in one view, as Visdom's server merges them: panes of equal title and kind become one. Traces are named
 * after their env, pictures stand side by side, and a legend says which number is which env.
 *
 * Pure. What comes in is not changed; columns of numbers go through by reference.
 */
import {
  asList,
  asNumber,
  asRecord,
  asText,
  isRecord,
  type Json
} from '../panes/json';

/** A pane of an env. */
export interface IEnvPane {
  readonly env: string;
  readonly win: string;
  readonly json: Json;
}

export interface IEnvPanes {
  readonly env: string;
  readonly panes: readonly IEnvPane[];
}

/** A pane of the comparison, and those that it was made of. */
export interface IComparedPane {
  readonly win: string;
  readonly json: Json;
  readonly madeOf: readonly IEnvPane[];
}

interface IDraft {
  readonly win: string;
  json: Json;
  readonly madeOf: IEnvPane[];
}

/** Longer names would fill a plot's legend: all envs are numbered then. */
const LONGEST_NAME = 25;

const LEGEND = 'window_compare_legend';

/**
 * Merges envs, the first of which gives the places. Only what at least two of them share is shown, or beside it every
 * pane of every env, if `all`.
 */
export function compareEnvs(
  envs: readonly IEnvPanes[],
  all: boolean
): IComparedPane[] {
  const labels = labelsOf(envs.map(({ env }) => env));
  const shared = merge(envs, labels).filter(({ json }) => json['has_compare']);
  const others = all ? everyPane(envs, labels) : [];
  return inOrder([...shared, ...others, legend(labels)]);
}

function labelsOf(envs: readonly string[]): ReadonlyMap<string, string> {
  const short = envs.every(env => env.length <= LONGEST_NAME);
  return new Map(envs.map((env, index) => [env, short ? env : String(index)]));
}

function merge(
  envs: readonly IEnvPanes[],
  labels: ReadonlyMap<string, string>
): IDraft[] {
  const base = envs[0]?.panes ?? [];
  const drafts = base.map(({ win, json }): IDraft => ({
    win: `${win}_compare`,
    json,
    madeOf: []
  }));
  const byTitle = new Map(
    drafts.map(draft => [asText(draft.json['title']), draft])
  );
  byTitle.delete('');
  envs.forEach(({ env, panes }, index) => {
    for (const pane of panes) {
      const draft = byTitle.get(asText(pane.json['title']));
      const join = draft && joinFor(draft, pane);
      if (join) {
        draft.json = join(draft.json, pane.json, labels.get(env)!, index === 0);
        draft.madeOf.push(pane);
      }
    }
  });
  return drafts;
}

type Join = (draft: Json, pane: Json, label: string, isBase: boolean) => Json;

function joinFor(draft: IDraft, { json }: IEnvPane): Join | null {
  const type = draft.json['type'];
  const kind = type === 'image_compare' ? 'image' : type;
  if (json['content'] === undefined || json['type'] !== kind) {
    return null;
  }
  return kind === 'plot' ? joinPlot : kind === 'image' ? joinImage : null;
}

/** A plot with a trace that has no name can't be told apart: it is left out. */
const joinPlot: Join = (draft, pane, label, isBase) => {
  const content = asRecord(draft['content']);
  const data = asList(content['data']).map(asRecord);
  if (!data[0] || !isNamed(data[0])) {
    return draft;
  }
  const traces = asList(asRecord(pane['content'])['data']).map(asRecord);
  if (isBase) {
    const layout = { ...asRecord(content['layout']), showlegend: true };
    const first = named(data, label);
    const rest = data.slice(first.length);
    const merged = { ...content, layout, data: [...first, ...rest] };
    return { ...draft, has_compare: false, content: merged };
  }
  const more = named(traces, label);
  return {
    ...draft,
    has_compare: more.length === traces.length,
    content: { ...content, data: [...data, ...more] }
  };
};

/** Traces up to the first without a name, named after their env. */
function named(traces: readonly Json[], label: string): Json[] {
  const end = traces.findIndex(trace => !isNamed(trace));
  return traces
    .slice(0, end < 0 ? traces.length : end)
    .map(trace => ({ ...trace, name: `${label}_${asText(trace['name'])}` }));
}

function isNamed(trace: Json): boolean {
  return Object.hasOwn(trace, 'name');
}

const joinImage: Join = (draft, pane, label, isBase) => {
  const begun = draft['type'] === 'image_compare';
  if (begun) {
    const pictures = asList(draft['content']);
    const content = [...pictures, captioned(pane['content'], label)];
    return { ...draft, has_compare: true, content };
  }
  const content = [captioned(draft['content'], label)];
  return isBase
    ? { ...draft, has_compare: false, type: 'image_compare', content }
    : draft;
};

function captioned(picture: unknown, label: string): Json {
  const content = asRecord(picture);
  const caption = content['caption'] ?? 'image';
  return { ...content, caption: `${label}_${asText(caption)}` };
}

/** Each pane as it is, with its env in the title. */
function everyPane(
  envs: readonly IEnvPanes[],
  labels: ReadonlyMap<string, string>
): IComparedPane[] {
  const panes = [...envs].sort((a, b) => (a.env < b.env ? -1 : 1));
  return panes
    .flatMap(env => env.panes)
    .map(pane => {
      const { env, win } = pane;
      const id = `${env}_env_${win}`;
      return {
        win: id,
        json: retitled(pane.json, id, labels.get(env)!),
        madeOf: [pane]
      };
    });
}

/** A plot shows its title itself. */
function retitled(json: Json, id: string, label: string): Json {
  const title = [`[${label}]`, asText(json['title'])].join(' ').trim();
  const content = asRecord(json['content']);
  const layout = content['layout'];
  return {
    ...json,
    ...(isRecord(json['layout']) && { layout: { ...json['layout'], title } }),
    ...(isRecord(layout) && {
      content: { ...content, layout: { ...layout, title } }
    }),
    ...{ id, title, has_compare: true }
  };
}

function legend(labels: ReadonlyMap<string, string>): IComparedPane {
  const rows = [...labels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(row => `<tr> ${row.map(cell).join(' ')} </tr>`)
    .join(' ');
  const json = {
    command: 'window',
    version: 1,
    id: LEGEND,
    title: 'compare_legend',
    inflate: true,
    width: null,
    height: null,
    contentID: 'compare_legend',
    content: `<table> ${rows} </table>`,
    type: 'text',
    layout: { title: 'compare_legend' },
    i: 1,
    has_compare: true,
    commentsDisabled: true
  };
  return { win: LEGEND, json, madeOf: [] };
}

function cell(text: string): string {
  return `<td> ${escaped(text)} </td>`;
}

const ENTITIES: { [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;'
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character]!);
}

/** By their number `i`; those without one last. */
function inOrder(panes: IComparedPane[]): IComparedPane[] {
  const place = ({ json }: IComparedPane): number =>
    asNumber(json['i']) ?? Infinity;
  return panes.sort((a, b) => {
    const [before, after] = [place(a), place(b)];
    return before < after ? -1 : Number(before > after);
  });
}
