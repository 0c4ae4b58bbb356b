/**
 * Frames for tests, as a kernel would send them: written by hand, so that they do not depend on what they test.
 */
import type { Json, JsonObject } from '../../src/core';

export interface IPiece {
  part: number;
  generation: number;
  a: number;
  bytes: Uint8Array;
  start?: number;
}

export interface IWire {
  data: JsonObject;
  blob: DataView | null;
}

export type WireEvent = { json: JsonObject; pieces: IPiece[] };

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function floats(...values: number[]): Uint8Array {
  return new Uint8Array(new Float64Array(values).buffer);
}

export function envs(at: number, ...names: string[]): WireEvent {
  return { json: { op: 'envs', at, names }, pieces: [] };
}

export function env(
  at: number,
  name: string,
  wins: string[],
  reload: JsonObject = {}
): WireEvent {
  return { json: { op: 'env', at, env: name, wins, reload }, pieces: [] };
}

/** Part 0, in one piece. */
export function skeleton(
  generation: number,
  json: Json,
  columns: Json[] = []
): IPiece {
  const bytes = utf8(JSON.stringify({ json, columns }));
  return { part: 0, generation, a: 0, bytes };
}

export function pane(
  at: number,
  win: string,
  pieces: IPiece[],
  more = false
): WireEvent {
  const parts = pieces.map(({ part, generation, start = 0, a, bytes }) => [
    part,
    generation,
    start,
    a,
    a + bytes.length
  ]);
  const head = { op: 'pane', at, env: 'main', win, version: at, content: '' };
  return { json: { ...head, parts, ...(more ? { more } : {}) }, pieces };
}

/** A pane with nothing but a title. */
export function titled(at: number, win: string, title = `at ${at}`): WireEvent {
  return pane(at, win, [skeleton(at, { title })]);
}

export function frame(
  epoch: string,
  [from, to, index, sweep = 0]: [number, number, number, number?],
  ...events: WireEvent[]
): IWire {
  const bytes = events.flatMap(event =>
    event.pieces.flatMap(piece => [...piece.bytes])
  );
  const data = {
    v: 1,
    type: 'frame',
    epoch,
    from,
    to,
    sweep,
    index,
    events: events.map(event => event.json)
  };
  const blob = new DataView(new Uint8Array(bytes).buffer);
  return { data, blob: bytes.length > 0 ? blob : null };
}
