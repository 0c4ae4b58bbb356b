/**
 * Whether a websocket is alive, and when to make it anew: a page never sees a half-open socket, and JupyterLab gives up after 7 tries.
 *
 * Everything is a comparison of times, nothing is counted in ticks: a hidden page's timers run once a second or slower, a frozen
 * page's not at all.
 */
import type { Kernel } from '@jupyterlab/services';
import {
  BACKOFF_FIRST_SECONDS,
  BACKOFF_SECONDS,
  BEAT_GRACE_SECONDS,
  BEAT_SECONDS,
  PATIENCE_SECONDS
} from '../core/limits';
import { backoff, type IEdges } from './edges';

export class Pulse {
  /** Seconds between two beats, and of silence that are too many: as the server says. */
  every = BEAT_SECONDS;
  patience = PATIENCE_SECONDS;
  private heardAt: number;
  private revivedAt: number;
  private actAt: number | null = null;
  private tries = 0;

  constructor(private readonly edges: IEdges) {
    this.heardAt = this.revivedAt = edges.now();
  }

  /** Take note of a sign of life. */
  heard(): void {
    this.heardAt = this.edges.now();
    this.tries = 0;
    this.actAt = null;
  }

  /** Take note that the websocket is being made anew. */
  revived(): void {
    this.revivedAt = this.edges.now();
    this.tries++;
    this.actAt = null;
  }

  /** Seconds since the last sign of life. */
  get silence(): number {
    return this.edges.now() - this.heardAt;
  }

  /** Whether to make the websocket anew now, on the link's own timer: with full jitter, as many pages lose one server together. */
  isDue(status: Kernel.ConnectionStatus, watched: boolean): boolean {
    if (!this.isDead(status, watched, this.patience)) {
      this.actAt = null;
      return false;
    }
    this.actAt ??=
      this.edges.now() +
      backoff(this.edges, this.tries, BACKOFF_FIRST_SECONDS, BACKOFF_SECONDS);
    return this.edges.now() >= this.actAt;
  }

  /** The same for a page that has just woken: nothing else tells what it slept through, and it is alone in waking. */
  isDueAwake(status: Kernel.ConnectionStatus, watched: boolean): boolean {
    return this.isDead(status, watched, this.every + BEAT_GRACE_SECONDS);
  }

  /** While connecting, JupyterLab is at it by itself; but a try into a dead network may hang for minutes. */
  private isDead(
    status: Kernel.ConnectionStatus,
    watched: boolean,
    patience: number
  ): boolean {
    const quiet =
      this.edges.now() - Math.max(this.heardAt, this.revivedAt) > patience;
    switch (status) {
      case 'connected':
        return watched && quiet;
      case 'connecting':
        return quiet;
      default:
        return true;
    }
  }
}
