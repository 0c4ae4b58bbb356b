import { describe, expect, it } from 'vitest';
import {
  arrange,
  columnsFor,
  defaultSize,
  type IBox
} from '../../src/panel/layout';

const plot = { w: 12, h: 20 };
const panes = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    win: `w${index}`,
    size: plot
  }));

describe('columnsFor', () => {
  it.each([
    [0, 12],
    [559, 12],
    [560, 24],
    [1119, 36],
    [1120, 48]
  ])('%i pixels have %i columns', (width, cols) =>
    expect(columnsFor(width)).toBe(cols)
  );
});

describe('defaultSize', () => {
  it('is that of the kind: plots twice as high as the rest', () => {
    expect(defaultSize({ type: 'plot' }, 1140, 36)).toEqual(plot);
    expect(defaultSize({ type: 'text' }, 1140, 36)).toEqual({ w: 12, h: 10 });
  });

  it.each([
    [64, 64, { w: 6, h: 10 }],
    [344, 138, { w: 12, h: 10 }],
    [344, 250, { w: 12, h: 20 }],
    [512, 512, { w: 18, h: 35 }]
  ])("is near a picture's %i x %i pixels, in steps", (width, height, size) => {
    const json = { type: 'image', width, height };
    expect(defaultSize(json, 1160, 36)).toEqual(size);
  });

  it("follows the pane's width and height in pixels", () => {
    const size = defaultSize(
      { type: 'plot', width: 600, height: 300 },
      1160,
      36
    );
    expect(size).toEqual({ w: 19, h: 21 });
  });

  it('is never wider than the grid, nor too small to see', () => {
    expect(defaultSize({ width: 9999 }, 380, 12).w).toBe(12);
    expect(defaultSize({ width: 1, height: 1 }, 380, 12)).toEqual({
      w: 6,
      h: 10
    });
  });

  it('does not believe sizes that are no numbers', () => {
    const size = defaultSize(
      { type: 'plot', width: '9', height: NaN },
      380,
      12
    );
    expect(size).toEqual(plot);
  });
});

describe('arrange', () => {
  it('fills rows from the left', () => {
    const places = arrange(panes(4), null, 36).map(({ x, y }) => [x, y]);
    expect(places).toEqual([
      [0, 0],
      [12, 0],
      [24, 0],
      [0, 20]
    ]);
  });

  it('puts a new pane at the highest free place', () => {
    const sizes = [
      { w: 12, h: 20 },
      { w: 12, h: 5 },
      { w: 12, h: 20 }
    ].map((size, index) => ({ win: `w${index}`, size }));
    expect(arrange(sizes, null, 24)[2]).toMatchObject({ x: 12, y: 5 });
  });

  it('leaves panes where the user put them, and the order of the list alone', () => {
    const boxes = {
      w0: { x: 24, y: 0, w: 12, h: 10 },
      w1: { x: 0, y: 0, w: 24, h: 30 }
    };
    const placed = arrange(panes(3), { cols: 36, boxes }, 36);
    expect(placed.map(({ i }) => i)).toEqual(['w0', 'w1', 'w2']);
    expect(placed[0]).toEqual({ i: 'w0', ...boxes.w0 });
    expect(placed[1]).toEqual({ i: 'w1', ...boxes.w1 });
    expect(placed[2]).toMatchObject({ x: 24, y: 10 });
  });

  it('keeps sizes and order of an arrangement in a grid of another width', () => {
    const boxes = {
      w0: { x: 12, y: 0, w: 12, h: 10 },
      w1: { x: 0, y: 0, w: 12, h: 30 }
    };
    const placed = arrange(panes(2), { cols: 36, boxes }, 12);
    expect(placed[1]).toMatchObject({ x: 0, y: 0, h: 30 });
    expect(placed[0]).toMatchObject({ x: 0, y: 30, h: 10 });
  });

  it('never lets two panes overlap', () => {
    const sized = Array.from({ length: 40 }, (_, index) => ({
      win: `w${index}`,
      size: { w: 4 + ((index * 7) % 9), h: 5 + ((index * 5) % 17) }
    }));
    const placed = arrange(sized, null, 24);
    for (const a of placed) {
      expect(placed.filter(b => overlap(a, b))).toEqual([a]);
      expect(a.x + a.w).toBeLessThanOrEqual(24);
    }
  });

  it('has no trouble with a window named like an object’s own', () => {
    const odd = [{ win: 'constructor', size: plot }];
    expect(arrange(odd, { cols: 12, boxes: {} }, 12)[0]).toMatchObject({
      y: 0
    });
  });
});

function overlap(a: IBox, b: IBox): boolean {
  return (
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
  );
}
