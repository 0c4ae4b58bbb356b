/** The names of envs as a tree, and moving in it. Pure. */

/** Visdom's own default environment; it is always there. */
export const MAIN = 'main';

/** Envs whose names begin alike, up to the first "_"; those of no group have the name ''. */
export interface IEnvGroup {
  readonly name: string;
  readonly envs: readonly string[];
}

/** Groups in order, the one without a name first. An env named like a group is in it. */
export function groupEnvs(
  envs: readonly string[],
  search: string
): IEnvGroup[] {
  const names = new Set(envs.map(prefixOf).filter(name => name !== ''));
  const groups = new Map<string, string[]>();
  const wanted = search.trim().toLowerCase();
  for (const env of sorted(envs)) {
    if (env.toLowerCase().includes(wanted)) {
      const name = names.has(env) ? env : prefixOf(env);
      groups.set(name, [...(groups.get(name) ?? []), env]);
    }
  }
  return sorted([...groups.keys()]).map(name => ({
    name,
    envs: groups.get(name)!
  }));
}

/** Envs in the order in which the tree shows them. */
export function inTreeOrder(envs: readonly string[]): string[] {
  return groupEnvs(envs, '').flatMap(group => group.envs);
}

/** The env before (-1) or after (1) another one; null at the end. */
export function neighbour(
  envs: readonly string[],
  env: string,
  step: -1 | 1
): string | null {
  const ordered = inTreeOrder(envs);
  return ordered[ordered.indexOf(env) + step] ?? null;
}

/** A name as the workspace makes it of what a user typed: Visdom's own rule. */
export function envName(typed: string): string {
  return typed.trim().replace(/[/\\]/g, '_').replace(/\n/g, '-');
}

function prefixOf(env: string): string {
  return env.slice(0, Math.max(env.indexOf('_'), 0));
}

function sorted(names: readonly string[]): string[] {
  return [...names].sort((a, b) => (a < b ? -1 : Number(a > b)));
}

/** The env to begin with: `main`, unless only another one has panes. */
export function defaultEnv(
  envs: readonly string[],
  count: (env: string) => number
): string {
  const filled = envs.filter(env => count(env) > 0);
  const candidates = filled.length > 0 ? filled : envs;
  return candidates.includes(MAIN) ? MAIN : (candidates[0] ?? MAIN);
}
