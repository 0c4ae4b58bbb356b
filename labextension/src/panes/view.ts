/**
 * A picture to move about in: drag to pan, Ctrl and the wheel to zoom where the pointer is, Alt and the wheel to pan,
 * double click to see all of it again. With Alt held the pixel under the pointer is named.
 */
import { element, setData } from './dom';

export interface IPoint {
  readonly x: number;
  readonly y: number;
}

export interface ISize {
  readonly width: number;
  readonly height: number;
}

/** Where a picture stands in its frame: moved by `x` and `y`, then `scale` times as large as fitted. */
export interface IPlace extends IPoint {
  readonly scale: number;
}

export const FITTED: IPlace = { x: 0, y: 0, scale: 1 };

const MOST = 100;
const LEAST = 0.1;

/** Zooms so that what is at `point` stays there. */
export function zoomAt(place: IPlace, { x, y }: IPoint, by: number): IPlace {
  const scale = Math.min(Math.max(place.scale * by, LEAST), MOST);
  const ratio = scale / place.scale;
  return {
    scale,
    x: x - (x - place.x) * ratio,
    y: y - (y - place.y) * ratio
  };
}

/** The pixel of a picture at a point of its frame, in which it stands fitted and centred; null beside the picture. */
export function pixelAt(
  point: IPoint,
  place: IPlace,
  frame: ISize,
  picture: ISize
): IPoint | null {
  const fit = fitOf(frame, picture);
  const left = (frame.width - picture.width * fit) / 2;
  const top = (frame.height - picture.height * fit) / 2;
  const x = Math.floor(((point.x - place.x) / place.scale - left) / fit);
  const y = Math.floor(((point.y - place.y) / place.scale - top) / fit);
  const inside = x >= 0 && y >= 0 && x < picture.width && y < picture.height;
  return inside ? { x, y } : null;
}

function fitOf(frame: ISize, picture: ISize): number {
  return Math.min(frame.width / picture.width, frame.height / picture.height);
}

/** Pictures up to this width are looked at for their pixels, as tensors often are; larger ones are smoothed. */
const TINY = 128;

/** So many times enlarged, pixels are what one looks for in any picture. */
const LARGE = 3;

/** Pixels that a hand trembles: less is a click. */
const TREMBLE = 3;

/** Pixels for a notch of the wheel, and how much it enlarges. */
const STEP = 50;
const ZOOM = Math.exp(0.1);

export class PictureView {
  constructor(private readonly _clicked: (pixel: IPoint) => void) {
    this._image.draggable = false;
    this._image.addEventListener('load', () => this._apply());
    this.node = element('div', 'jv-Image-view', this._image, this._pixel);
    this._pixel.hidden = true;
    this.node.addEventListener('wheel', this._wheel, { passive: false });
    this.node.addEventListener('pointerdown', this._press);
    this.node.addEventListener('pointermove', this._point);
    this.node.addEventListener('pointerleave', () => this._name(null));
    this.node.addEventListener('dblclick', () => this.reset());
    this._apply();
  }

  readonly node: HTMLElement;

  show(source: string, alt: string): void {
    if (source !== this._source) {
      this._source = source;
      this._image.src = source;
    }
    this._image.alt = alt;
  }

  reset(): void {
    this._move(FITTED);
  }

  private readonly _wheel = (event: WheelEvent): void => {
    const x = Math.sign(event.deltaX) * STEP;
    const y = Math.sign(event.deltaY) * STEP;
    if (event.ctrlKey) {
      const by = event.deltaY > 0 ? 1 / ZOOM : ZOOM;
      this._move(zoomAt(this._place, this._pointOf(event), by));
    } else if (event.altKey && event.shiftKey) {
      this._pan(-(y || x), 0);
    } else if (event.altKey) {
      this._pan(-x, -y);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  /** A press that moves is a drag, one that doesn't a click. */
  private readonly _press = (down: PointerEvent): void => {
    if (down.button !== 0) {
      return;
    }
    const start = this._place;
    let moved = false;
    const move = (event: PointerEvent): void => {
      const x = event.clientX - down.clientX;
      const y = event.clientY - down.clientY;
      moved ||= Math.hypot(x, y) > TREMBLE;
      if (moved) {
        this._move({ ...start, x: start.x + x, y: start.y + y });
      }
    };
    const stop = new AbortController();
    const { signal } = stop;
    this.node.setPointerCapture(down.pointerId);
    this.node.addEventListener('pointermove', move, { signal });
    this.node.addEventListener('pointercancel', () => stop.abort(), { signal });
    const up = (event: PointerEvent): void => {
      stop.abort();
      const pixel = moved ? null : this._pixelOf(event);
      if (pixel) {
        this._clicked(pixel);
      }
    };
    this.node.addEventListener('pointerup', up, { signal });
  };

  private readonly _point = (event: PointerEvent): void =>
    this._name(event.altKey ? this._pixelOf(event) : null);

  private _name(pixel: IPoint | null): void {
    this._pixel.hidden = pixel === null;
    this._pixel.textContent = pixel ? `${pixel.x} / ${pixel.y}` : '';
  }

  private _pan(x: number, y: number): void {
    const { _place: place } = this;
    this._move({ ...place, x: place.x + x, y: place.y + y });
  }

  private _move(place: IPlace): void {
    this._place = place;
    this._apply();
  }

  private _apply(): void {
    const { x, y, scale } = this._place;
    this._image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    setData(this.node, 'scale', scale.toFixed(2));
    const { naturalWidth: width, naturalHeight: height } = this._image;
    const shown = width && fitOf(this._frame(), { width, height }) * scale;
    const pixels = width <= TINY || shown >= LARGE;
    setData(this._image, 'pixels', String(pixels));
  }

  private _frame(): ISize {
    const { clientWidth: width, clientHeight: height } = this.node;
    return { width, height };
  }

  private _pointOf({ clientX, clientY }: MouseEvent): IPoint {
    const { left, top } = this.node.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  private _pixelOf(event: MouseEvent): IPoint | null {
    const { naturalWidth: width, naturalHeight: height } = this._image;
    const point = this._pointOf(event);
    return pixelAt(point, this._place, this._frame(), { width, height });
  }

  private readonly _image = element('img', 'jv-Image-picture');
  private readonly _pixel = element('output', 'jv-Image-pixel');
  private _source = '';
  private _place = FITTED;
}
