/**
 * What is said beside frames (`docs/protocol.md`, section 3): attach, ack, show, resync, command and detach to the server, beat
 * and reply from it.
 */
import { ProtocolError, quoted } from './errors';
import {
  checkVersion,
  countField,
  isObject,
  textField,
  type Fields,
  type Json
} from './json';
import { PROTOCOL_VERSION, REF_CHARS } from './limits';
import type { Key } from './store';

/** Where a replica is. */
export type Position = [epoch: string | null, cursor: number, index: number];

export type Message = { readonly v: number; readonly type: string } & {
  readonly [field: string]: Json;
};
export type KernelState = 'alive' | 'restarting' | 'gone' | 'unloaded';

export interface IBeat {
  readonly epoch: string | null;
  readonly cursor: number;
  /** Of the last frame sent, within a sweep. */
  readonly index: number;
  readonly kernel: KernelState | null;
}

export interface IReply {
  readonly ref: string;
  readonly error: string | null;
}

function message(
  type: string,
  fields: { [field: string]: Json } = {}
): Message {
  return { v: PROTOCOL_VERSION, type, ...fields };
}

/** A page's answer to a frame or beat: where it is. */
export function ack([epoch, cursor, index]: Position): Message {
  return message('ack', { epoch, cursor, index });
}

/** The panes on screen, most wanted first. */
export function show(visible: readonly Key[]): Message {
  return message('show', { visible: visible.map(key => [...key]) });
}

/** The request to attach this websocket, where HTTP does not get through. */
export function attachHere(
  [epoch, cursor]: Position,
  visible: readonly Key[],
  text: boolean
): Message {
  return message('attach', {
    epoch,
    cursor,
    visible: visible.map(key => [...key]),
    preview: true,
    text
  });
}

/** The request to begin a new sweep after `cursor`. */
export function resync(epoch: string | null, cursor: number): Message {
  return message('resync', { epoch, cursor });
}

/** What Visdom's page sends, under a reference for the reply. */
export function command(ref: string, body: object): Message {
  if (ref.length > REF_CHARS) {
    throw new ProtocolError(
      `field 'ref' must have at most ${REF_CHARS} characters, not ${ref.length}`
    );
  }
  return message('command', { ref, body: body as { [key: string]: Json } });
}

/** The request to be sent nothing more. */
export function detach(): Message {
  return message('detach');
}

/** The type of a message of our version, '' for one that is not a message of ours. */
export function typeOf(data: unknown): string {
  const type = isObject(data) ? data['type'] : null;
  return typeof type === 'string' ? type : '';
}

const KERNEL_STATES: readonly unknown[] = [
  'alive',
  'restarting',
  'gone',
  'unloaded'
];

/** Read a kernel's state; null where the other side said nothing (a beat of the kernel's own). */
export function readKernelState(data: Fields): KernelState | null {
  const state = data['kernel'] ?? null;
  if (state !== null && !KERNEL_STATES.includes(state)) {
    throw new ProtocolError(
      `field 'kernel' must be one of ${KERNEL_STATES.join(', ')}, not ${quoted(state)}`
    );
  }
  return state as KernelState | null;
}

export function readBeat(data: unknown): IBeat {
  const fields = checked(data);
  const known = (fields['epoch'] ?? null) !== null;
  return {
    epoch: known ? textField(fields, 'epoch') : null,
    cursor: known ? countField(fields, 'cursor') : 0,
    index: 'index' in fields ? countField(fields, 'index') : 0,
    kernel: readKernelState(fields)
  };
}

export function readReply(data: unknown): IReply {
  const fields = checked(data);
  const silent = (fields['error'] ?? null) === null;
  return {
    ref: textField(fields, 'ref'),
    error: silent ? null : textField(fields, 'error')
  };
}

function checked(data: unknown): Fields {
  if (!isObject(data)) {
    throw new ProtocolError(`a message must be an object, not ${quoted(data)}`);
  }
  checkVersion(data);
  return data;
}
