/**
 * Who wants to know about which pane of a source: one listener on it whatever the number of panes, so that a
 * change of one pane among hundreds costs one look-up.
 */
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import type { IChange } from '../link';
import type { IPaneSource } from './source';

type Callback = () => void;

/** By the signal, which all holds on one link share. */
const watches = new WeakMap<IPaneSource['changed'], Watch>();

/** Calls back after each change of a pane, its coming and its going included, until disposed of. */
export function watchPane(
  { changed }: IPaneSource,
  env: string,
  win: string,
  callback: Callback
): IDisposable {
  let watch = watches.get(changed);
  if (!watch) {
    watch = new Watch(changed);
    watches.set(changed, watch);
  }
  return watch.add(paneKey(env, win), callback);
}

/** One string for `(env, win)`; JSON, because both may hold any character. */
export function paneKey(env: string, win: string): string {
  return JSON.stringify([env, win]);
}

/** Connected only while someone watches. */
class Watch {
  constructor(private readonly _signal: IPaneSource['changed']) {}

  add(key: string, callback: Callback): IDisposable {
    if (this._callbacks.size === 0) {
      this._signal.connect(this._receive, this);
    }
    const callbacks = this._callbacks.get(key) ?? new Set<Callback>();
    this._callbacks.set(key, callbacks.add(callback));
    return new DisposableDelegate(() => this._remove(key, callback));
  }

  private _remove(key: string, callback: Callback): void {
    const callbacks = this._callbacks.get(key);
    callbacks?.delete(callback);
    if (callbacks?.size === 0) {
      this._callbacks.delete(key);
    }
    if (this._callbacks.size === 0) {
      this._signal.disconnect(this._receive, this);
    }
  }

  /** Lists may take panes away without naming them, so they concern everyone: it costs a look at the store each. */
  private _receive(_source: unknown, change: IChange): void {
    const keys =
      change.whole || change.lists
        ? [...this._callbacks.keys()]
        : change.panes.map(([env, win]) => paneKey(env, win));
    for (const key of keys) {
      this._callbacks.get(key)?.forEach(callback => callback());
    }
  }

  private readonly _callbacks = new Map<string, Set<Callback>>();
}
