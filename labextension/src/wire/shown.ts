/**
 * What is on screen: each view of a page says its own, one list goes to the server.
 */
import type { Key } from '../core';
import { SHOW_SECONDS, VISIBLE } from '../core/limits';
import type { Cancel, IEdges } from './edges';

export class Shown {
  private readonly views = new Map<object, readonly Key[]>();
  private told = '[]';
  private waiting: Cancel | null = null;

  constructor(
    private readonly edges: IEdges,
    private readonly tell: () => void
  ) {}

  /** What all views show together, each pane once. */
  visible(): Key[] {
    const merged = new Map<string, Key>();
    for (const key of [...this.views.values()].flat()) {
      merged.set(JSON.stringify(key), key);
    }
    return [...merged.values()].slice(0, VISIBLE);
  }

  show(owner: object, visible: readonly Key[]): void {
    this.views.set(owner, visible);
    this.schedule();
  }

  forget(owner: object): void {
    this.views.delete(owner);
    this.schedule();
  }

  /** Return what is visible, and take note that the server knows it. */
  take(): Key[] {
    const visible = this.visible();
    this.told = JSON.stringify(visible);
    return visible;
  }

  /** Tell what is visible where the server does not know it. */
  maybeTell(): void {
    if (JSON.stringify(this.visible()) !== this.told) {
      this.tell();
    }
  }

  dispose(): void {
    this.waiting?.();
  }

  private schedule(): void {
    this.waiting ??= this.edges.after(SHOW_SECONDS, () => {
      this.waiting = null;
      this.maybeTell();
    });
  }
}
