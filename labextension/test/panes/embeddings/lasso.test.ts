// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import {
  CLOSING,
  isClosed,
  within,
  type Point
} from '../../../src/panes/embeddings/lasso';

describe('isClosed', () => {
  it('is so where the ends are nearer than the limit', () => {
    expect(
      isClosed([
        [0, 0],
        [500, 0],
        [CLOSING - 1, 0]
      ])
    ).toBe(true);
    expect(
      isClosed([
        [0, 0],
        [500, 0],
        [CLOSING, 0]
      ])
    ).toBe(false);
    expect(isClosed([])).toBe(false);
  });
});

describe('within', () => {
  // An L, whose corner at the upper right is outside.
  const loop: Point[] = [[0, 0], [10, 0], [10, 10], [20, 10], [20, 20], [0, 20]]; // prettier-ignore
  const inside = (...points: Point[]) => within(loop, points, point => point);

  it('finds what a loop holds, its hollows left out', () => {
    expect(inside([5, 5], [15, 5], [15, 15], [-1, 5])).toEqual([
      [5, 5],
      [15, 15]
    ]);
  });

  it('does not care which way round it was drawn', () => {
    expect(
      within([...loop].reverse(), [[5, 5]], point => point as Point)
    ).toEqual([[5, 5]]);
  });
});
