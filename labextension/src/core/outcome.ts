/**
 * What became of a message that a replica was given; how often, and what has been asked for.
 */
import { resync, type Message } from './messages';
import type { Key } from './store';

export type OutcomeKind =
  'applied' | 'repeat' | 'retired' | 'building' | 'gap' | 'refused';

/** What became of a message. */
export interface IOutcome {
  readonly kind: OutcomeKind;
  /** Panes of `shown` that changed. */
  readonly panes: Key[];
  /** Whether its lists of envs or windows did. */
  readonly lists: boolean;
  /** Whether another epoch's store took the place of the old one. */
  readonly whole: boolean;
  /** What to tell the other side. */
  readonly send: Message[];
  /** What was wrong with a frame that was refused. */
  readonly error?: string;
}

export type Outcome = IOutcome;

/** Outcomes by kind since the beginning, and the resync asked for: the same one is not asked for twice. */
export class Ledger {
  readonly counts = new Map<OutcomeKind, number>();
  private asked: string | null = null;

  /** Whether a resync has been asked for, and no sweep has been whole since. */
  get asking(): boolean {
    return this.asked !== null;
  }

  /** What was asked for has come, or may be what was lost. */
  forget(): void {
    this.asked = null;
  }

  /** An outcome with a request for a new sweep from `cursor`. */
  ask(
    kind: OutcomeKind,
    epoch: string | null,
    cursor: number,
    error?: string
  ): Outcome {
    const request = resync(epoch, cursor);
    const text = JSON.stringify(request);
    const send = text === this.asked ? [] : [request];
    this.asked = text;
    return this.count(kind, { send, error });
  }

  /** An outcome with these fields; nothing changed but what they say. */
  count(kind: OutcomeKind, fields: Partial<Outcome> = {}): Outcome {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    return { kind, panes: [], lists: false, whole: false, send: [], ...fields };
  }
}
