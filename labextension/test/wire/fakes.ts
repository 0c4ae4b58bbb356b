/**
 * A page's edges, driven by hand: clock, kernel connection, server.
 */
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';
import type { LinkKernel } from '../../src/link';
import type { IEdges } from '../../src/wire/edges';

interface ITimer {
  at: number;
  callback: () => void;
}

export class FakeEdges implements IEdges {
  time = 1000;
  chance = 0.5;
  private timers: ITimer[] = [];
  private readonly wakers = new Set<() => void>();
  private uniques = 0;

  now(): number {
    return this.time;
  }

  random(): number {
    return this.chance;
  }

  unique(): string {
    return `ref-${this.uniques++}`;
  }

  after(seconds: number, callback: () => void): () => void {
    const timer = { at: this.time + seconds, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter(other => other !== timer);
    };
  }

  onWake(callback: () => void): () => void {
    this.wakers.add(callback);
    return () => this.wakers.delete(callback);
  }

  wake(): void {
    this.wakers.forEach(callback => callback());
  }

  /** Let time pass, with every timer at its time. */
  async pass(seconds: number): Promise<void> {
    const end = this.time + seconds;
    await settle();
    for (let timer = this.next(end); timer; timer = this.next(end)) {
      this.time = Math.max(this.time, timer.at);
      timer.callback();
      await settle();
    }
    this.time = end;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.timers.length;
  }

  /** Let time pass in which no timer runs, as in a frozen page. */
  freeze(seconds: number): void {
    this.time += seconds;
  }

  private next(end: number): ITimer | undefined {
    const due = this.timers.filter(timer => timer.at <= end);
    const first = due.sort((a, b) => a.at - b.at)[0];
    this.timers = this.timers.filter(timer => timer !== first);
    return first;
  }
}

/** Let every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

/** As JupyterLab brings them. */
type Bytes = ArrayBuffer | ArrayBufferView;

type SignalOf<U> = ISignal<Kernel.IKernelConnection, U>;

function signal<U>(): [SignalOf<U>, (args: U) => void] {
  const made = new Signal<Kernel.IKernelConnection, U>(
    {} as Kernel.IKernelConnection
  );
  return [made, args => made.emit(args)];
}

export class FakeKernel implements LinkKernel {
  readonly id: string = 'kernel-1';
  readonly clientId: string = 'client-1';
  readonly username = 'user';
  status: Kernel.Status = 'unknown';
  isDisposed = false;
  /** What was sent on the websocket: the data of our messages. */
  sent: KernelMessage.IMessage[] = [];
  reconnects = 0;
  /** Futures that JupyterLab would still hold. */
  futures = 0;
  readonly anyMessage: SignalOf<Kernel.IAnyMessageArgs>;
  readonly connectionStatusChanged: SignalOf<Kernel.ConnectionStatus>;
  readonly statusChanged: SignalOf<Kernel.Status>;
  readonly disposed: ISignal<unknown, void>;
  private readonly emitMessage: (args: Kernel.IAnyMessageArgs) => void;
  private readonly emitConnection: (status: Kernel.ConnectionStatus) => void;
  private readonly emitStatus: (status: Kernel.Status) => void;
  private readonly emitDisposed: (args: void) => void;

  constructor(public connectionStatus: Kernel.ConnectionStatus = 'connecting') {
    [this.anyMessage, this.emitMessage] = signal();
    [this.connectionStatusChanged, this.emitConnection] = signal();
    [this.statusChanged, this.emitStatus] = signal();
    [this.disposed, this.emitDisposed] = signal();
  }

  sendShellMessage: LinkKernel['sendShellMessage'] = ((
    msg: KernelMessage.IMessage
  ) => {
    this.sent.push(msg);
    this.futures++;
    this.emitMessage({ msg, direction: 'send' });
    return { dispose: () => this.futures-- };
  }) as unknown as LinkKernel['sendShellMessage'];

  /** The subshells that it has; it makes none while `subshell` is null. */
  subshells: string[] = [];
  subshell: string | null | Promise<string> = 'subshell-1';
  /** How many it was asked to delete. */
  deletions = 0;
  /** Requests for a subshell that it has not answered. */
  unanswered = 0;

  sendControlMessage = ((msg: KernelMessage.IMessage) => {
    const { subshell_id: gone } = msg.content as { subshell_id?: string };
    if (msg.header.msg_type === 'delete_subshell_request') {
      this.deletions++;
      this.subshells = this.subshells.filter(id => id !== gone);
      return { done: Promise.resolve({ content: { status: 'ok' } }) };
    }
    if (this.subshell === null) {
      this.unanswered++;
      return { done: new Promise(() => undefined) };
    }
    return { done: this.makeSubshell(this.subshell) };
  }) as unknown as LinkKernel['sendControlMessage'];

  private async makeSubshell(id: string | Promise<string>): Promise<object> {
    const made = await id;
    this.subshells.push(made);
    return { content: { status: 'ok', subshell_id: made } };
  }

  reconnect(): Promise<void> {
    if (this.isDisposed) {
      throw new Error('Kernel connection is disposed');
    }
    this.reconnects++;
    this.connection('connecting');
    return Promise.resolve();
  }

  connection(status: Kernel.ConnectionStatus): void {
    if (status !== this.connectionStatus) {
      this.connectionStatus = status;
      this.emitConnection(status);
    }
  }

  become(status: Kernel.Status): void {
    this.status = status;
    this.emitStatus(status);
  }

  dispose(): void {
    this.isDisposed = true;
    this.emitDisposed();
    this.connection('disconnected'); // as JupyterLab's: after that signal
  }

  /** A message of ours from the server. */
  receive(data: object, blob: Bytes | null = null): void {
    this.hear('comm_msg', { comm_id: 'jupyter_visdom', data }, blob);
  }

  hear(
    msgType: string,
    content: object,
    blob: Bytes | null = null,
    parent = {}
  ): void {
    const msg = {
      parent_header: parent,
      header: { msg_type: msgType, session: 'kernel-session' },
      content,
      ...(blob && { buffers: [blob] }) // one of text alone has no such field
    } as unknown as KernelMessage.IMessage;
    this.emitMessage({ msg, direction: 'recv' });
  }

  /** The kernel answers JupyterLab's own request. */
  answerInfo(): void {
    this.hear('kernel_info_reply', {});
    const parent = { msg_type: 'kernel_info_request' };
    this.hear('status', { execution_state: 'idle' }, null, parent);
  }

  /** The data of our messages on the websocket, since last asked. */
  said(): Record<string, unknown>[] {
    const data = this.sent.map(
      msg => (msg.content as { data: Record<string, unknown> }).data
    );
    this.sent = [];
    return data;
  }
}

export interface IRequest {
  url: string;
  body: Record<string, unknown>;
}

/** A status and body (JSON, or a page's text), at once or later; 'cut' for a refused connection, 'dead' for no answer. */
type AttachAnswer =
  [number, object | string] | Promise<[number, object]> | 'cut' | 'dead';

export class FakeServer {
  requests: IRequest[] = [];
  /** What the next requests get, the last one stays. */
  attachAnswers: AttachAnswer[] = [];
  messageStatus: number | 'cut' = 204;

  readonly settings = ServerConnection.makeSettings({
    baseUrl: 'http://server/user/me/',
    fetch: (request: RequestInfo) => this.take(request as Request)
  });

  /** What went by HTTP instead of the websocket; `attaches` forgets it. */
  get posted(): unknown[] {
    return this.requests
      .filter(({ url }) => url.includes('/message?'))
      .map(({ body }) => body['message']);
  }

  /** Attach requests since last asked. */
  attaches(): IRequest[] {
    return this.requests
      .splice(0)
      .filter(({ url }) => url.includes('/attach?'));
  }

  private async take(request: Request): Promise<Response> {
    const body = JSON.parse(await request.text()) as Record<string, unknown>;
    this.requests.push({ url: request.url, body });
    if (!request.url.includes('/attach?')) {
      if (this.messageStatus === 'cut') {
        throw new TypeError('connection refused');
      }
      return new Response(null, { status: this.messageStatus });
    }
    const answers = this.attachAnswers;
    const answer = await (answers.length > 1 ? answers.shift() : answers[0]);
    if (answer === 'dead') {
      return new Promise(() => undefined);
    }
    if (answer === undefined || answer === 'cut') {
      throw new TypeError('connection refused');
    }
    const [status, said] = answer;
    const text = typeof said === 'string' ? said : JSON.stringify(said);
    return new Response(text, { status });
  }
}

/** The answer to an attach: where the server is. */
export function attached(
  epoch: string | null,
  cursor: number | null,
  kernel = 'alive'
): [number, object] {
  return [
    200,
    { v: 1, epoch, cursor, kernel, beat: 5, patience: 15, frame: 2 ** 20 }
  ];
}

export function beat(
  epoch: string | null,
  cursor: number | null,
  kernel = 'alive'
): object {
  return { v: 1, type: 'beat', epoch, cursor, kernel };
}
