/** Where views get their panes from: a link, or something made of what a link holds. */
import type { ISignal } from '@lumino/signaling';
import type { IChange } from '../link';
import type { Json } from './json';

/** A pane to draw; `cursor` differs when the pane does. */
export interface IDrawnPane {
  readonly json: Json;
  readonly cursor: number;
}

export interface IPaneSource {
  readonly store: {
    readonly epoch: string | null;
    paneToDraw(env: string, win: string): IDrawnPane | undefined;
  };
  readonly changed: ISignal<unknown, IChange>;
  /** Whether its panes can only be looked at: no cross, no comment. */
  readonly isReadOnly?: boolean;
  /** As a link's. */
  show(owner: object, visible: [string, string][]): void;
  forget(owner: object): void;
  command(body: object): Promise<void>;
}
