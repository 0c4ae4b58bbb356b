/**
 * The link's two requests to the server extension: `attach`, and a message that the websocket would hold back.
 */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import {
  ATTACH_SECONDS,
  DELIVER_SECONDS,
  BEAT_SECONDS,
  PATIENCE_SECONDS,
  PROTOCOL_VERSION
} from '../core/limits';
import { isObject } from '../core/json';
import {
  readBeat,
  type IBeat,
  type Key,
  type Message,
  type Position
} from '../core';
import { travelSeconds } from './size';

/** What became of a request to attach; `missing` is a 404 that is not our extension's. */
export type Answer =
  | {
      readonly kind: 'attached';
      readonly beat: IBeat;
      readonly every: number;
      readonly patience: number;
      /** Whether a server answered, not the kernel. */
      readonly mirror: boolean;
    }
  | { readonly kind: 'no-kernel' | 'no-websocket' | 'missing' }
  | {
      readonly kind: 'wrong' | 'forbidden' | 'unreachable';
      readonly message: string;
    };

type Settings = ServerConnection.ISettings;

/** Ask the server to send this page's websocket what it lacks. Never rejects. */
export async function attach(
  settings: Settings,
  kernelId: string,
  session: string,
  [epoch, cursor]: Position,
  visible: readonly Key[]
): Promise<Answer> {
  try {
    const hold = { epoch, cursor, visible, preview: true };
    const body = { v: PROTOCOL_VERSION, session, ...hold };
    const response = await request(
      settings,
      kernelId,
      'attach',
      body,
      ATTACH_SECONDS
    );
    return readAnswer(response.status, await response.json().catch(() => null));
  } catch (error) {
    return { kind: 'unreachable', message: (error as Error).message };
  }
}

/**
 * Hand the server a message that JupyterLab would queue. Resolves to whether the server took it; rejects if nobody knows.
 */
export async function deliver(
  settings: Settings,
  kernelId: string,
  session: string,
  message: Message
): Promise<boolean> {
  const body = { session, message };
  const patience = DELIVER_SECONDS + travelSeconds(message['body']);
  return (await request(settings, kernelId, 'message', body, patience)).ok;
}

function request(
  settings: Settings,
  kernelId: string,
  action: string,
  body: object,
  patience: number
): Promise<Response> {
  const url = URLExt.join(
    settings.baseUrl,
    'jupyter_visdom',
    'kernels',
    encodeURIComponent(kernelId),
    action
  );
  const init = {
    method: 'POST',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patience * 1000)
  };
  return ServerConnection.makeRequest(
    `${url}?no_track_activity=1`,
    init,
    settings
  );
}

/** Read a status and body as the table of `docs/protocol.md`, section 3, has them. */
export function readAnswer(status: number, body: unknown): Answer {
  const fields = isObject(body) ? body : {};
  const message =
    typeof fields['message'] === 'string'
      ? fields['message']
      : `The server answered ${status}.`;
  switch (status) {
    case 200:
      return isObject(body)
        ? readAttached(body)
        : {
            kind: 'unreachable',
            message:
              'The answer is not from jupyter_visdom: a login page, perhaps.'
          };
    case 400:
      return { kind: 'wrong', message };
    case 401:
    case 403:
      // A Jupyter server says so in JSON: this is from a proxy that does not let our routes through.
      return isObject(body)
        ? { kind: 'forbidden', message }
        : { kind: 'missing' };
    case 404:
      return {
        kind: fields['reason'] === 'no-kernel' ? 'no-kernel' : 'missing'
      };
    case 409:
      return { kind: 'no-websocket' };
    default:
      return { kind: 'unreachable', message };
  }
}

/** Read what the server says of an attachment, in an answer's body or in a message. */
export function readAttached(body: object): Answer {
  const fields = body as { readonly [key: string]: unknown };
  try {
    const every = seconds(fields['beat'], BEAT_SECONDS);
    const patience = seconds(fields['patience'], PATIENCE_SECONDS);
    const mirror = fields['mirror'] === true;
    return {
      kind: 'attached',
      beat: readBeat(fields),
      every,
      patience,
      mirror
    };
  } catch (error) {
    return { kind: 'wrong', message: (error as Error).message };
  }
}

function seconds(value: unknown, fallback: number): number {
  return typeof value === 'number' && value > 0 ? value : fallback;
}
