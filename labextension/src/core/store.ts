/**
 * The store of a replica: envs and their panes, each at the cursor of its last change.
 *
 * A `Store` keeps its identity while it changes, so that a view may hold it; all that one frame changes appears at once, by
 * `adopt`. The lists of windows may name panes that have not arrived; readers don't see those.
 */
import type { JsonObject } from './json';
import type { Pane } from './pane';

/** A pane's name: [env, win]. */
export type Key = [env: string, win: string];

/** One environment; `at` is the cursor of the last change to its list of windows or its layout. */
export interface IEnv {
  readonly at: number;
  readonly wins: readonly string[];
  readonly reload: JsonObject;
  readonly panes: ReadonlyMap<string, Pane>;
}

/** All environments, in order; `at` is the cursor of the last change to the list of their names. */
export interface IEnvs {
  readonly at: number;
  readonly held: ReadonlyMap<string, IEnv>;
}

export class Store {
  private state: IEnvs = { at: 0, held: new Map() };
  private readonly previews = new Map<string, Pane>();

  constructor(readonly epoch: string | null = null) {}

  /** Names of the environments, in order. */
  envs(): string[] {
    return [...this.state.held.keys()];
  }

  /** Windows of an environment whose panes have arrived, in order. */
  windows(env: string): string[] {
    const held = this.state.held.get(env);
    return held ? held.wins.filter(win => held.panes.has(win)) : [];
  }

  /** An environment's saved layout. */
  reload(env: string): JsonObject {
    return this.state.held.get(env)?.reload ?? {};
  }

  pane(env: string, win: string): Pane | undefined {
    return this.state.held.get(env)?.panes.get(win);
  }

  /** What to draw of a window: its pane, or a preview until that arrives. */
  paneToDraw(env: string, win: string): Pane | undefined {
    return this.pane(env, win) ?? this.previews.get(keyOf(env, win));
  }

  /** Windows of an environment that can be drawn, in order. */
  windowsToDraw(env: string): string[] {
    const wins = this.state.held.get(env)?.wins ?? [];
    return wins.filter(win => this.paneToDraw(env, win));
  }

  /** Take panes to draw until they arrive. */
  addPreviews(panes: readonly Pane[]): void {
    panes.forEach(pane => this.previews.set(keyOf(pane.env, pane.win), pane));
  }

  /** Everything has arrived. */
  forgetPreviews(): void {
    this.previews.clear();
  }

  /** Every pane, in order. */
  panes(): Pane[] {
    return this.envs().flatMap(env =>
      this.windows(env).map(win => this.pane(env, win)!)
    );
  }

  /** Names of all panes, in order. */
  keys(): Key[] {
    return this.panes().map(pane => [pane.env, pane.win]);
  }

  /** What is held now; immutable. */
  snapshot(): IEnvs {
    return this.state;
  }

  /** Take over what a frame has made of the snapshot. */
  adopt(state: IEnvs): void {
    this.state = state;
  }
}

function keyOf(env: string, win: string): string {
  return JSON.stringify([env, win]);
}
