import { describe, expect, it } from 'vitest';
import {
  arrangementOf,
  itemOf,
  undoCount,
  viewOf,
  viewsOf,
  viewsText
} from '../../src/panel/views';

const PLACED = [
  { i: 'b', x: 12, y: 0, w: 12, h: 20 },
  { i: 'a', x: 0, y: 0, w: 12, h: 10 },
  { i: 'c', x: 0, y: 20, w: 24, h: 7 }
];

describe('a view', () => {
  it.each([12, 24, 36, 48, 60])(
    'comes back as it was in a grid of %i columns',
    cols => {
      const placed = PLACED.map(box => ({ ...box, w: Math.min(box.w, cols) }));
      const boxes = Object.fromEntries(placed.map(({ i, ...box }) => [i, box]));
      const { cols: found, boxes: back } = arrangementOf(
        viewOf(placed, cols),
        cols
      )!;
      expect(found).toBe(cols);
      expect(back).toEqual(boxes);
    }
  );

  it('has order, height and width as Visdom’s page reads them', () => {
    const view = viewOf(PLACED, 36);
    expect(Object.keys(view)).toEqual(['a', 'b', 'c']);
    expect(view['b']).toEqual([1, 21, 33, 33, 0]);
  });

  it('of Visdom’s page has no places: its panes are packed in its order', () => {
    const view = { a: [1, 24, 30], b: [0, 24, 30] };
    const { cols, boxes } = arrangementOf(view, 36)!;
    expect(cols).toBe(0);
    expect(boxes['a']).toMatchObject({ w: 11, h: 22 });
    expect(boxes['b']!.y).toBeLessThan(boxes['a']!.y);
  });

  it('of nonsense is none', () => {
    expect(arrangementOf({}, 12)).toBeNull();
    expect(arrangementOf({ a: 'x', b: [1], c: null }, 12)).toBeNull();
  });
});

describe('a reload', () => {
  it('has the place of each window', () => {
    const reload = { b: itemOf(PLACED[0]!, 36), jupyter_visdom: { undo: 1 } };
    expect(arrangementOf(reload, 36)).toEqual({
      cols: 36,
      boxes: { b: { x: 12, y: 0, w: 12, h: 20 } }
    });
  });

  it('has views and closed panes aside', () => {
    const view = viewOf(PLACED, 36);
    const views = JSON.parse(viewsText({ mine: view })) as object;
    const reload = { jupyter_visdom: { undo: 3, views } };
    expect(undoCount(reload)).toBe(3);
    expect(viewsOf(reload)).toEqual({ mine: view });
    expect([undoCount({}), viewsOf({})]).toEqual([0, {}]);
  });
});
