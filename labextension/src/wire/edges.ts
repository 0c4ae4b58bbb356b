/**
 * Clock, timers, chance and the page's own life, injected so that a test can drive them.
 */
import { UUID } from '@lumino/coreutils';

/** Undo what gave it: cancel a timer, stop listening. */
export type Cancel = () => void;

export interface IEdges {
  /** Seconds; only differences mean something. Goes on while the page sleeps. */
  now(): number;
  /** At least 0, below 1. */
  random(): number;
  /** A reference that no other page makes. */
  unique(): string;
  /** Call back after so many seconds; in a hidden page it may be much later. */
  after(seconds: number, callback: () => void): Cancel;
  /** Call back when the page may have been cut off without noticing: back online, visible again, thawed. */
  onWake(callback: () => void): Cancel;
}

export const BROWSER: IEdges = {
  now: () => Date.now() / 1000,
  random: () => Math.random(),
  unique: () => UUID.uuid4(),
  after: (seconds, callback) => {
    const timer = setTimeout(callback, seconds * 1000);
    return () => clearTimeout(timer);
  },
  onWake: callback => {
    const visible = () => document.visibilityState === 'visible' && callback();
    window.addEventListener('online', callback);
    document.addEventListener('resume', callback);
    document.addEventListener('visibilitychange', visible);
    return () => {
      window.removeEventListener('online', callback);
      document.removeEventListener('resume', callback);
      document.removeEventListener('visibilitychange', visible);
    };
  }
};

/** The delay before try number `tries` (from 0): full jitter under a ceiling that doubles. */
export function backoff(
  edges: IEdges,
  tries: number,
  first: number,
  most: number
): number {
  return edges.random() * Math.min(most, first * 2 ** tries);
}
