/** A pane around a body that only notes what the body asks of it. */
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
