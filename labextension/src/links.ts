/**
 * The links of a page: one for each kernel, however many views show it, so that the kernel's server sends everything once.
 */
import type { ServerConnection } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import type { Key, Store } from './core';
import {
  Link,
  type IChange,
  type ILink,
  type LinkKernel,
  type LinkState
} from './link';
import { BROWSER, type IEdges } from './wire/edges';

export class Links {
  private readonly links = new Map<string, Shared>();

  constructor(private readonly edges: IEdges = BROWSER) {}

  /** The link to a kernel. Whoever gets one disposes it; the last one to do so detaches. */
  get(kernel: LinkKernel, serverSettings: ServerConnection.ISettings): ILink {
    const shared =
      this.links.get(kernel.id) ?? this.make(kernel, serverSettings);
    shared.link.offer(kernel);
    return new Hold(shared);
  }

  private make(
    kernel: LinkKernel,
    settings: ServerConnection.ISettings
  ): Shared {
    const link = new Link(kernel, settings, this.edges);
    const shared = { link, holds: 0, end: () => this.links.delete(kernel.id) };
    this.links.set(kernel.id, shared);
    return shared;
  }
}

interface Shared {
  readonly link: Link;
  holds: number;
  readonly end: () => void;
}

/** One view's hold on a shared link: it disposes its hold, not the link. */
class Hold implements ILink {
  private disposed = false;
  private readonly link: Link;

  constructor(private readonly shared: Shared) {
    this.link = shared.link;
    shared.holds++;
  }

  get kernelId(): string {
    return this.link.kernelId;
  }

  get state(): LinkState {
    return this.link.state;
  }

  get reason(): string {
    return this.link.reason;
  }

  get stateChanged(): ISignal<ILink, LinkState> {
    return this.link.stateChanged;
  }

  get epoch(): string | null {
    return this.link.epoch;
  }

  get cursor(): number {
    return this.link.cursor;
  }

  get store(): Store {
    return this.link.store;
  }

  get changed(): ISignal<ILink, IChange> {
    return this.link.changed;
  }

  get counts(): ReadonlyMap<string, number> {
    return this.link.counts;
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  show(owner: object, visible: Key[]): void {
    this.link.show(owner, visible);
  }

  forget(owner: object): void {
    this.link.forget(owner);
  }

  command(body: object): Promise<void> {
    return this.link.command(body);
  }

  reconnect(): void {
    this.link.reconnect();
  }

  digest(): string {
    return this.link.digest();
  }

  dispose(): void {
    if (!this.disposed) {
      this.disposed = true;
      this.shared.holds--;
      if (this.shared.holds === 0) {
        this.shared.end();
        this.link.dispose();
      }
    }
  }
}
