/** What a panel shows, without any DOM: the link, its envs, the env chosen and its panes. */
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IChange, ILink, LinkState } from '../link';
import type { Json } from '../panes/json';
import { Memory } from './memory';
import type { KernelSource } from './source';

/** Visdom's own default environment. */
const MAIN = 'main';

export class PanelModel implements IDisposable {
  constructor(readonly source: KernelSource) {
    source.changed.connect(this._relink, this);
    this._relink();
  }

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

  /** By the document's path; panels of a bare kernel remember by its id. */
  get memory(): Memory {
    return new Memory(this.source.path || this.source.kernelId);
  }

  envs(): string[] {
    return this._link?.store.envs() ?? [];
  }

  count(env: string): number {
    return this._link?.store.windows(env).length ?? 0;
  }

  /** The user's choice while it exists, else `main`, unless only another env has panes. */
  get env(): string {
    const envs = this.envs();
    if (this._chosen !== null && envs.includes(this._chosen)) {
      return this._chosen;
    }
    const filled = envs.filter(env => this.count(env) > 0);
    const candidates = filled.length > 0 ? filled : envs;
    return candidates.includes(MAIN) ? MAIN : (candidates[0] ?? MAIN);
  }

  choose(env: string): void {
    this._chosen = env;
    this.memory.env = env;
    this._changed.emit();
  }

  panes(): { win: string; json: Json }[] {
    const { env, _link: link } = this;
    const wins = link?.store.windows(env) ?? [];
    return wins.map(win => ({
      win,
      json: link?.store.pane(env, win)?.json ?? {}
    }));
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
    this._chosen ??= this.memory.env;
    this._link?.changed.connect(this._receive, this);
    this._link?.stateChanged.connect(this._restate, this);
    this._restate();
  }

  private _unlink(): void {
    this._link?.changed.disconnect(this._receive, this);
    this._link?.stateChanged.disconnect(this._restate, this);
    this._link = null;
  }

  private _receive(_link: ILink, change: IChange): void {
    if (change.lists || change.whole || this._isNew(change)) {
      this._note();
      this._changed.emit();
    }
    this._moved.emit();
  }

  /** A list may name a window some frames before its pane arrives. */
  private _isNew(change: IChange): boolean {
    return change.panes.some(
      ([env, win]) => !this._known.has(win) && env === this.env
    );
  }

  private _note(): void {
    this._known = new Set(this._link?.store.windows(this.env) ?? []);
  }

  private _restate(): void {
    this._note();
    this._changed.emit();
    this._moved.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _moved = new Signal<this, void>(this);
  private _link: ILink | null = null;
  private _known = new Set<string>();
  private _chosen: string | null = null;
  private _disposed = false;
}
