/**
 * What the page makes addresses of: where a server is and which kernel is meant, never a token or what a kernel said. The
 * websocket's is not ours: JupyterLab makes it, and puts the token in only where the server is at another host than the page.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { ServerConnection } from '@jupyterlab/services';
import { expect, it } from 'vitest';
import { attach, deliver } from '../src/wire/attach';

const TOKEN = 'a-secret';
const SAID = 'what-a-kernel-said';

const SOURCES = new URL('../src/', import.meta.url);

/** What asks a server for something, opens a page, or tells where one is. */
const ASKS =
  /\b(URLExt|PageConfig|makeRequest|XMLHttpRequest|sendBeacon|importScripts)\b|\bfetch\(|\bnew (URL|Request|WebSocket|EventSource|(Shared)?Worker)\b|\b(window|document|globalThis)\.(open|location)\b|\blocation\.|\bimport\((?!['"])/;

/** Attributes with an address; `setAttribute` writes none but the sanitiser's. */
const WRITES =
  /\.(href|src|srcset|srcdoc|action|poster)\s*=(?!=)|setAttribute\(\s*['"`](xlink:)?(href|src|action)/;

function sourcesWith(pattern: RegExp): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter(path => /\.tsx?$/.test(path))
    .filter(path => pattern.test(readFileSync(new URL(path, SOURCES), 'utf8')))
    .sort();
}

it('has one place that asks a server', () => {
  expect(sourcesWith(ASKS)).toEqual(['wire/attach.ts']);
});

it('writes addresses of data only: of pictures, drawings, and files to take away', () => {
  expect(sourcesWith(WRITES)).toEqual([
    'panel/export/content.ts',
    'panes/download.ts',
    'panes/sanitise.ts',
    'panes/view.ts'
  ]);
});

it('asks by the name of the kernel alone; the token goes in a header', async () => {
  const asked: Request[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://server/user/me/',
    token: TOKEN,
    appendToken: true,
    fetch: request => {
      asked.push(request as Request);
      return Promise.resolve(new Response(null, { status: 204 }));
    }
  });
  const ack = { v: 1, type: 'ack', epoch: SAID, cursor: 1, index: 0 } as const;
  await attach(settings, 'a/kernel', SAID, [SAID, 1, 0], [[SAID, SAID]]);
  await deliver(settings, 'a/kernel', SAID, ack);
  const kernel = 'http://server/user/me/jupyter_visdom/kernels/a%2Fkernel';
  // JupyterLab adds the time, so that nothing is answered from a cache.
  expect(asked.map(({ url }) => url.replace(/&\d+$/, ''))).toEqual([
    `${kernel}/attach?no_track_activity=1`,
    `${kernel}/message?no_track_activity=1`
  ]);
  for (const { headers } of asked) {
    expect(headers.get('Authorization')).toBe(`token ${TOKEN}`);
  }
});
