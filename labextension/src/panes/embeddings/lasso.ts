/** A line drawn by hand around points. */
import { polygonContains } from 'd3-polygon';
import { element } from '../dom';

export type Point = [number, number];

/** Pixels between its ends within which a lasso closes; let go farther apart, it is given up. As in Visdom's page. */
export const CLOSING = 75;

/** Whether a line's ends are near enough to make it a loop. */
export function isClosed(line: readonly Point[]): boolean {
  const [first, last] = [line[0], line.at(-1)];
  return (
    first !== undefined &&
    last !== undefined &&
    Math.hypot(last[0] - first[0], last[1] - first[1]) < CLOSING
  );
}

/** The items whose place lies within a loop. */
export function within<Item>(
  loop: Point[],
  items: readonly Item[],
  placeOf: (item: Item) => Point
): Item[] {
  return items.filter(item => polygonContains(loop, placeOf(item)));
}

const SVG = 'http://www.w3.org/2000/svg';

/** Lies over the points while it is in the document. */
export class Lasso {
  readonly node: HTMLElement;

  constructor(private readonly _closed: (loop: Point[]) => void) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.append(this._path);
    this.node = element('div', 'jv-Lasso', svg);
    this.node.addEventListener('pointerdown', event => this._start(event));
    this.node.addEventListener('pointermove', event => this._draw(event));
    this.node.addEventListener('pointerup', () => this._end());
    this.node.addEventListener('pointercancel', () => this._clear());
  }

  private _start(event: PointerEvent): void {
    if (event.button === 0) {
      this.node.setPointerCapture(event.pointerId);
      this._line = [pointOf(event)];
    }
  }

  private _draw(event: PointerEvent): void {
    if (this._line.length > 0) {
      this._line.push(pointOf(event));
      this._path.setAttribute('d', `M${this._line.join('L')}`);
      this._path.dataset['closed'] = String(isClosed(this._line));
    }
  }

  private _end(): void {
    const line = this._line;
    this._clear();
    if (line.length > 2 && isClosed(line)) {
      this._closed(line);
    }
  }

  private _clear(): void {
    this._line = [];
    this._path.removeAttribute('d');
  }

  private readonly _path = document.createElementNS(SVG, 'path');
  private _line: Point[] = [];
}

function pointOf({ offsetX, offsetY }: PointerEvent): Point {
  return [offsetX, offsetY];
}
