/**
 * The kernel connection in use, out of those that this page has to one kernel, and what it tells.
 */
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';
import { COMM_ID } from '../core/limits';
import type { Connection } from './post';
import type { Subshells } from './subshell';

/** What a link needs of a kernel connection. */
export type LinkKernel = Connection &
  Subshells &
  Pick<
    Kernel.IKernelConnection,
    | 'anyMessage'
    | 'connectionStatusChanged'
    | 'statusChanged'
    | 'isDisposed'
    | 'reconnect'
  > & { readonly disposed: ISignal<unknown, void> };

export interface ISocketEnds {
  /** Another connection is in use. */
  used(): void;
  connection(status: Kernel.ConnectionStatus): void;
  kernel(status: Kernel.Status): void;
  /** The last connection is closed for good. */
  closed(): void;
  /** Any message from the kernel. */
  heard(msg: KernelMessage.IMessage): void;
  /** A message of ours. */
  message(
    data: unknown,
    buffer: ArrayBuffer | ArrayBufferView | undefined
  ): void;
}

export class Socket {
  private offered = new Set<LinkKernel>(); // that are open, the one in use too

  constructor(
    private current: LinkKernel,
    private readonly ends: ISocketEnds
  ) {}

  get kernel(): LinkKernel {
    return this.current;
  }

  /** Take another connection to the same kernel, for when the one in use is closed. */
  offer(kernel: LinkKernel): void {
    this.offered = new Set([...this.offered, kernel].filter(isOpen));
    if (this.current.isDisposed) {
      this.use(kernel);
    }
  }

  use(kernel: LinkKernel): void {
    this.release();
    this.current = kernel;
    kernel.anyMessage.connect(this.onMessage, this);
    kernel.connectionStatusChanged.connect(this.onConnection, this);
    kernel.statusChanged.connect(this.onStatus, this);
    kernel.disposed.connect(this.onClosed, this);
    this.ends.used();
  }

  /** Listen no more. */
  release(): void {
    Signal.disconnectReceiver(this);
  }

  private onMessage(
    _: unknown,
    { msg, direction }: Kernel.IAnyMessageArgs
  ): void {
    if (direction === 'recv') {
      this.ends.heard(msg);
      if (isOurs(msg)) {
        this.ends.message(msg.content.data, msg.buffers?.[0]);
      }
    }
  }

  private onConnection(_: unknown, status: Kernel.ConnectionStatus): void {
    this.ends.connection(status);
  }

  private onStatus(_: unknown, status: Kernel.Status): void {
    this.ends.kernel(status);
  }

  private onClosed(): void {
    const next = [...this.offered].find(isOpen);
    if (next) {
      this.use(next);
    } else {
      this.ends.closed();
    }
  }
}

function isOpen(kernel: LinkKernel): boolean {
  return !kernel.isDisposed;
}

function isOurs(msg: KernelMessage.IMessage): msg is KernelMessage.ICommMsgMsg {
  return (
    msg.header.msg_type === 'comm_msg' &&
    (msg as KernelMessage.ICommMsgMsg).content.comm_id === COMM_ID
  );
}
