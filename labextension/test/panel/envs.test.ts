import { describe, expect, it } from 'vitest';
import {
  defaultEnv,
  envName,
  groupEnvs,
  inTreeOrder,
  neighbour
} from '../../src/panel/envs';

const ENVS = ['run_b', 'main', 'run_a', 'old', 'run', 'x_1', '_hidden'];

describe('groupEnvs', () => {
  it('groups by what stands before the first "_", the ungrouped first', () => {
    expect(groupEnvs(ENVS, '')).toEqual([
      { name: '', envs: ['_hidden', 'main', 'old'] },
      { name: 'run', envs: ['run', 'run_a', 'run_b'] },
      { name: 'x', envs: ['x_1'] }
    ]);
  });

  it.each([
    ['RUN_', [{ name: 'run', envs: ['run_a', 'run_b'] }]],
    [' old ', [{ name: '', envs: ['old'] }]],
    ['none', []]
  ])('finds %j', (search, groups) =>
    expect(groupEnvs(ENVS, search)).toEqual(groups)
  );
});

describe('neighbour', () => {
  it('goes through the tree as it is shown, and ends at its ends', () => {
    const order = inTreeOrder(ENVS);
    expect(neighbour(ENVS, 'old', 1)).toBe('run');
    expect(neighbour(ENVS, 'old', -1)).toBe('main');
    expect(neighbour(ENVS, order.at(-1)!, 1)).toBeNull();
    expect(neighbour(ENVS, order[0]!, -1)).toBeNull();
  });
});

describe('envName', () => {
  it('is what the workspace makes of it', () =>
    expect(envName(' a/b\\c\nd ')).toBe('a_b_c-d'));
});

describe('defaultEnv', () => {
  it.each([
    [{ main: 0, a: 0 }, 'main'],
    [{ a: 1, main: 2 }, 'main'],
    [{ main: 0, a: 1 }, 'a'],
    [{}, 'main']
  ])('of %j is %s', (counts: { [env: string]: number }, env) =>
    expect(defaultEnv(Object.keys(counts), name => counts[name]!)).toBe(env)
  );
});
