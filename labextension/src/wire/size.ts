/**
 * Commands that carry much, such as a whole env: they may need longer, and a way of their own.
 */
import { isObject } from '../core/json';

/** Characters above which a command goes by HTTP: a websocket's message has 10 MiB at most. */
const LARGE = 1 << 20;

/** Characters a second that arrive at least: a line of 1 Mbit/s. */
const SLOWEST = 100_000;

export function isLarge(body: unknown): boolean {
  return dataSize(body) > LARGE;
}

/** How much longer a command may take than one that carries nothing, in whole seconds. */
export function travelSeconds(body: unknown): number {
  return Math.round(dataSize(body) / SLOWEST);
}

/** Of the only field that may be large. */
function dataSize(body: unknown): number {
  const data = isObject(body) ? body['data'] : null;
  return typeof data === 'string' ? data.length : 0;
}
