import { describe, expect, it } from 'vitest';
import {
  Bitmap,
  makeDisc,
  pixelOf
} from '../../../src/panes/embeddings/bitmap';

const RED = pixelOf('#ff0000');
const SEA = pixelOf('#102030');

function pixel(bitmap: Bitmap, x: number, y: number): number[] {
  const start = 4 * (y * bitmap.width + x);
  return [...bitmap.bytes.slice(start, start + 4)];
}

describe('Bitmap', () => {
  it('shows a disc in its colour, with smooth edges', () => {
    const bitmap = new Bitmap(9, 9);
    bitmap.stamp(makeDisc(2.5), 4, 4, SEA);
    expect(pixel(bitmap, 4, 4)).toEqual([16, 32, 48, 255]);
    expect(pixel(bitmap, 6, 4)).toEqual([16, 32, 48, 255]);
    const edge = pixel(bitmap, 6, 6)[3]!;
    expect(edge).toBeGreaterThan(0);
    expect(edge).toBeLessThan(255);
    expect(pixel(bitmap, 8, 8)).toEqual([0, 0, 0, 0]);
  });

  it('cuts off what lies over its edges, and wraps nothing around', () => {
    const bitmap = new Bitmap(5, 5);
    for (const [x, y] of [
      [-1, 2],
      [5, 2],
      [2, -1],
      [2, 5]
    ] as const) {
      // prettier-ignore
      bitmap.stamp(makeDisc(1), x, y, RED);
    }
    const drawn = [...Array(25).keys()].filter(
      at => pixel(bitmap, at % 5, Math.floor(at / 5))[3]! > 100
    );
    expect(drawn).toEqual([2, 10, 14, 22]);
  });

  it('lays a later disc over an earlier one, but no faint edge', () => {
    const bitmap = new Bitmap(9, 9);
    bitmap.stamp(makeDisc(2.5), 4, 4, RED);
    bitmap.stamp(makeDisc(2.5), 6, 6, SEA);
    expect(pixel(bitmap, 6, 5)).toEqual([16, 32, 48, 255]);
    expect(pixel(bitmap, 4, 4)).toEqual([255, 0, 0, 255]);
  });
});
