/** Discs stamped into a bitmap: with tens of thousands of points, a call of the canvas for each takes ten frames. */

/** A disc as offsets from its middle, each with an opacity of 1 to 255. */
export interface IStamp {
  readonly dx: Int16Array;
  readonly dy: Int16Array;
  readonly alpha: Uint8Array;
}

/** A disc with smooth edges; `radius` in pixels of the bitmap. */
export function makeDisc(radius: number): IStamp {
  const reach = Math.ceil(radius);
  const found: [number, number, number][] = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const cover = Math.min(radius + 0.5 - Math.hypot(x, y), 1);
      if (cover > 0) {
        found.push([x, y, Math.ceil(cover * 255)]);
      }
    }
  }
  return {
    dx: Int16Array.from(found, ([x]) => x),
    dy: Int16Array.from(found, ([, y]) => y),
    alpha: Uint8Array.from(found, ([, , alpha]) => alpha)
  };
}

export class Bitmap {
  constructor(
    readonly width: number,
    readonly height: number
  ) {
    this.bytes = new Uint8ClampedArray(4 * width * height);
    this._pixels = new Uint32Array(this.bytes.buffer);
  }

  /** Red, green, blue and opacity of each pixel, row by row. */
  readonly bytes: Uint8ClampedArray<ArrayBuffer>;

  /** Lays a stamp over what is there; where it is fainter than that, what is there stays. `colour` is from `pixelOf`. */
  stamp({ dx, dy, alpha }: IStamp, x: number, y: number, colour: number): void {
    const { width, height, _pixels: pixels } = this;
    const [left, top] = [Math.round(x), Math.round(y)];
    for (let index = 0; index < dx.length; index++) {
      const column = left + dx[index]!;
      const row = top + dy[index]!;
      if (column >= 0 && row >= 0 && column < width && row < height) {
        const at = row * width + column;
        if (alpha[index]! >= pixels[at]! >>> 24) {
          pixels[at] = (alpha[index]! << 24) | colour;
        }
      }
    }
  }

  private readonly _pixels: Uint32Array;
}

/** `#rrggbb` as a pixel without opacity; the platforms of browsers are little-endian. */
export function pixelOf(colour: string): number {
  const rgb = parseInt(colour.slice(1), 16);
  return ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16);
}
