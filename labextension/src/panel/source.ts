/**
 * Which kernel a panel shows: that of a notebook or console, followed when it changes; or one kernel by its id, where
 * no document is open. The last link stays when the kernel goes, so that its last known state stays on screen.
 */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, ServiceManager } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { ILink } from '../link';
import type { ILinks } from '../tokens';

export class KernelSource implements IDisposable {
  constructor(
    private readonly _links: ILinks,
    private readonly _services: ServiceManager.IManager,
    private readonly _path: string,
    private readonly _wanted: string
  ) {}

  get link(): ILink | null {
    return this._link;
  }

  /** The document's path; empty where there is none. */
  get path(): string {
    return this._context?.path ?? this._path;
  }

  /** The kernel shown, or the one to be shown; empty where it will be the document's. */
  get kernelId(): string {
    return this._link?.kernelId ?? this._wanted;
  }

  /** Emitted after `link` changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isFollowing(): boolean {
    return this._context !== null;
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  dispose(): void {
    if (!this._disposed) {
      this._disposed = true;
      this._leave();
      this._link?.dispose();
      this._own?.dispose();
      Signal.clearData(this);
    }
  }

  /** Follows a document's kernel, now and whenever it changes. */
  follow(context: ISessionContext): void {
    if (context !== this._context) {
      this._leave();
      this._context = context;
      context.kernelChanged.connect(this._maybeTake, this);
      context.disposed.connect(this._contextClosed, this);
      this._maybeTake();
    }
  }

  /** For a kernel that no open document has: connects to it, if it runs. */
  settle(): void {
    if (!this._context && !this._link && this._wanted) {
      this._connect(this._wanted);
    }
  }

  /** `handleComms` would take the ipywidgets' comms from the document's connection. */
  private _connect(id: string): void {
    const { kernels } = this._services;
    const model = [...kernels.running()].find(kernel => kernel.id === id);
    if (model && !this._disposed) {
      const own = kernels.connectTo({ model, handleComms: false });
      this._take(own);
      this._own?.dispose();
      this._own = own;
    }
  }

  private _maybeTake(): void {
    const kernel = this._context?.session?.kernel;
    if (kernel) {
      this._take(kernel);
    }
  }

  /** Another connection to the same kernel is offered to its link by asking for it; the link stays ours. */
  private _take(kernel: Kernel.IKernelConnection): void {
    const link = this._links.get(kernel, this._services.serverSettings);
    const before = this._link;
    if (before?.kernelId === link.kernelId) {
      link.dispose();
      return;
    }
    this._link = link;
    this._changed.emit();
    before?.dispose();
  }

  private _leave(): void {
    this._context?.kernelChanged.disconnect(this._maybeTake, this);
    this._context?.disposed.disconnect(this._contextClosed, this);
    this._context = null;
  }

  /** Closing a notebook leaves its kernel running, but takes its connection away. */
  private _contextClosed(): void {
    this._leave();
    if (this._link) {
      this._connect(this._link.kernelId);
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _context: ISessionContext | null = null;
  private _link: ILink | null = null;
  private _own: Kernel.IKernelConnection | null = null;
  private _disposed = false;
}
