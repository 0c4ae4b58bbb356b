import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compareEnvs, type IEnvPanes } from '../../src/panel/compare';
import type { Json } from '../../src/panes/json';

const FOLDER = fileURLToPath(
  new URL('../../../tests/vectors/', import.meta.url)
);

interface IVector {
  envs: [string, [string, Json][]][];
  all: boolean;
  windows: Json[];
}

const VECTORS = readdirSync(FOLDER)
  .filter(name => name.startsWith('compare-'))
  .map((name): [string, IVector] => [
    name,
    JSON.parse(readFileSync(FOLDER + name, 'utf8')) as IVector
  ]);

function panesOf(envs: IVector['envs']): IEnvPanes[] {
  return envs.map(([env, panes]) => ({
    env,
    panes: panes.map(([win, json]) => ({ env, win, json }))
  }));
}

const plot = (title: string, y: unknown): Json => ({
  type: 'plot',
  title,
  content: { data: [{ name: 'x', y }], layout: {} }
});

describe('compareEnvs', () => {
  it('has vectors', () => expect(VECTORS).not.toHaveLength(0));

  it.each(VECTORS)('%s is what Visdom’s server shows', (_, vector) => {
    const given = JSON.stringify(vector.envs);
    const compared = compareEnvs(panesOf(vector.envs), vector.all);
    const windows = compared.map(({ json: { contentID: _, ...json } }) => json);
    expect(windows).toEqual(vector.windows);
    expect(JSON.stringify(vector.envs), 'what came in').toBe(given);
  });

  it('names every pane differently, and what it was made of', () => {
    const envs = panesOf([
      ['a', [['w', plot('loss', [])]]],
      ['b', [['v', plot('loss', [])]]]
    ]);
    const compared = compareEnvs(envs, true);
    expect(compared.map(({ win }) => win)).toEqual([
      'window_compare_legend',
      'w_compare',
      'a_env_w',
      'b_env_v'
    ]);
    expect(compared[1]!.madeOf.map(({ env, win }) => [env, win])).toEqual([
      ['a', 'w'],
      ['b', 'v']
    ]);
  });

  it('copies no numbers', () => {
    const y = new Float64Array(3);
    const envs = panesOf([
      ['a', [['w', plot('loss', y)]]],
      ['b', [['w', plot('loss', y)]]]
    ]);
    const content = compareEnvs(envs, false).at(-1)!.json['content'] as {
      data: { y: unknown }[];
    };
    expect(content.data.map(trace => trace.y === y)).toEqual([true, true]);
  });

  it('shows titles as they are: they are text, not HTML', () => {
    const envs = panesOf([['a', [['w', plot('<b> & "c"', [])]]]]);
    const titles = compareEnvs(envs, true).map(({ json }) => json['title']);
    expect(titles).toContain('[a] <b> & "c"');
  });
});
