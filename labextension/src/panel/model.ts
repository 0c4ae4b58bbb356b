/** What a panel shows, without any DOM: the link, its envs, those chosen and their panes. */
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IChange, ILink, LinkState } from '../link';
import { titleOf } from '../panes/fit';
import type { Json } from '../panes/json';
import { scheduler } from '../panes/page';
import type { IPaneSource } from '../panes/source';
import { Arranger } from './arranger';
import { Comparison } from './comparison';
import { defaultEnv } from './envs';
import { filterByTitle } from './filter';
import { Memory } from './memory';
import type { KernelSource } from './source';

export interface IPanelPane {
  readonly win: string;
  readonly json: Json;
}

export class PanelModel implements IDisposable {
  constructor(readonly source: KernelSource) {
    source.changed.connect(this._relink, this);
    this._relink();
  }

  readonly arranger = new Arranger(this);

  get link(): ILink | null {
    return this._link;
  }

  get state(): LinkState {
    return this._link?.state ?? 'catching-up';
  }

  /** A sentence for the user where not all is well. */
  get reason(): string {
    return this._link ? this._link.reason : 'Waiting for a kernel.';
  }

  /** What went wrong in what the user asked for last; '' takes it away. */
  get message(): string {
    return this._message;
  }

  set message(message: string) {
    if (message !== this._message) {
      this._message = message;
      this._changed.emit();
    }
  }

  /** By the document's path; panels of a bare kernel remember by its id. */
  get memory(): Memory {
    return new Memory(this.source.path || this.source.kernelId);
  }

  envs(): string[] {
    return this._link?.store.envs() ?? [];
  }

  count(env: string): number {
    return this._link?.store.windowsToDraw(env).length ?? 0;
  }

  /** The envs of the user's choice that exist, or the one to begin with; several are compared. */
  get shown(): readonly string[] {
    const envs = this.envs();
    const chosen = this._chosen.filter(env => envs.includes(env));
    return chosen.length > 0
      ? chosen
      : [defaultEnv(envs, env => this.count(env))];
  }

  /** The env shown, or the first of those compared. */
  get env(): string {
    return this.shown[0]!;
  }

  get isComparing(): boolean {
    return this._comparison !== null;
  }

  /** What an arrangement of panes is remembered by: the env's name, or that of the comparison. */
  get place(): string {
    return this._comparison?.name ?? this.env;
  }

  choose(envs: readonly string[]): void {
    this._chosen = this.memory.envs = [...envs];
    this._message = '';
    this._restate();
  }

  /** A regular expression on titles; where it is none, all panes are shown. */
  get filter(): string {
    return this._filter;
  }

  set filter(filter: string) {
    this._filter = this.memory.filter = filter;
    this._restate();
  }

  /** Whether a comparison shows the panes that only one env has, too. */
  get all(): boolean {
    return this._all;
  }

  set all(all: boolean) {
    this._all = this.memory.all = all;
    this._restate();
  }

  /** Where the panes shown come from; they are panes of `place` there. */
  get panesSource(): IPaneSource | null {
    return this._comparison ?? this._link;
  }

  panes(): readonly IPanelPane[] {
    const panes = this._comparison?.panes() ?? this.panesOf(this.env);
    return filterByTitle(panes, this._filter, ({ json }) => titleOf(json));
  }

  panesOf(env: string): IPanelPane[] {
    const store = this._link?.store;
    const wins = store?.windowsToDraw(env) ?? [];
    return wins.map(win => ({
      win,
      json: store?.paneToDraw(env, win)?.json ?? {}
    }));
  }

  /** What the kernel keeps of an env beside its windows. */
  reload(env: string): Json {
    return this._link?.store.reload(env) ?? {};
  }

  /** Emitted when there is another link, state, list of envs or of panes; not when a pane's content changes. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted after each frame. */
  get moved(): ISignal<this, void> {
    return this._moved;
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  dispose(): void {
    if (!this._disposed) {
      this._disposed = true;
      this._unlink();
      this.source.dispose();
      Signal.clearData(this);
    }
  }

  private _relink(): void {
    this._unlink();
    this._link = this.source.link;
    const { envs, filter, all } = this.memory;
    this._chosen = this._chosen.length > 0 ? this._chosen : envs;
    this._filter = this._filter || filter;
    this._all = this._all || all;
    this._link?.changed.connect(this._receive, this);
    this._link?.stateChanged.connect(this._restate, this);
    this._restate();
  }

  private _unlink(): void {
    this._comparison?.dispose();
    this._comparison = null;
    this._link?.changed.disconnect(this._receive, this);
    this._link?.stateChanged.disconnect(this._restate, this);
    this._link = null;
  }

  private _receive(_link: ILink, change: IChange): void {
    if (change.lists || change.whole || this._isOther(change)) {
      this._note();
      this._changed.emit();
    }
    this._moved.emit();
  }

  /** A list may name a window some frames before its pane arrives; under a filter a new title may matter. */
  private _isOther({ panes }: IChange): boolean {
    const { env } = this;
    const here = panes.filter(pane => pane[0] === env);
    return (
      !this._comparison &&
      (here.some(([, win]) => !this._known.has(win)) ||
        (this._filter !== '' &&
          here.length > 0 &&
          this._names() !== this._noted))
    );
  }

  private _note(): void {
    this._compare();
    this._known = new Set(this._link?.store.windowsToDraw(this.env) ?? []);
    this._noted = this._names();
    this._maybeLoad();
  }

  private _names(): string {
    return JSON.stringify(this.panes().map(({ win }) => win));
  }

  /** Makes the comparison that is wanted, unless it is there. */
  private _compare(): void {
    const { shown, _link: link, _comparison: before } = this;
    const wanted = link && shown.length > 1;
    if (
      !wanted ||
      before?.all !== this._all ||
      JSON.stringify(before.envs) !== JSON.stringify(shown)
    ) {
      before?.dispose();
      this._comparison = wanted
        ? new Comparison(link, shown, this._all, scheduler)
        : null;
      this._comparison?.changed.connect(this._recompare, this);
    }
  }

  private _recompare(_: Comparison, { lists }: IChange): void {
    if (lists || this._names() !== this._noted) {
      this._noted = this._names();
      this._changed.emit();
    }
  }

  /** An env that the kernel has on disk only looks empty until it is asked for. */
  private _maybeLoad(): void {
    const empty = this.shown.filter(env => this.count(env) === 0);
    for (const env of this.state === 'live' ? empty : []) {
      const key = JSON.stringify([this._link?.epoch, env]);
      if (!this._loaded.has(key)) {
        this._loaded.add(key);
        void this._load(env);
      }
    }
  }

  /** Why it can't be loaded matters to who chose it. */
  private async _load(env: string): Promise<void> {
    try {
      await this._link?.command({ cmd: 'load_env', eid: env });
    } catch (error) {
      if (this._chosen.includes(env)) {
        this.tell(error);
      }
    }
  }

  /** Shows why something could not be done. */
  readonly tell = (error: unknown): void => {
    this.message = error instanceof Error ? error.message : String(error);
  };

  private _restate(): void {
    this._note();
    this._changed.emit();
    this._moved.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _moved = new Signal<this, void>(this);
  private readonly _loaded = new Set<string>();
  private _link: ILink | null = null;
  private _comparison: Comparison | null = null;
  private _known = new Set<string>();
  private _noted = '';
  private _chosen: readonly string[] = [];
  private _filter = '';
  private _all = false;
  private _message = '';
  private _disposed = false;
}
