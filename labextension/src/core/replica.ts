/**
 * A replica: frames in, a store out; and what to do about a gap, a repeat or an unknown epoch (`docs/protocol.md`, section 5).
 * Applying is idempotent, and all or nothing for each frame.
 */
import { Changes, type Staging } from './changes';
import { Copy } from './copy';
import { ProtocolError, VersionError } from './errors';
import { decodeFrame, type IFrame } from './frames';
import { RETIRED_EPOCHS } from './limits';
import {
  ack,
  readBeat,
  type IBeat,
  type Message,
  type Position
} from './messages';
import { Ledger, type Outcome, type OutcomeKind } from './outcome';
import { readPreview } from './preview';
import { Hole } from './slices';
import type { Key, Store } from './store';

export class Replica {
  private held = new Copy(null);
  /** Of a new epoch, until its first sweep is whole. */
  private next: Copy | null = null;
  private retired: string[] = [];
  private readonly ledger = new Ledger();

  /** The last state that was held whole; empty while there is none. */
  get store(): Store {
    return this.held.store;
  }

  /** What to draw: the state held whole, or, before the first one, what has arrived of it (there is nothing it could mix with). */
  get shown(): Store {
    return this.held.epoch === null && this.next
      ? this.next.store
      : this.held.store;
  }

  /** The cursor of `shown`: 0 until a first epoch is whole. */
  get cursor(): number {
    return this.held.cursor;
  }

  /** The epoch of `store`; null while nothing has been held whole. */
  get epoch(): string | null {
    return this.held.epoch;
  }

  /** Where this replica is, in the epoch that it is receiving. */
  get position(): Position {
    return this.receiving.position;
  }

  /** Whether a new epoch's first sweep is on its way. */
  get building(): boolean {
    return this.next !== null;
  }

  /** Whether a resync has been asked for and not been answered. */
  get asking(): boolean {
    return this.ledger.asking;
  }

  /** Whether something is known to be missing. */
  get stale(): boolean {
    return this.asking || this.building;
  }

  /** Outcomes by kind, since the beginning. */
  get counts(): ReadonlyMap<OutcomeKind, number> {
    return this.ledger.counts;
  }

  /** Leave a sweep's middle, before another sender is asked to go on: its sweeps may have the same numbers. */
  leaveSweep(): void {
    this.receiving.leaveSweep();
  }

  /** The answer to every frame applied and every beat. */
  ack(): Message {
    return ack(this.position);
  }

  receiveFrame(data: unknown, blob: DataView | null): Outcome {
    let frame;
    try {
      frame = decodeFrame(data, blob);
    } catch (error) {
      // Asking again for a frame of another version would bring the same.
      return error instanceof VersionError
        ? this.ledger.count('refused', { error: error.message })
        : this.giveUp(this.receiving, error as Error);
    }
    return this.receive(frame);
  }

  /** Take panes to draw while the first epoch is being built; returns their names. They are acknowledged like a frame. */
  receivePreview(data: unknown, blob: DataView | null): Key[] {
    const { epoch, panes } = readPreview(data, blob);
    if (this.held.epoch !== null || this.next?.epoch !== epoch) {
      return [];
    }
    this.next.store.addPreviews(panes);
    return panes.map(({ env, win }) => [env, win]);
  }

  /** Take a beat: where the other side is, sent behind all its frames. */
  receiveBeat(data: unknown): Outcome {
    try {
      return this.compare(readBeat(data));
    } catch (error) {
      return this.ledger.count('refused', { error: (error as Error).message });
    }
  }

  private get receiving(): Copy {
    return this.next ?? this.held;
  }

  private receive(frame: IFrame): Outcome {
    if (this.retired.includes(frame.epoch)) {
      return this.ledger.count('retired');
    }
    const copy = this.copyFor(frame);
    if (!copy) {
      return this.ledger.ask('gap', frame.epoch, 0);
    }
    if (copy.fits(frame)) {
      return this.apply(copy, frame);
    }
    return copy.hasSeen(frame)
      ? this.ledger.count('repeat')
      : this.ledger.ask('gap', frame.epoch, copy.cursor);
  }

  /** A beat is right where a late frame misled us: it comes behind all frames. */
  private compare({ epoch, cursor, index }: IBeat): Outcome {
    if (epoch === null) {
      return this.ledger.count('repeat');
    }
    this.retired = this.retired.filter(left => left !== epoch);
    if (epoch === this.epoch) {
      this.next = null;
    }
    this.ledger.forget(); // an earlier request may be what was lost; and where both sides agree nothing is missing
    const [here, at, reached] = this.position;
    if (epoch !== here) {
      return this.ledger.ask('gap', epoch, 0);
    }
    const missing = cursor > at || (cursor === at && index > reached);
    return missing
      ? this.ledger.ask('gap', epoch, at)
      : this.ledger.count('repeat');
  }

  /** The copy that a frame belongs to, a new one at the beginning of an epoch; null in the middle of an unknown one. */
  private copyFor(frame: IFrame): Copy | null {
    const known = [this.held, this.next].find(
      copy => copy?.epoch === frame.epoch
    );
    if (known || frame.from !== 0 || frame.index !== 0) {
      return known ?? null;
    }
    this.retire(this.next);
    this.next = new Copy(frame.epoch);
    return this.next;
  }

  private apply(copy: Copy, frame: IFrame): Outcome {
    const staging: Staging = frame.index > 0 ? copy.staging : new Map();
    const changes = new Changes(copy.store, staging);
    try {
      frame.events.forEach(event => changes.take(event));
    } catch (error) {
      return this.giveUp(copy, error as Error);
    }
    copy.staging = changes.commit();
    copy.movePast(frame);
    if (copy.index === 0) {
      this.ledger.forget();
    }
    if (copy === this.next) {
      return this.advance(copy, changes);
    }
    return this.ledger.count('applied', {
      panes: changes.keys(),
      lists: changes.lists
    });
  }

  /** Leave the store as it was, and ask for all of it. */
  private giveUp(copy: Copy, error: Error): Outcome {
    copy.rewind();
    const kind = error instanceof Hole ? 'gap' : 'refused';
    const known = error instanceof Hole || error instanceof ProtocolError;
    const reason = known
      ? error.message
      : `frame: could not be applied: ${error.message}`;
    return this.ledger.ask(kind, copy.epoch, 0, reason);
  }

  /** Let a new epoch take over when its first sweep is whole. */
  private advance(copy: Copy, changes: Changes): Outcome {
    const drawn = copy.store === this.shown;
    if (copy.index > 0) {
      return this.ledger.count(
        'building',
        drawn ? { panes: changes.keys(), lists: changes.lists } : {}
      );
    }
    copy.store.forgetPreviews();
    this.retire(this.held);
    this.held = copy;
    this.next = null;
    return this.ledger.count('applied', {
      panes: copy.store.keys(),
      lists: true,
      whole: true
    });
  }

  private retire(copy: Copy | null): void {
    if (copy && copy.epoch !== null) {
      this.retired = [...this.retired, copy.epoch].slice(-RETIRED_EPOCHS);
    }
  }
}
