/**
 * The panes of one source that belong to one place (a panel, an output): knows which are on screen, lets the scheduler
 * draw those alone, and tells the source, which tells the server what to send first.
 */
import type { IDisposable } from '@lumino/disposable';
import { PaneView } from './pane';
import type { Scheduler } from './scheduler';
import type { IPaneSource } from './source';
import { paneKey } from './watch';

/** Around the viewport, in CSS pixels, drawn too: a short scroll then finds panes ready. */
const OVERSCAN = 200;

interface IEntry {
  readonly view: PaneView;
  /** Distance from the viewport's top when last seen; null while off screen. */
  top: number | null;
}

export class Gallery implements IDisposable {
  /** `root` scrolls the panes; null where the page does. */
  constructor(
    readonly source: IPaneSource,
    private readonly _scheduler: Scheduler,
    root: HTMLElement | null = null
  ) {
    this._observer = new IntersectionObserver(entries => this._see(entries), {
      root,
      rootMargin: `${OVERSCAN}px`
    });
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  dispose(): void {
    if (!this._disposed) {
      this._disposed = true;
      this._observer.disconnect();
      this.keep([]);
      this.source.forget(this);
    }
  }

  /** The view of a pane, made when first asked for. */
  view(env: string, win: string): PaneView {
    const key = paneKey(env, win);
    const known = this._entries.get(key);
    if (known) {
      return known.view;
    }
    const options = {
      source: this.source,
      env,
      win,
      scheduler: this._scheduler
    };
    const view = new PaneView(options);
    this._entries.set(key, { view, top: null });
    this._observer.observe(view.frame);
    return view;
  }

  /** Disposes of every view but these. */
  keep(panes: readonly (readonly [string, string])[]): void {
    const kept = new Set(panes.map(([env, win]) => paneKey(env, win)));
    for (const [key, { view }] of [...this._entries]) {
      if (!kept.has(key)) {
        this._observer.unobserve(view.frame);
        this._entries.delete(key);
        view.dispose();
      }
    }
  }

  private _see(changes: IntersectionObserverEntry[]): void {
    const byFrame = new Map(
      [...this._entries.values()].map(entry => [
        entry.view.frame as Element,
        entry
      ])
    );
    for (const change of changes) {
      const entry = byFrame.get(change.target);
      if (entry) {
        entry.top = change.isIntersecting
          ? change.boundingClientRect.top
          : null;
        this._scheduler[change.isIntersecting ? 'show' : 'hide'](entry.view);
      }
    }
    this._tell();
  }

  private _tell(): void {
    const seen = [...this._entries.values()].filter(({ top }) => top !== null);
    seen.sort((a, b) => Math.abs(a.top ?? 0) - Math.abs(b.top ?? 0));
    const visible = seen.map(({ view }): [string, string] => [
      view.env,
      view.win
    ]);
    const told = JSON.stringify(visible);
    if (told !== this._told) {
      this._told = told;
      this.source.show(this, visible);
    }
  }

  private readonly _observer: IntersectionObserver;
  private readonly _entries = new Map<string, IEntry>();
  private _told = '[]';
  private _disposed = false;
}
