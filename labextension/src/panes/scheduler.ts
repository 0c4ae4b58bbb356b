/**
 * When panes are drawn: at most once an animation frame each, only what is both changed and visible, no longer than a
 * budget allows, and after it a rest. Who was drawn goes to the end of the queue, so that none starves; with more changes
 * than time, panes are drawn less often, each then with all that came meanwhile.
 *
 * Time comes in from the edge (`IFrames`); nothing here knows what drawing is.
 */

/** Milliseconds of a frame for drawing: a 60 Hz frame has 16.7, and typing in a cell needs the rest. */
export const FRAME_BUDGET = 10;

/** Share of the time that drawing may take, with what it sets off: styles, layout, painting. The rest is the user's. */
export const DRAWING_SHARE = 0.45;

export interface IDrawable {
  draw(): void;
}

/** The browser's clock and animation frames, or a test's. */
export interface IFrames {
  request(callback: () => void): void;
  /** Calls back when the frame under way has been painted. */
  afterPaint(callback: () => void): void;
  now(): number;
}

export const browserFrames: IFrames = {
  request: callback => void requestAnimationFrame(callback),
  afterPaint: callback => {
    // A message is a task of its own, behind the frame's; a timer would wait up to 4 ms more.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      callback();
    };
    port2.postMessage(null);
  },
  now: () => performance.now()
};

export class Scheduler {
  constructor(
    private readonly _frames: IFrames = browserFrames,
    private readonly _budget: number = FRAME_BUDGET
  ) {}

  /** Marks as changed: drawn in a coming frame, or when it becomes visible. */
  request(pane: IDrawable): void {
    if (this._visible.has(pane)) {
      this._queue.add(pane);
      this._maybeAsk();
    } else {
      this._hidden.add(pane);
    }
  }

  show(pane: IDrawable): void {
    this._visible.add(pane);
    if (this._hidden.delete(pane)) {
      this.request(pane);
    }
  }

  /** A pane that leaves the screen keeps its mark, so that it is drawn when it comes back. */
  hide(pane: IDrawable): void {
    this._visible.delete(pane);
    if (this._queue.delete(pane)) {
      this._hidden.add(pane);
    }
  }

  forget(pane: IDrawable): void {
    this._visible.delete(pane);
    this._queue.delete(pane);
    this._hidden.delete(pane);
  }

  private _maybeAsk(): void {
    if (!this._asked && this._queue.size > 0) {
      this._asked = true;
      this._frames.request(() => this._frame());
    }
  }

  private _frame(): void {
    const start = this._frames.now();
    if (start < this._restsUntil) {
      this._next();
      return;
    }
    this._drawFrom(start);
    this._frames.afterPaint(() => {
      const end = this._frames.now();
      this._restsUntil = end + (end - start) * (1 / DRAWING_SHARE - 1);
      this._next();
    });
  }

  private _next(): void {
    this._asked = false;
    this._maybeAsk();
  }

  /** Draws a copy of the queue: a pane that marks itself while drawing waits for the next frame. */
  private _drawFrom(start: number): void {
    for (const pane of [...this._queue]) {
      if (this._queue.delete(pane)) {
        drawSafely(pane);
      }
      if (this._frames.now() - start >= this._budget) {
        break;
      }
    }
  }

  // In order of asking: a Set keeps it, and asking twice doesn't move one ahead or back.
  private readonly _queue = new Set<IDrawable>();
  private readonly _hidden = new Set<IDrawable>();
  private readonly _visible = new Set<IDrawable>();
  private _asked = false;
  private _restsUntil = 0;
}

function drawSafely(pane: IDrawable): void {
  try {
    pane.draw();
  } catch (error) {
    console.error('jupyter_visdom: a pane failed to draw', error);
  }
}
