/** Several envs of a link in one view, kept equal to what the link holds: a source of panes that are made of others. */
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IChange, ILink } from '../link';
import type { Json } from '../panes/json';
import type { IDrawable, Scheduler } from '../panes/scheduler';
import type { IDrawnPane, IPaneSource } from '../panes/source';
import { compareEnvs, type IComparedPane, type IEnvPane } from './compare';

interface IMerged extends IDrawnPane {
  readonly madeOf: readonly IEnvPane[];
}

/** Merges at the scheduler's pace: with more changes than time, less often, each time all that came meanwhile. */
export class Comparison implements IPaneSource, IDrawable, IDisposable {
  constructor(
    private readonly _link: ILink,
    readonly envs: readonly string[],
    readonly all: boolean,
    private readonly _scheduler: Scheduler
  ) {
    this.name = envs.join('+');
    this._merge();
    _link.changed.connect(this._receive, this);
    _scheduler.show(this);
  }

  /** What stands for an env's name: that of the comparison's page in Visdom. */
  readonly name: string;

  readonly isReadOnly = true;

  /** Emitted after what was merged anew differs. */
  get changed(): ISignal<this, IChange> {
    return this._changed;
  }

  get store(): IPaneSource['store'] {
    return {
      epoch: this._link.store.epoch,
      paneToDraw: (_, win) => this._panes.get(win)
    };
  }

  panes(): { win: string; json: Json }[] {
    return [...this._panes].map(([win, { json }]) => ({ win, json }));
  }

  /** What is on screen are the panes that those on screen were made of. */
  show(owner: object, visible: [string, string][]): void {
    const shown = visible.flatMap(([, win]) =>
      (this._panes.get(win)?.madeOf ?? []).map((pane): [string, string] => [
        pane.env,
        pane.win
      ])
    );
    this._link.show(owner, shown);
  }

  forget(owner: object): void {
    this._link.forget(owner);
  }

  /** There is no window in the kernel that its panes' events could be about. */
  command(): Promise<void> {
    return Promise.resolve();
  }

  /** Called by the scheduler. */
  draw(): void {
    const before = this._panes;
    this._merge();
    const panes = [...this._panes.keys()]
      .filter(win => this._panes.get(win) !== before.get(win))
      .map((win): [string, string] => [this.name, win]);
    const lists = String([...before.keys()]) !== String([...this._panes.keys()]); // prettier-ignore
    if (lists || panes.length > 0) {
      this._changed.emit({ panes, lists, whole: false });
    }
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  dispose(): void {
    if (!this._disposed) {
      this._disposed = true;
      this._scheduler.forget(this);
      Signal.clearData(this);
    }
  }

  private _receive(_link: ILink, { panes, lists, whole }: IChange): void {
    if (lists || whole || panes.some(([env]) => this.envs.includes(env))) {
      this._scheduler.request(this);
    }
  }

  private _merge(): void {
    const envs = this.envs.map(env => ({ env, panes: this._panesOf(env) }));
    const merged = compareEnvs(envs, this.all).map(
      (pane): [string, IMerged] => [pane.win, this._keep(pane)]
    );
    this._panes = new Map(merged);
  }

  private _panesOf(env: string): IEnvPane[] {
    const { store } = this._link;
    return store.windowsToDraw(env).map(win => ({
      env,
      win,
      json: store.paneToDraw(env, win)!.json
    }));
  }

  /** The one that was there, where it was made of the same. */
  private _keep({ win, json, madeOf }: IComparedPane): IMerged {
    const before = this._panes.get(win);
    const same =
      before?.madeOf.length === madeOf.length &&
      before.madeOf.every((pane, index) => pane.json === madeOf[index]!.json);
    return same ? before : { json, madeOf, cursor: ++this._merges };
  }

  private readonly _changed = new Signal<this, IChange>(this);
  private _panes: ReadonlyMap<string, IMerged> = new Map();
  private _merges = 0;
  private _disposed = false;
}
