/**
 * Wrong frames (`tests/fuzz/vectors.json`): a page takes what the server takes, refuses what it refuses, and is whole after it.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { digest, Replica } from '../../src/core';

interface IWired {
  frame: object;
  blob: string | null;
}

interface ICase extends IWired {
  after: number;
  kind: string;
  position: [string | null, number, number];
  digest: string;
}

const FILE = new URL('../../../tests/fuzz/vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(fileURLToPath(FILE), 'utf8')) as {
  frames: IWired[];
  cases: ICase[];
};

function bytes(blob: string | null): DataView | null {
  return blob === null
    ? null
    : new DataView(Uint8Array.from(Buffer.from(blob, 'base64')).buffer);
}

it.each(vectors.cases.map((item, i) => [i, item] as const))(
  'case %i ends as in the server',
  (_, { after, frame, blob, ...wanted }) => {
    const replica = new Replica();
    for (const right of vectors.frames.slice(0, after)) {
      replica.receiveFrame(right.frame, bytes(right.blob));
    }
    const { kind, error } = replica.receiveFrame(frame, bytes(blob));
    expect(
      { kind, position: replica.position, digest: digest(replica.store) },
      error
    ).toEqual(wanted);
  }
);
