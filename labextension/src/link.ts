/**
 * A link: one page's attachment to one kernel's panes. It attaches, notices silence and attaches again, and says how things stand;
 * it draws nothing.
 *
 * A message is applied in the connection's own signal, at once: a handler that waits would stall the user's messages too.
 */
import type { Kernel, ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import {
  attachHere,
  detach,
  digest,
  show,
  type Key,
  type Position,
  type Store
} from './core';
import { attach, readAttached, type Answer } from './wire/attach';
import { Attacher } from './wire/attacher';
import { BROWSER, type IEdges } from './wire/edges';
import type { IChange, ILink } from './wire/ilink';
import { Inbox } from './wire/inbox';
import { Pending } from './wire/pending';
import { Post } from './wire/post';
import { Pulse } from './wire/pulse';
import { Shown } from './wire/shown';
import { Socket, type LinkKernel } from './wire/socket';
import { assess, type IFacts, type LinkState } from './wire/state';
import { Subshell } from './wire/subshell';
import { Watch } from './wire/watch';

export type { IChange, ILink } from './wire/ilink';
export type { LinkState } from './wire/state';
export type { LinkKernel } from './wire/socket';

export class Link implements ILink {
  readonly kernelId: string;
  readonly changed: Signal<ILink, IChange> = new Signal(this);
  readonly stateChanged: Signal<ILink, LinkState> = new Signal(this);
  state: LinkState = 'catching-up';
  reason = '';
  isDisposed = false;
  private readonly socket: Socket;
  private readonly inbox: Inbox;
  private readonly attacher: Attacher;
  private readonly post: Post;
  private readonly subshell: Subshell;
  private readonly pulse: Pulse;
  private readonly shown: Shown;
  private readonly pending: Pending;
  private readonly watch: Watch;
  private answer: Answer | null = null; // to the last attach, while the websocket that it was for is there
  private before = false; // attached at least once
  private early = false; // the first attach is asked before the websocket is open: the server waits for it
  private gone = false;

  constructor(
    kernel: LinkKernel,
    private readonly settings: ServerConnection.ISettings,
    edges: IEdges = BROWSER
  ) {
    this.kernelId = kernel.id;
    this.pulse = new Pulse(edges);
    this.shown = new Shown(edges, () => this.tellShown());
    this.pending = new Pending(edges, message => this.post.post(message));
    this.attacher = new Attacher(
      edges,
      () => this.ask(),
      () => this.askHere(),
      answer => this.receiveAnswer(answer)
    );
    this.inbox = new Inbox({
      post: message => this.post.post(message),
      changed: ({ panes, lists, whole }) =>
        this.changed.emit({ panes, lists, whole }),
      replied: reply => this.pending.receive(reply),
      attached: data => this.attacher.receiveHere(readAttached(data))
    });
    this.socket = this.makeSocket(kernel);
    this.subshell = new Subshell(edges, () => this.socket.kernel);
    this.post = new Post(
      edges,
      () => this.socket.kernel,
      settings,
      this.subshell
    );
    this.watch = this.makeWatch(edges);
    this.socket.use(kernel);
  }

  get store(): Store {
    return this.inbox.replica.shown;
  }

  get epoch(): string | null {
    return this.store.epoch;
  }

  get cursor(): number {
    return this.inbox.replica.cursor;
  }

  get counts(): ReadonlyMap<string, number> {
    return this.inbox.counts;
  }

  show(owner: object, visible: Key[]): void {
    this.shown.show(owner, visible);
  }

  forget(owner: object): void {
    this.shown.forget(owner);
  }

  async command(body: object): Promise<void> {
    if (!this.isReachable) {
      throw new Error(this.reason || 'There is no connection to the kernel.');
    }
    return this.pending.send(body);
  }

  reconnect(): void {
    this.answer = null;
    this.inbox.refused = '';
    this.attacher.forget();
    this.revive();
  }

  digest(): string {
    return digest(this.store);
  }

  /** Take another connection to the same kernel, for when the one in use is closed. */
  offer(kernel: LinkKernel): void {
    this.socket.offer(kernel);
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.isDisposed = true;
    if (this.attached) {
      this.post.post(detach());
    }
    this.attacher.stop();
    this.subshell.close();
    this.socket.release();
    this.watch.dispose();
    this.shown.dispose();
    this.pending.dispose();
    Signal.clearData(this);
  }

  // -- the connection ------------------------------------------------------------------------------------------------

  private makeSocket(kernel: LinkKernel): Socket {
    return new Socket(kernel, {
      used: () => this.begin(),
      connection: status => this.receiveConnection(status),
      kernel: status => this.receiveKernel(status),
      closed: () => this.receiveClosed(),
      heard: msg => this.post.receive(msg),
      message: (data, buffer) => this.receive(data, buffer)
    });
  }

  private makeWatch(edges: IEdges): Watch {
    return new Watch(edges, this.pulse, {
      status: () => this.socket.kernel.connectionStatus,
      listening: () => this.isListening(),
      revive: () => this.revive(),
      tick: () => this.update()
    });
  }

  private begin(): void {
    const { kernel } = this.socket;
    this.gone = kernel.isDisposed || kernel.status === 'dead';
    this.early = kernel.connectionStatus !== 'connected';
    this.answer = null;
    this.post.connected();
    if (!this.gone) {
      this.attacher.now();
    }
    this.update();
  }

  private receive(
    data: unknown,
    buffer: ArrayBuffer | ArrayBufferView | undefined
  ): void {
    this.pulse.heard();
    this.inbox.receive(data, buffer);
    if (this.inbox.refused) {
      this.attacher.stop();
    } else if (this.missing) {
      this.attacher.call();
    }
    this.update();
  }

  private receiveConnection(status: Kernel.ConnectionStatus): void {
    if (status === 'connected') {
      this.subshell.close();
      this.post.connected();
      if (!this.early || !(this.attacher.busy || this.attached)) {
        this.attacher.now();
      }
      this.early = false;
      this.shown.maybeTell();
    } else if (!this.early) {
      this.attacher.stop(); // its answer would be about the websocket that is gone
      this.answer = this.attached ? null : this.answer;
    }
    this.update();
  }

  private receiveKernel(status: Kernel.Status): void {
    this.gone ||= status === 'dead';
    if (status === 'restarting' || status === 'autorestarting') {
      this.inbox.noteKernel('restarting');
      this.subshell.forget();
      this.answer = this.post.direct ? null : this.answer;
    }
    this.update();
  }

  private receiveClosed(): void {
    this.gone = true;
    this.answer = null;
    this.attacher.stop();
    this.update();
  }

  /** Make the websocket anew; once it is open we attach. */
  private revive(): void {
    if (!this.socket.kernel.isDisposed) {
      this.pulse.revived();
      this.socket.kernel.reconnect().catch(() => undefined); // the watch tries again
    }
    this.update();
  }

  /** Whether we should be hearing something; null where there is nobody to hear, so the websocket is not our business. */
  private isListening(): boolean | null {
    if (this.gone || this.missing || this.refused !== '') {
      return null;
    }
    return this.attached || this.answer?.kind === 'no-websocket';
  }

  // -- attaching -----------------------------------------------------------------------------------------------------

  /** Whether nobody answers: the server has no extension, nor has the kernel loaded it. */
  private get missing(): boolean {
    return this.attacher.missing && !this.attached;
  }

  private get attached(): boolean {
    return this.answer?.kind === 'attached';
  }

  /** Whether a message would reach the other side now. The server may have attached us before we know that the websocket is open. */
  private get isReachable(): boolean {
    return this.attached && this.socket.kernel.connectionStatus === 'connected';
  }

  private ask(): Promise<Answer> {
    const { position, visible } = this.hold();
    const { clientId } = this.socket.kernel;
    return attach(this.settings, this.kernelId, clientId, position, visible);
  }

  private askHere(): void {
    const { position, visible } = this.hold();
    this.post.send(attachHere(position, visible, this.post.direct));
  }

  /** What this page has and shows, for a sender whose sweeps are not the last one's. */
  private hold(): { position: Position; visible: Key[] } {
    this.inbox.replica.leaveSweep();
    return {
      position: this.inbox.replica.position,
      visible: this.shown.take()
    };
  }

  private receiveAnswer(answer: Answer): void {
    this.answer = answer;
    const mirrored = answer.kind === 'attached' && answer.mirror;
    this.post.direct = this.attacher.missing && !mirrored;
    if (mirrored) {
      this.subshell.close();
    }
    this.gone ||= answer.kind === 'no-kernel';
    if (answer.kind === 'attached') {
      this.before = true;
      this.gone = false;
      this.pulse.every = answer.every;
      this.pulse.patience = answer.patience;
      this.pulse.heard();
      this.inbox.receiveAttached(answer.beat);
      this.shown.maybeTell(); // it may have changed since we asked
    }
    this.update();
  }

  private tellShown(): void {
    if (this.isReachable) {
      this.post.post(show(this.shown.take()));
    }
  }

  // -- the state -----------------------------------------------------------------------------------------------------

  /** Why asking again will not help, '' if it may. */
  private get refused(): string {
    const { answer } = this;
    const told =
      answer?.kind === 'wrong' || answer?.kind === 'forbidden'
        ? answer.message
        : '';
    return this.inbox.refused || told;
  }

  private facts(): IFacts {
    const inbox = this.inbox.facts();
    const { silence, patience } = this.pulse;
    return {
      ...inbox,
      gone: this.gone || inbox.gone,
      refused: this.refused,
      missing: this.missing,
      attached: this.attached,
      failure: this.answer?.kind === 'unreachable' ? this.answer.message : '',
      before: this.before,
      silence: silence > patience ? silence : 0
    };
  }

  private update(): void {
    const [state, reason] = assess(this.facts());
    if (state !== this.state || reason !== this.reason) {
      this.state = state;
      this.reason = reason;
      this.stateChanged.emit(state);
    }
  }
}
