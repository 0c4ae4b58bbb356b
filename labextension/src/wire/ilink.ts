/**
 * What views know of a link.
 */
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { Store } from '../core';
import type { LinkState } from './state';

/** What changed in a link's store. */
export interface IChange {
  /** Panes that are new or changed; what is gone is missing in the lists. */
  panes: [string, string][];
  /** Whether a list of envs or windows changed. */
  lists: boolean;
  /** Whether `store` is another one now: a new life of the kernel. */
  whole: boolean;
}

export interface ILink extends IDisposable {
  readonly kernelId: string;
  readonly state: LinkState;
  /** A sentence for the user: what is going on and what to do; '' when there is nothing to say. */
  readonly reason: string;
  /** Emitted when the state changes, or the reason. */
  readonly stateChanged: ISignal<ILink, LinkState>;
  readonly epoch: string | null;
  readonly cursor: number;
  /** What to draw, possibly empty. */
  readonly store: Store;
  readonly changed: ISignal<ILink, IChange>;
  /** Say what a view has on screen, most wanted first; replaces what it said before. */
  show(owner: object, visible: [string, string][]): void;
  /** A view has nothing on screen any more. */
  forget(owner: object): void;
  /** Send what Visdom's page sends; rejects with a sentence if it was refused or could not be sent. */
  command(body: object): Promise<void>;
  /** Make the connection anew, at once. */
  reconnect(): void;
  digest(): string;
  /** How many messages this page was sent, by what became of them. */
  readonly counts: ReadonlyMap<string, number>;
}
