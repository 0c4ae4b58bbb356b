/** Thinning against the rule as one would write it down, on columns that grow and lose their oldest. */
import { describe, expect, it } from 'vitest';
import { Part } from '../../src/core';
import { binEdges, lowerBound, thin } from '../../src/core/thin';

function keptByHand(y: Float64Array, edges: number[]): number[] {
  const [start, end] = [edges[0]!, edges.at(-1)!];
  const kept = new Set(start < end ? [start, end - 1] : []);
  for (let k = 1; k < edges.length; k++) {
    const bin = range(edges[k - 1]!, edges[k]!);
    const finite = bin.filter(i => Number.isFinite(y[i]));
    const values = finite.map(i => y[i]!);
    const found = [
      finite.find(i => y[i] === Math.min(...values)),
      finite.find(i => y[i] === Math.max(...values)),
      bin.find(i => !Number.isFinite(y[i]))
    ];
    found.forEach(i => i !== undefined && kept.add(i));
  }
  return [...kept].sort((a, b) => a - b);
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

/** The same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Values with many equals, holes and infinities. */
function roughLine(length: number, random: () => number): Float64Array {
  const odd = [NaN, NaN, Infinity, -Infinity];
  return Float64Array.from({ length }, () =>
    random() < 0.1 ? odd[Math.floor(4 * random())]! : Math.floor(50 * random())
  );
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

const atIndex = (index: number) => index;

describe('thin', () => {
  it('keeps what the rule says, whatever the edges', () => {
    const random = randomNumbers(1);
    for (let turn = 0; turn < 300; turn++) {
      const y = roughLine(Math.floor(800 * random()), random);
      const edges = Array.from({ length: 1 + Math.floor(9 * random()) }, () =>
        Math.floor((y.length + 1) * random())
      ).sort((a, b) => a - b);
      expect(thin(y, edges)).toEqual(keptByHand(y, edges));
    }
  });

  it('says the same of a column that grew, and lost its oldest, as of one that is new', () => {
    const random = randomNumbers(2);
    let part = Part.new(1, 0);
    for (let turn = 0; turn < 200; turn++) {
      const grown = roughLine(Math.floor(60 * random()), random);
      part = part.write(part.end, bytesOf(grown));
      part = part.dropBefore(part.start + 8 * Math.floor(40 * random()));
      const y = part.numbers();
      const edges = binEdges(atIndex, 0, y.length, 10);
      expect(thin(y, edges)).toEqual(thin(y.slice(), edges));
    }
    expect(part.start).toBeGreaterThan(0);
  });

  it('looks at what is new only', () => {
    const grown = Part.new(1, 0, new Uint8Array(8 * 64_000)).write(
      8 * 64_000,
      new Uint8Array(8)
    );
    const y = grown.numbers();
    thin(y, [0, y.length]);
    // Written behind the column's back, where a block has been looked at.
    y[5] = -1;
    expect(thin(y, [0, y.length])).toEqual([0, y.length - 1]);
    expect(thin(y, [0, 32, y.length])).toContain(5);
  });
});

describe('binEdges', () => {
  it('ends for positions that are closer than can be counted', () => {
    const position = (index: number) => 1e18 + 256 * index;
    expect(binEdges(position, 0, 1000, 1e6)).toEqual([0, 1000]);
  });

  it('stays where it was while a line grows, until the step changes', () => {
    let changes = 0;
    let before = new Set<number>();
    for (let end = 1000; end < 2000; end++) {
      const edges = new Set(binEdges(atIndex, 0, end, 500).slice(1, -1));
      changes += Number(![...before].every(edge => edges.has(edge)));
      before = edges;
    }
    expect(changes).toBeLessThanOrEqual(2);
  });

  it('gives a stretch with few points bins of its own', () => {
    const x = [...range(0, 10_000).map(i => i / 10_000), 2, 3, 4, 5, 6];
    const edges = binEdges(i => x[i]!, 0, x.length, 10);
    expect(edges).toEqual(expect.arrayContaining(range(10_001, 10_006)));
  });
});

describe('lowerBound', () => {
  it('finds the first of equals, and the end', () => {
    const position = (index: number) => [1, 2, 2, 3][index]!;
    const found = [0, 2, 2.5, 4].map(value =>
      lowerBound(position, value, 0, 4)
    );
    expect(found).toEqual([0, 1, 3, 4]);
  });
});
