/** Points on a canvas, to be moved, zoomed and pointed at: 50,000 of them within an animation frame. */
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import { element } from '../dom';
import { colourWay } from '../theme';
import { wantsWheel } from '../wheel';
import { Bitmap, makeDisc, pixelOf } from './bitmap';
import type { Point } from './lasso';
import type { IEntity } from './points';

/** CSS pixels: of a point, of one of many, of the one pointed at, and how near the pointer has to be. */
const RADIUS = 3;
const SMALL = 1.5;
const POINTED = 7;
const REACH = 10;

/** From so many points on they would hide each other. */
const MANY = 5000;

/** Around the points when all are in sight. */
const MARGIN = 16;

export class Cloud {
  readonly node = element('canvas', 'jv-Cloud');

  /** `pointed` is told which point is under the pointer, and where; null for none. */
  constructor(
    private readonly _pointed: (entity: IEntity | null, at: Point) => void
  ) {
    this.node.setAttribute('role', 'img');
    this._zoom
      .filter(event => wantsWheel(event as Event, this.node))
      .on('zoom', ({ transform }) => {
        this._transform = transform as ZoomTransform;
        this._request();
      });
    select(this.node)
      .call(this._zoom)
      .on('dblclick.zoom', () => this.reset());
    this.node.addEventListener('pointermove', event => this._point(event));
    this.node.addEventListener('pointerleave', () => this._lose());
  }

  draw(entities: readonly IEntity[], width: number, height: number): void {
    this._entities = entities;
    this._fit = fitTo(entities, width, height);
    this.node.setAttribute('aria-label', `${entities.length} points`);
    this.node.style.width = `${width}px`;
    this.node.style.height = `${height}px`;
    this.node.width = width * devicePixelRatio;
    this.node.height = height * devicePixelRatio;
    this._paint();
  }

  /** All of them in sight again. */
  reset(): void {
    select(this.node).call(this._zoom.transform, zoomIdentity);
  }

  /** Where a point stands in the canvas, in CSS pixels. */
  placeOf({ x, y }: IEntity): Point {
    const { scale, left, top } = this._fit;
    return this._transform.apply([x * scale + left, top - y * scale]);
  }

  private _request(): void {
    if (!this._requested) {
      this._requested = true;
      requestAnimationFrame(() => this._paint());
    }
  }

  private _paint(): void {
    this._requested = false;
    const { width, height } = this.node;
    if (width === 0 || height === 0) {
      return;
    }
    const bitmap = new Bitmap(width, height);
    const many = this._entities.length >= MANY;
    this._stamp(bitmap, this._entities, many ? SMALL : RADIUS);
    this._stamp(bitmap, this._under ? [this._under] : [], POINTED);
    const image = new ImageData(bitmap.bytes, width, height);
    this.node.getContext('2d')?.putImageData(image, 0, 0);
  }

  private _stamp(
    bitmap: Bitmap,
    entities: readonly IEntity[],
    radius: number
  ): void {
    const ratio = devicePixelRatio;
    const disc = makeDisc(radius * ratio);
    const colours = colourWay().map(pixelOf);
    for (const entity of entities) {
      const [x, y] = this.placeOf(entity);
      const colour = colours[entity.group % colours.length]!;
      bitmap.stamp(disc, x * ratio, y * ratio, colour);
    }
  }

  private _point(event: PointerEvent): void {
    const at: Point = [event.offsetX, event.offsetY];
    const entity = event.buttons === 0 ? this._nearest(at) : null;
    if (entity !== this._under) {
      this._under = entity;
      this._request();
      this._pointed(entity, at);
    }
  }

  private _lose(): void {
    if (this._under) {
      this._under = null;
      this._request();
      this._pointed(null, [0, 0]);
    }
  }

  private _nearest([left, top]: Point): IEntity | null {
    let nearest: IEntity | null = null;
    let least = REACH;
    for (const entity of this._entities) {
      const [x, y] = this.placeOf(entity);
      const distance = Math.hypot(x - left, y - top);
      if (distance < least) {
        least = distance;
        nearest = entity;
      }
    }
    return nearest;
  }

  private readonly _zoom = zoom<HTMLCanvasElement, unknown>().scaleExtent([
    0.5, 200
  ]);
  private _transform: ZoomTransform = zoomIdentity;
  private _entities: readonly IEntity[] = [];
  private _fit: IFit = { scale: 1, left: 0, top: 0 };
  private _under: IEntity | null = null;
  private _requested = false;
}

interface IFit {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** All points as large as they go, the same scale both ways: distances are what an embedding shows. */
function fitTo(
  entities: readonly IEntity[],
  width: number,
  height: number
): IFit {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of entities) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  const scale = Math.min(
    Math.max(width - 2 * MARGIN, 1) / (east - west || 1),
    Math.max(height - 2 * MARGIN, 1) / (north - south || 1)
  );
  return {
    scale,
    left: width / 2 - ((west + east) / 2) * scale,
    top: height / 2 + ((south + north) / 2) * scale
  };
}
