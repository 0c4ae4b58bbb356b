/**
 * The link's own slow timer, and the page's waking: the two moments at which a websocket is doubted.
 */
import type { Kernel } from '@jupyterlab/services';
import { WATCH_SECONDS } from '../core/limits';
import type { Cancel, IEdges } from './edges';
import type { Pulse } from './pulse';

export interface IWatchEnds {
  status(): Kernel.ConnectionStatus;
  /** Whether we should be hearing something; null where the websocket is not our business. */
  listening(): boolean | null;
  /** Make the websocket anew. */
  revive(): void;
  /** Time has passed. */
  tick(): void;
}

export class Watch {
  private readonly unwake: Cancel;
  private untick: Cancel = () => undefined;

  constructor(
    private readonly edges: IEdges,
    private readonly pulse: Pulse,
    private readonly ends: IWatchEnds
  ) {
    this.unwake = edges.onWake(() => this.wake());
    this.schedule();
  }

  dispose(): void {
    this.unwake();
    this.untick();
  }

  private schedule(): void {
    this.untick = this.edges.after(WATCH_SECONDS, () => {
      this.schedule();
      const listening = this.ends.listening();
      if (
        listening !== null &&
        this.pulse.isDue(this.ends.status(), listening)
      ) {
        this.ends.revive();
      }
      this.ends.tick();
    });
  }

  private wake(): void {
    const listening = this.ends.listening();
    if (
      listening !== null &&
      this.pulse.isDueAwake(this.ends.status(), listening)
    ) {
      this.ends.revive();
    }
  }
}
