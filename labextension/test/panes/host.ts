/** What bodies of panes stand in, in tests: a pane that only notes what its body asks of it, and an observer of sizes. */
import { vi } from 'vitest';
import type { IBodyHost } from '../../src/panes/body';
import { asRecord, type Json } from '../../src/panes/json';

export class FakeHost implements IBodyHost {
  readonly env = 'the env';
  readonly win = 'the win';
  readonly node = document.body.appendChild(document.createElement('div'));
  readonly sent: Json[] = [];
  redraws = 0;

  send(body: Json): void {
    this.sent.push(body);
  }

  redraw(): void {
    this.redraws += 1;
  }

  /** What handlers would get. */
  events(): Json[] {
    return this.sent
      .filter(({ cmd }) => cmd === 'forward_to_vis')
      .map(({ data }) => asRecord(data));
  }
}

/** Stands for the browser's `ResizeObserver`, which jsdom has not; all of them note what they are asked here. */
export class FakeObserver {
  static readonly observe = vi.fn();
  static readonly disconnect = vi.fn();
  /** Tells who observes last that something has another size. */
  static tell: (width: number, height: number) => void = () => undefined;

  constructor(receive: (entries: object[]) => void) {
    FakeObserver.tell = (width, height) =>
      receive([{ contentRect: { width, height } }]);
  }

  readonly observe = FakeObserver.observe;
  readonly disconnect = FakeObserver.disconnect;
}
