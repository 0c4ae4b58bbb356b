/**
 * Frames as they come from the wire, JSON beside one blob of bytes, read into typed events (`docs/protocol.md`, section 4).
 * What is wrong is one error that names the field; nothing is applied before all of a frame has been read.
 */
import { ProtocolError, quoted } from './errors';
import {
  checkVersion,
  countField,
  flagField,
  isCount,
  isObject,
  listField,
  namesField,
  objectField,
  textField,
  type Fields,
  type JsonObject
} from './json';

/** The bytes `[a, a + bytes.length)` of a part, which now begins at `start`. */
export interface ISlice {
  readonly part: number;
  readonly generation: number;
  readonly start: number;
  readonly a: number;
  readonly bytes: Uint8Array;
}

export interface IEnvsChanged {
  readonly op: 'envs';
  readonly at: number;
  readonly names: readonly string[];
}

export interface IEnvChanged {
  readonly op: 'env';
  readonly at: number;
  readonly env: string;
  readonly wins: readonly string[];
  readonly reload: JsonObject;
}

export interface IPaneChanged {
  readonly op: 'pane';
  readonly at: number;
  readonly env: string;
  readonly win: string;
  readonly version: number;
  readonly content: string;
  readonly slices: readonly ISlice[];
  readonly more: boolean;
}

export type FrameEvent = IEnvsChanged | IEnvChanged | IPaneChanged;

/**
 * Changes of one epoch after the cursor `from`, where its sweep began, up to `to`; the `index`-th frame of the sweep. `sweep` tells
 * sweeps of one sender apart, so that a late frame of one that was given up is not taken for one of the next.
 */
export interface IFrame {
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly sweep: number;
  readonly index: number;
  readonly events: readonly FrameEvent[];
}

/** Read a frame. */
export function decodeFrame(data: unknown, blob: DataView | null): IFrame {
  if (!isObject(data)) {
    throw new ProtocolError(`frame: must be an object, not ${quoted(data)}`);
  }
  checkVersion(data);
  const head = {
    epoch: textField(data, 'epoch'),
    from: countField(data, 'from'),
    to: countField(data, 'to'),
    sweep: countField(data, 'sweep'),
    index: countField(data, 'index')
  };
  if (head.to < head.from) {
    throw new ProtocolError(
      `frame: field 'to' must not be below 'from' (${head.from}), not ${head.to}`
    );
  }
  return { ...head, events: decodeEvents(data, blob) };
}

/** The bytes inside a message from a carrier of text alone, if they are there. */
function innerBlob(data: Fields): DataView | null {
  if (!('blob' in data)) {
    return null;
  }
  const text = textField(data, 'blob');
  try {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    return new DataView(bytes.buffer);
  } catch {
    throw new ProtocolError("frame: field 'blob' must be base64");
  }
}

/** Read the events of a message; they use up the blob beside it, or in it. */
export function decodeEvents(
  data: Fields,
  blob: DataView | null
): FrameEvent[] {
  const bytes = new Blob(blob ?? innerBlob(data));
  const events = listField(data, 'events').map(event =>
    decodeEvent(event, bytes)
  );
  bytes.refuseUnused();
  return events;
}

function decodeEvent(event: unknown, blob: Blob): FrameEvent {
  if (!isObject(event)) {
    throw new ProtocolError(
      `frame: field 'events' must hold objects, not ${quoted(event)}`
    );
  }
  const at = countField(event, 'at');
  const op = event['op'];
  switch (op) {
    case 'envs':
      return { op, at, names: namesField(event, 'names') };
    case 'env':
      return {
        op,
        at,
        env: textField(event, 'env'),
        wins: namesField(event, 'wins'),
        reload: objectField(event, 'reload')
      };
    case 'pane':
      return decodePane(event, at, blob);
    default:
      throw new ProtocolError(
        `frame: field 'op' must be 'envs', 'env' or 'pane', not ${quoted(op)}`
      );
  }
}

function decodePane(event: Fields, at: number, blob: Blob): IPaneChanged {
  return {
    op: 'pane',
    at,
    env: textField(event, 'env'),
    win: textField(event, 'win'),
    version: countField(event, 'version'),
    content: textField(event, 'content'),
    slices: listField(event, 'parts').map(item => decodeSlice(item, blob)),
    more: flagField(event, 'more')
  };
}

function decodeSlice(item: unknown, blob: Blob): ISlice {
  if (
    Array.isArray(item) &&
    item.length >= 5 &&
    item.slice(0, 5).every(isCount)
  ) {
    const [part, generation, start, a, b] = item as [
      number,
      number,
      number,
      number,
      number
    ];
    if (start <= a && a <= b) {
      return { part, generation, start, a, bytes: blob.take(b - a) };
    }
  }
  throw new ProtocolError(
    `frame: field 'parts' must hold [part, generation, start, a, b], not ${quoted(item)}`
  );
}

/** The bytes beside a frame, handed out slice after slice. */
class Blob {
  private readonly bytes: Uint8Array;
  private used = 0;

  constructor(blob: DataView | null) {
    this.bytes = blob
      ? new Uint8Array(blob.buffer, blob.byteOffset, blob.byteLength)
      : new Uint8Array();
  }

  take(size: number): Uint8Array {
    const used = this.used;
    if (used + size > this.bytes.length) {
      throw new ProtocolError(
        `frame: its slices need more than the ${this.bytes.length} bytes of its blob`
      );
    }
    this.used += size;
    return this.bytes.subarray(used, used + size);
  }

  refuseUnused(): void {
    if (this.used !== this.bytes.length) {
      throw new ProtocolError(
        `frame: its blob has ${this.bytes.length} bytes, of which its slices name ${this.used}`
      );
    }
  }
}
