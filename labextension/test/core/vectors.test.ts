/**
 * The contract as data, written by the Python core and run here too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  digest,
  digestJson,
  Replica,
  type Outcome,
  type PaneValue
} from '../../src/core';
import { binEdges, thin } from '../../src/core/thin';

interface IStep {
  frame?: object;
  beat?: object;
  blob?: string | null;
  expect: {
    kind: string;
    position: [string | null, number, number];
    digest?: string;
    send?: object[];
  };
}

const FOLDER = fileURLToPath(
  new URL('../../../tests/vectors/', import.meta.url)
);

function vectors<T>(prefix: string): [string, T][] {
  const names = readdirSync(FOLDER).filter(
    name => name.startsWith(`${prefix}-`) && name.endsWith('.json')
  );
  return names.map(name => [
    name,
    JSON.parse(readFileSync(FOLDER + name, 'utf8')) as T
  ]);
}

function decode(blob: string | null | undefined): DataView | null {
  return blob == null
    ? null
    : new DataView(Uint8Array.from(Buffer.from(blob, 'base64')).buffer);
}

function take(replica: Replica, step: IStep): Outcome {
  return step.beat
    ? replica.receiveBeat(step.beat)
    : replica.receiveFrame(step.frame, decode(step.blob));
}

interface IThinning {
  y: (number | null)[];
  x: number[] | null;
  start: number;
  end: number;
  bins: number;
  edges: number[];
  kept: number[];
}

describe('the shared vectors', () => {
  it('are there', () => {
    expect(vectors('replica')).not.toHaveLength(0);
    expect(vectors('digest')).not.toHaveLength(0);
    expect(vectors('thin')).not.toHaveLength(0);
  });

  it.each(vectors<{ steps: IStep[] }>('replica'))(
    '%s holds step by step',
    (_, { steps }) => {
      const replica = new Replica();
      steps.forEach((step, i) => {
        const outcome = take(replica, step);
        const wanted = step.expect;
        expect(outcome.kind, `kind of step ${i}: ${outcome.error}`).toBe(
          wanted.kind
        );
        expect(replica.position, `position after step ${i}`).toEqual(
          wanted.position
        );
        if (wanted.send) {
          expect(outcome.send, `sent in step ${i}`).toEqual(wanted.send);
        }
        if (wanted.digest) {
          expect(digest(replica.store), `digest after step ${i}`).toBe(
            wanted.digest
          );
        }
      });
    }
  );

  it.each(vectors<{ value: PaneValue; digest: string }>('digest'))(
    '%s has its digest',
    (_, vector) => {
      expect(digestJson(vector.value)).toBe(vector.digest);
    }
  );

  it.each(vectors<IThinning>('thin'))(
    '%s is cut and thinned',
    (_, { x, start, end, bins, ...vector }) => {
      const edges = binEdges(i => x?.[i] ?? i, start, end, bins);
      expect(edges).toEqual(vector.edges);
      const y = Float64Array.from(vector.y, value => value ?? NaN);
      expect(thin(y, edges)).toEqual(vector.kept);
    }
  );
});
