import { describe, expect, it } from 'vitest';
import { FITTED, pixelAt, zoomAt } from '../../src/panes/view';

const FRAME = { width: 200, height: 100 };
const PICTURE = { width: 10, height: 10 };

describe('pixelAt', () => {
  it.each([
    [50, 0, { x: 0, y: 0 }],
    [149, 99, { x: 9, y: 9 }],
    [100, 50, { x: 5, y: 5 }]
  ])(
    'finds the pixel at %d, %d of a picture that stands fitted',
    (x, y, pixel) =>
      expect(pixelAt({ x, y }, FITTED, FRAME, PICTURE)).toEqual(pixel)
  );

  it.each([
    [49, 50],
    [150, 50],
    [100, -1],
    [100, 100]
  ])('finds none beside it, at %d, %d', (x, y) =>
    expect(pixelAt({ x, y }, FITTED, FRAME, PICTURE)).toBeNull()
  );

  it('follows a picture that was moved and enlarged', () => {
    const place = { x: -100, y: 20, scale: 2 };
    const pixel = pixelAt({ x: 100, y: 20 }, place, FRAME, PICTURE);
    expect(pixel).toEqual({ x: 5, y: 0 });
  });
});

describe('zoomAt', () => {
  it('keeps what is under the pointer there', () => {
    const point = { x: 120, y: 40 };
    const place = zoomAt({ x: 5, y: -7, scale: 1.5 }, point, 2);
    expect(place.scale).toBe(3);
    expect(pixelAt(point, place, FRAME, PICTURE)).toEqual(
      pixelAt(point, { x: 5, y: -7, scale: 1.5 }, FRAME, PICTURE)
    );
  });

  it('ends somewhere both ways', () => {
    const point = { x: 0, y: 0 };
    expect(zoomAt(FITTED, point, 1e9).scale).toBe(100);
    expect(zoomAt(FITTED, point, 1e-9).scale).toBe(0.1);
  });
});
