/**
 * The changes of one frame, gathered beside the store and then committed at once (`docs/protocol.md`, section 5, second table).
 * A frame that turns out wrong half-way is simply not committed.
 */
import { ProtocolError } from './errors';
import type {
  FrameEvent,
  IEnvChanged,
  IEnvsChanged,
  IPaneChanged
} from './frames';
import { STAGED_BYTES, STAGED_PANES } from './limits';
import type { Pane } from './pane';
import { assemble, join, type IStaged } from './slices';
import type { IEnv, IEnvs, Key, Store } from './store';

/** Staged panes by name. */
export type Staging = ReadonlyMap<string, IStaged>;

const EMPTY: IEnv = { at: 0, wins: [], reload: {}, panes: new Map() };

export class Changes {
  private readonly staged: Map<string, IStaged>;
  private names: IEnvsChanged | null = null;
  private readonly listed = new Map<string, IEnvChanged>();
  private readonly panes = new Map<string, Pane>();

  constructor(
    private readonly store: Store,
    staging: Staging
  ) {
    this.staged = new Map(staging);
  }

  /** Names of the panes that change. */
  keys(): Key[] {
    return [...this.panes.values()].map(pane => [pane.env, pane.win]);
  }

  /** Whether a list of envs or windows changes. */
  get lists(): boolean {
    return this.names !== null || this.listed.size > 0;
  }

  take(event: FrameEvent): void {
    switch (event.op) {
      case 'envs':
        this.names = event.at > this.store.snapshot().at ? event : this.names;
        break;
      case 'env':
        if (event.at > this.known(event.env).at) {
          this.listed.set(event.env, event);
        }
        break;
      case 'pane':
        this.takePane(event);
    }
  }

  /** Make the changes visible, and return what stays staged. */
  commit(): Staging {
    const envs = new Envs(this.store.snapshot());
    if (this.names) {
      envs.name(this.names);
    }
    this.listed.forEach(event => envs.list(event));
    this.panes.forEach(pane => envs.put(pane));
    this.store.adopt(envs);
    return this.staged;
  }

  /** The windows of an env, and the cursor up to which they are known; an env that is not listed has none. */
  private known(name: string): Pick<IEnv, 'at' | 'wins'> {
    const { at, held } = this.store.snapshot();
    const listed = this.names
      ? this.names.names.includes(name)
      : held.has(name);
    const unlisted = { at: this.names?.at ?? at, wins: [] };
    return (
      this.listed.get(name) ?? (listed ? (held.get(name) ?? EMPTY) : unlisted)
    );
  }

  private isLate(event: IPaneChanged, held: Pane | undefined): boolean {
    const { at, wins } = this.known(event.env);
    const closed = event.at <= at && !wins.includes(event.win);
    return closed || (held !== undefined && event.at <= held.cursor);
  }

  private takePane(event: IPaneChanged): void {
    const name = keyOf(event);
    const held = this.panes.get(name) ?? this.store.pane(event.env, event.win);
    const staged = this.isLate(event, held)
      ? null
      : join(event, this.staged.get(name), held);
    if (!staged) {
      return;
    }
    this.staged.delete(name);
    this.refuseTooMuch(event, staged);
    if (event.more) {
      this.staged.set(name, staged);
    } else {
      this.panes.set(name, assemble(event, staged.parts, held));
    }
  }

  private refuseTooMuch(event: IPaneChanged, staged: IStaged): void {
    let size = staged.size;
    this.staged.forEach(other => (size += other.size));
    if (size > STAGED_BYTES || this.staged.size >= STAGED_PANES) {
      throw new ProtocolError(
        `frame: pane '${event.win}' and what is staged are more than ${STAGED_PANES} panes or ${STAGED_BYTES} bytes`
      );
    }
  }
}

/** Envs under construction: those that change are copied, the others shared. */
class Envs implements IEnvs {
  at: number;
  held: Map<string, IEnv>;

  constructor(before: IEnvs) {
    this.at = before.at;
    this.held = new Map(before.held);
  }

  name({ at, names }: IEnvsChanged): void {
    this.at = at;
    this.held = new Map(
      names.map(name => [name, this.held.get(name) ?? EMPTY])
    );
  }

  list({ at, env, wins, reload }: IEnvChanged): void {
    const before = this.held.get(env) ?? EMPTY;
    const panes = new Map(
      [...before.panes].filter(([win]) => wins.includes(win))
    );
    this.held.set(env, { at, wins, reload, panes });
  }

  put(pane: Pane): void {
    const before = this.held.get(pane.env) ?? EMPTY;
    const wins = before.wins.includes(pane.win)
      ? before.wins
      : [...before.wins, pane.win];
    this.held.set(pane.env, {
      ...before,
      wins,
      panes: new Map(before.panes).set(pane.win, pane)
    });
  }
}

function keyOf(event: IPaneChanged): string {
  return JSON.stringify([event.env, event.win]);
}
