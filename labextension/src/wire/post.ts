/**
 * The way of a message from the page to the server.
 *
 * A message normally goes as a `comm_msg` on the kernel's websocket; the server takes it out there. But JupyterLab (services 7.6,
 * `KernelConnection._sendMessage`) queues whatever is sent on *any* channel while something is queued already, and empties its
 * queue only when the kernel has answered a `kernel_info_request` (reply and idle) or 3 s after connecting: in the middle of a cell, 3 s. No public
 * call passes the queue, so in that time a message goes by HTTP, and one too large for a websocket at any time.
 *
 * Where the server has no extension the same messages go to the kernel itself, on the comm and the thread where it carries out commands.
 */
import {
  KernelMessage,
  type Kernel,
  type ServerConnection
} from '@jupyterlab/services';
import {
  COMM_ID,
  COMMAND_COMM_ID,
  HELD_SECONDS,
  KERNEL_ACK_SECONDS
} from '../core/limits';
import type { Message } from '../core';
import { deliver } from './attach';
import type { IEdges } from './edges';
import { isLarge } from './size';
import type { Subshell } from './subshell';

export type Connection = Pick<
  Kernel.IKernelConnection,
  | 'id'
  | 'clientId'
  | 'username'
  | 'status'
  | 'connectionStatus'
  | 'sendShellMessage'
>;

/** Of these only the latest matters. */
const REPLACING = ['ack', 'show', 'resync'];

export class Post {
  private connectedAt = -Infinity;
  private readonly answers = new Set<string>(); // of the kernel since connecting; both empty JupyterLab's queue
  private http = true; // whether the server has the route
  private queue: Message[] = [];
  private sending = false;
  private acknowledgedAt = -Infinity; // to the kernel itself

  /** Whether there is only the kernel itself to speak to. */
  direct = false;

  constructor(
    private readonly edges: IEdges,
    private readonly kernel: () => Connection,
    private readonly settings: ServerConnection.ISettings,
    private readonly subshell: Subshell
  ) {}

  /** Take note that the websocket has been opened. */
  connected(): void {
    this.connectedAt = this.edges.now();
    this.answers.clear();
    this.http = true;
  }

  /** Look at what the kernel says: its answer to `kernel_info_request`, reply and idle, opens the queue. */
  receive(msg: KernelMessage.IMessage): void {
    const type = msg.header.msg_type;
    if (type === 'kernel_info_reply' || (type === 'status' && isIdle(msg))) {
      this.answers.add(type);
    }
  }

  /** Send a message, in order. What can't be sent is dropped: an attach says all that an acknowledgement would. */
  post(message: Message): void {
    if (!this.isOpen) {
      return;
    }
    if (this.direct) {
      this.sayToKernel(message);
    } else if (isLarge(message['body'])) {
      void this.deliver(message); // beside the queue: acknowledgements can't wait for it
    } else if (this.sending || this.isHeld()) {
      this.queue = this.queue.filter(
        other =>
          other.type !== message.type || !REPLACING.includes(message.type)
      );
      this.queue.push(message);
      void this.drain();
    } else {
      this.send(message);
    }
  }

  private sayToKernel(message: Message): void {
    const isAck = message.type === 'ack';
    const now = this.edges.now();
    if (!isAck || now - this.acknowledgedAt >= KERNEL_ACK_SECONDS) {
      this.acknowledgedAt = isAck ? now : this.acknowledgedAt;
      this.send(message);
    }
  }

  private get isOpen(): boolean {
    return this.kernel().connectionStatus === 'connected';
  }

  /** Whether JupyterLab would put a message into its queue now. */
  private isHeld(): boolean {
    const restarting = ['restarting', 'autorestarting'].includes(
      this.kernel().status
    );
    return (
      restarting ||
      (this.answers.size < 2 &&
        this.edges.now() - this.connectedAt < HELD_SECONDS)
    );
  }

  private async drain(): Promise<void> {
    if (this.sending) {
      return;
    }
    this.sending = true;
    for (
      let message = this.queue.shift();
      message;
      message = this.queue.shift()
    ) {
      await this.deliver(message);
    }
    this.sending = false;
  }

  /** By HTTP; by the websocket after all if the server did not take it. A command is never sent twice: it may not bear that. */
  private async deliver(message: Message): Promise<void> {
    const { id, clientId } = this.kernel();
    try {
      this.http =
        this.http && (await deliver(this.settings, id, clientId, message));
      if (!this.http) {
        this.send(message);
      }
    } catch {
      this.http = false; // it may be dead while the websocket lives; asked again after the next connection
      if (message.type !== 'command') {
        this.send(message);
      }
    }
  }

  /** Send a message by the websocket, whatever JupyterLab makes of it. */
  send(message: Message): void {
    if (this.direct) {
      void this.subshell.open().then(() => this.write(message));
    } else {
      this.write(message);
    }
  }

  private write(message: Message): void {
    const kernel = this.kernel();
    if (!this.isOpen) {
      return; // it was closed while a request was under way
    }
    const commId = this.direct ? COMMAND_COMM_ID : COMM_ID;
    const content = { comm_id: commId, data: { ...message } };
    const options = {
      msgType: 'comm_msg',
      channel: 'shell',
      session: kernel.clientId,
      username: kernel.username,
      subshellId: this.direct ? this.subshell.id : null,
      content
    } as const;
    try {
      // The server answers none of these: without this, JupyterLab would keep a future for each of them for good.
      kernel
        .sendShellMessage(
          KernelMessage.createMessage<KernelMessage.ICommMsgMsg<'shell'>>(
            options
          ),
          false
        )
        .dispose();
    } catch (error) {
      console.warn(
        `jupyter_visdom: a message could not be sent: ${(error as Error).message}`
      );
    }
  }
}

/** Whether the kernel says that it has done with a `kernel_info_request`; only this page's reply counts beside it. */
function isIdle(msg: KernelMessage.IMessage): boolean {
  const { execution_state: state } = msg.content as {
    execution_state?: string;
  };
  const parent = msg.parent_header as { msg_type?: string } | undefined;
  return state === 'idle' && parent?.msg_type === 'kernel_info_request';
}
