/**
 * What the server says, taken in order: frames into the replica, beats compared with it, replies to whoever waits.
 */
import {
  isObject,
  readBeat,
  readReply,
  Replica,
  typeOf,
  VersionError,
  type IBeat,
  type IReply,
  type KernelState,
  type Message,
  type Outcome
} from '../core';
import { checkVersion } from '../core/json';
import type { IFacts } from './state';

/** What an inbox needs of its link. */
export interface IInboxEnds {
  post(message: Message): void;
  changed(outcome: Pick<Outcome, 'panes' | 'lists' | 'whole'>): void;
  replied(reply: IReply): void;
  /** The answer to an attach that went over the websocket. */
  attached(data: object): void;
}

/** Outcomes that are answered with an acknowledgement. */
const ANSWERED: readonly string[] = ['applied', 'building', 'repeat'];

export class Inbox {
  readonly replica = new Replica();
  /** Why the other side can't be understood, '' if it can. */
  refused = '';
  private readonly unusable = new Map<string, number>(); // messages, by cause
  private kernel: KernelState | null = null;
  private goal: readonly [string, number] | null = null; // what the server had when it attached, until it is here
  private outlived: string | null = null; // the epoch of a life of the kernel that has ended

  constructor(private readonly ends: IInboxEnds) {}

  /** Take one message; never throws, since it would stall or silence the connection that it came on. */
  receive(
    data: unknown,
    buffer: ArrayBuffer | ArrayBufferView | undefined
  ): void {
    try {
      this.take(data, viewOf(buffer));
      this.maybeReachGoal();
    } catch (error) {
      this.refuse(error as Error);
    }
  }

  /** Take the answer to attach: where the server is, and its kernel. */
  receiveAttached(beat: IBeat): void {
    this.noteKernel(beat.kernel);
    this.goal =
      beat.epoch === null || !beat.cursor ? null : [beat.epoch, beat.cursor];
    this.maybeReachGoal();
  }

  /** Take note of the kernel's state: when it restarts, what is held belongs to a life that has ended. */
  noteKernel(state: KernelState | null): void {
    this.kernel = state ?? this.kernel;
    if (state === 'restarting') {
      this.outlived = this.replica.epoch;
    }
  }

  /** How many messages there were, by what became of them. */
  get counts(): ReadonlyMap<string, number> {
    return new Map([...this.replica.counts, ...this.unusable]);
  }

  /** What a link's state depends on here. */
  facts(): Pick<
    IFacts,
    'gone' | 'kernel' | 'outlived' | 'empty' | 'gap' | 'behind'
  > {
    const { epoch, building, asking, shown } = this.replica;
    const newer = building || (this.goal !== null && this.goal[0] !== epoch);
    return {
      gone: this.kernel === 'gone',
      kernel: this.kernel,
      outlived: epoch !== null && (newer || this.outlived === epoch),
      empty: shown.envs().every(env => shown.windowsToDraw(env).length === 0),
      gap: asking,
      behind: this.goal !== null || building
    };
  }

  private take(data: unknown, blob: DataView | null): void {
    if (!isObject(data)) {
      throw new TypeError('a message must be an object');
    }
    checkVersion(data);
    switch (typeOf(data)) {
      case 'frame':
        return this.takeFrame(data, blob);
      case 'preview':
        return this.takePreview(data, blob);
      case 'beat':
        return this.takeBeat(data);
      case 'reply':
        return this.ends.replied(readReply(data));
      case 'attached':
        return this.ends.attached(data);
      default:
        this.count('unknown type');
    }
  }

  private takeFrame(data: object, blob: DataView | null): void {
    const outcome = this.replica.receiveFrame(data, blob);
    this.answer(outcome, ANSWERED.includes(outcome.kind));
    if (
      outcome.whole ||
      (outcome.kind === 'applied' && this.kernel === 'alive')
    ) {
      this.outlived = null;
    }
    if (outcome.whole) {
      this.goal = null;
    }
    if (outcome.panes.length > 0 || outcome.lists || outcome.whole) {
      this.ends.changed(outcome);
    }
  }

  private takePreview(data: object, blob: DataView | null): void {
    const panes = this.replica.receivePreview(data, blob);
    this.ends.post(this.replica.ack());
    this.ends.changed({ panes, lists: false, whole: false });
  }

  private takeBeat(data: object): void {
    this.noteKernel(readBeat(data).kernel);
    this.answer(this.replica.receiveBeat(data), true);
  }

  private answer({ send, error }: Outcome, acknowledge: boolean): void {
    send.forEach(message => this.ends.post(message));
    if (acknowledge) {
      this.ends.post(this.replica.ack());
    }
    if (error !== undefined) {
      console.warn(`jupyter_visdom: ${error}`);
    }
  }

  /** Another version is told to the user and not asked again; anything else is one message that can't be used. */
  private refuse(error: Error): void {
    this.count(error.name);
    if (error instanceof VersionError) {
      this.refused = `The kernel or the server speaks another version: ${error.message}.`;
    }
    console.warn(`jupyter_visdom: ${error.message}`);
  }

  private count(cause: string): void {
    this.unusable.set(cause, (this.unusable.get(cause) ?? 0) + 1);
  }

  private maybeReachGoal(): void {
    const [epoch, cursor] = this.replica.position; // 0 while the epoch is being built: below every goal
    if (this.goal && epoch === this.goal[0] && cursor >= this.goal[1]) {
      this.goal = null;
    }
  }
}

function viewOf(
  buffer: ArrayBuffer | ArrayBufferView | undefined
): DataView | null {
  if (!buffer) {
    return null;
  }
  return ArrayBuffer.isView(buffer)
    ? new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new DataView(buffer);
}
