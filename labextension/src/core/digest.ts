/**
 * One hash over the canonical form of all envs (`docs/protocol.md`, section 7). A column of numbers is hashed from its buffer.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { PaneJson, PaneValue } from './pane';
import type { Store } from './store';

type Hash = ReturnType<typeof sha256.create>;

/** A column is fed in pieces of this many items: large enough to be fast, small enough to hold no second copy of it. */
const PIECE = 4096;
const ITEM_BYTES = 9;
const TAG_NUMBER = 'd'.charCodeAt(0);
const encoder = new TextEncoder();

/** The hash of everything in a store, as 64 hexadecimal digits. */
export function digest(store: Store): string {
  const hash = sha256.create();
  const envs = byUtf8(store.envs());
  head(hash, 'm', envs.length);
  for (const env of envs) {
    text(hash, env);
    feedEnv(hash, store, env);
  }
  return bytesToHex(hash.digest());
}

/** The hash of one value. */
export function digestJson(value: PaneValue): string {
  const hash = sha256.create();
  feed(hash, value);
  return bytesToHex(hash.digest());
}

function feedEnv(hash: Hash, store: Store, env: string): void {
  head(hash, 'm', 2);
  text(hash, 'jsons');
  const wins = byUtf8(store.windows(env));
  head(hash, 'm', wins.length);
  for (const win of wins) {
    text(hash, win);
    feed(hash, store.pane(env, win)!.assemble());
  }
  text(hash, 'reload');
  feed(hash, store.reload(env));
}

function feed(hash: Hash, value: PaneValue): void {
  if (typeof value === 'string') {
    text(hash, value);
  } else if (typeof value === 'boolean') {
    hash.update(encoder.encode(value ? 't' : 'f'));
  } else if (value === null || typeof value === 'number') {
    hash.update(numbers([value ?? NaN]));
  } else if (value instanceof Float64Array) {
    feedColumn(hash, value);
  } else if (Array.isArray(value)) {
    head(hash, 'l', value.length);
    value.forEach(item => feed(hash, item));
  } else {
    feedObject(hash, value);
  }
}

function feedObject(hash: Hash, value: PaneJson): void {
  const keys = byUtf8(Object.keys(value));
  head(hash, 'm', keys.length);
  for (const key of keys) {
    text(hash, key);
    feed(hash, value[key] ?? null);
  }
}

function feedColumn(hash: Hash, column: Float64Array): void {
  head(hash, 'l', column.length);
  for (let i = 0; i < column.length; i += PIECE) {
    hash.update(numbers(column.subarray(i, i + PIECE)));
  }
}

function numbers(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * ITEM_BYTES);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    bytes[i * ITEM_BYTES] = TAG_NUMBER;
    if (value !== value) {
      view.setUint32(i * ITEM_BYTES + 1, 0x7ff80000); // one NaN, whatever its sign and payload
    } else {
      view.setFloat64(i * ITEM_BYTES + 1, value + 0); // -0 + 0 is 0
    }
  }
  return bytes;
}

function text(hash: Hash, value: string): void {
  const bytes = encoder.encode(value);
  head(hash, 's', bytes.length);
  hash.update(bytes);
}

function head(hash: Hash, tag: string, length: number): void {
  const bytes = new Uint8Array(5);
  bytes[0] = tag.charCodeAt(0);
  new DataView(bytes.buffer).setUint32(1, length);
  hash.update(bytes);
}

/** Sorted by UTF-8 bytes, which is not JavaScript's order (UTF-16) where a character is beyond U+FFFF. */
function byUtf8(names: readonly string[]): string[] {
  const keyed = names.map(name => ({ name, bytes: encoder.encode(name) }));
  return keyed.sort((x, y) => compare(x.bytes, y.bytes)).map(item => item.name);
}

function compare(x: Uint8Array, y: Uint8Array): number {
  const length = Math.min(x.length, y.length);
  for (let i = 0; i < length; i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return x.length - y.length;
}
