/**
 * When to ask the server to attach, and when to ask again.
 *
 * | answer | asks again |
 * |---|---|
 * | attached, no-kernel, wrong | not by itself |
 * | no-websocket | soon: it is being opened |
 * | missing | within seconds until it has been so for 3 s and 3 tries (JupyterHub's proxy answers 404 after its restart); then the kernel itself is asked, and both every half minute until one answers |
 * | forbidden | every half minute |
 * | unreachable | with full jitter, up to 10 s |
 * | none for 2 s | once more, over the websocket |
 */
import {
  ATTACH_SOCKET_SECONDS,
  BACKOFF_FIRST_SECONDS,
  BACKOFF_SECONDS,
  CALL_SECONDS,
  MISSING_SECONDS,
  MISSING_TRIES,
  NO_WEBSOCKET_SECONDS,
  PROBE_SECONDS
} from '../core/limits';
import type { Answer } from './attach';
import { backoff, type Cancel, type IEdges } from './edges';

export class Attacher {
  private asking = 0; // number of the question whose answer counts
  private waiting: Cancel | null = null;
  private inFlight = false;
  private tries = 0;
  private missed = 0;
  private missedSince = 0;
  private calledAt = -Infinity; // when the kernel itself was asked

  constructor(
    private readonly edges: IEdges,
    private readonly ask: () => Promise<Answer>,
    private readonly askHere: () => void,
    private readonly taken: (answer: Answer) => void
  ) {}

  /** Whether a question is under way. */
  get busy(): boolean {
    return this.inFlight;
  }

  /** Whether it is certain that the server has no extension. */
  get missing(): boolean {
    return (
      this.missed >= MISSING_TRIES &&
      this.edges.now() - this.missedSince >= MISSING_SECONDS
    );
  }

  /** Ask now; the answer to an earlier question no longer counts. */
  now(): void {
    this.stop();
    const number = this.asking;
    this.inFlight = true;
    this.waiting = this.edges.after(ATTACH_SOCKET_SECONDS, this.askHere);
    void this.ask().then(answer => {
      if (number === this.asking) {
        this.inFlight = false;
        this.receive(answer);
      }
    });
  }

  /** Take the answer that came over the websocket: the kernel's, or a server's that is awaited or not to be had by HTTP. */
  receiveHere(answer: Answer): void {
    if (this.missing) {
      this.stop();
      this.taken(answer);
    } else if (this.inFlight) {
      this.stop();
      this.receive(answer);
    }
  }

  /** Ask the kernel itself, which was heard: it may just have loaded its side. */
  call(): void {
    if (this.edges.now() - this.calledAt > CALL_SECONDS) {
      this.calledAt = this.edges.now();
      this.askHere();
    }
  }

  /** Ask no more, and listen to no answer. */
  stop(): void {
    this.asking++;
    this.inFlight = false;
    this.waiting?.();
    this.waiting = null;
  }

  /** Forget earlier failures: the user wants to know now. */
  forget(): void {
    this.tries = this.missed = 0;
  }

  private receive(answer: Answer): void {
    this.waiting?.();
    this.waiting = null;
    this.note(answer);
    const delay = this.delay(answer);
    if (delay !== null) {
      this.waiting = this.edges.after(delay, () => this.now());
    }
    this.taken(answer);
    if (this.missing) {
      this.call();
    }
  }

  private note({ kind }: Answer): void {
    if (kind !== 'missing') {
      this.missed = 0;
    } else if (this.missed++ === 0) {
      this.missedSince = this.edges.now();
    }
    this.tries = kind === 'unreachable' ? this.tries + 1 : 0;
  }

  private delay({ kind }: Answer): number | null {
    const jitter = this.edges.random();
    switch (kind) {
      case 'no-websocket':
        return (0.1 + 0.9 * jitter) * NO_WEBSOCKET_SECONDS;
      case 'missing':
        return this.missing ? PROBE_SECONDS * (0.5 + jitter / 2) : 1 + jitter;
      case 'forbidden':
        return PROBE_SECONDS * (0.5 + jitter / 2);
      case 'unreachable':
        return backoff(
          this.edges,
          this.tries - 1,
          BACKOFF_FIRST_SECONDS,
          BACKOFF_SECONDS
        );
      default:
        return null;
    }
  }
}
