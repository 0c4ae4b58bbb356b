import { describe, expect, it } from 'vitest';
import {
  DRAWING_SHARE,
  Scheduler,
  type IFrames
} from '../../src/panes/scheduler';

/** A page whose frames and milliseconds the test gives out. */
class Page implements IFrames {
  clock = 0;
  painting = 0;
  waiting: (() => void)[] = [];
  private painted: (() => void)[] = [];

  request(callback: () => void): void {
    this.waiting.push(callback);
  }

  afterPaint(callback: () => void): void {
    this.painted.push(callback);
  }

  now(): number {
    return this.clock;
  }

  /** A frame, by default so late that every rest is over; what was drawn is painted. */
  frame(later = 10_000): void {
    this.clock += later;
    this.waiting.splice(0).forEach(callback => callback());
    this.clock += this.painted.length > 0 ? this.painting : 0;
    this.painted.splice(0).forEach(callback => callback());
  }
}

function setUp(names: string, cost = 1) {
  const page = new Page();
  const scheduler = new Scheduler(page, 10);
  const drawn: string[] = [];
  const panes = [...names].map(name => ({
    draw() {
      drawn.push(name);
      page.clock += cost;
    }
  }));
  panes.forEach(pane => scheduler.show(pane));
  return { page, scheduler, drawn, panes };
}

describe('Scheduler', () => {
  it('draws nothing before the next animation frame', () => {
    const { page, scheduler, drawn, panes } = setUp('a');
    scheduler.request(panes[0]!);
    expect(drawn).toEqual([]);
    page.frame();
    expect(drawn).toEqual(['a']);
  });

  it('draws a pane once a frame, however often it changed', () => {
    const { page, scheduler, drawn, panes } = setUp('a');
    for (let times = 0; times < 100; times++) {
      scheduler.request(panes[0]!);
    }
    expect(page.waiting.length).toBe(1);
    page.frame();
    expect(drawn).toEqual(['a']);
  });

  it('asks for no frame while nothing changes', () => {
    const { page, scheduler, panes } = setUp('a');
    scheduler.request(panes[0]!);
    page.frame();
    expect(page.waiting).toEqual([]);
  });

  it('stops a frame when the budget is used up and goes on in the next', () => {
    const { page, scheduler, drawn, panes } = setUp('abcd', 5);
    panes.forEach(pane => scheduler.request(pane));
    page.frame();
    expect(drawn.join('')).toBe('ab');
    page.frame();
    expect(drawn.join('')).toBe('abcd');
  });

  it('draws at least one pane a frame, however slow it is', () => {
    const { page, scheduler, drawn, panes } = setUp('ab', 500);
    panes.forEach(pane => scheduler.request(pane));
    page.frame();
    expect(drawn.join('')).toBe('a');
  });

  it('starves none: panes that always change wait for each other once at most', () => {
    const { page, scheduler, drawn, panes } = setUp('abcde', 5);
    for (let frames = 0; frames < 100; frames++) {
      panes.forEach(pane => scheduler.request(pane));
      page.frame();
    }
    const waits = [...'abcde'].flatMap(name =>
      drawn
        .join('')
        .split(name)
        .slice(1, -1)
        .map(others => others.length)
    );
    expect(Math.max(...waits)).toBeLessThanOrEqual(5);
  });

  it('draws a pane that marks itself while drawing in the next frame only', () => {
    const page = new Page();
    const scheduler = new Scheduler(page, 10);
    let drawn = 0;
    const pane = {
      draw() {
        drawn += 1;
        scheduler.request(pane);
      }
    };
    scheduler.show(pane);
    scheduler.request(pane);
    page.frame();
    expect(drawn).toBe(1);
    page.frame();
    expect(drawn).toBe(2);
  });

  it('draws a hidden pane when it is shown, and only if it changed', () => {
    const { page, scheduler, drawn, panes } = setUp('ab');
    panes.forEach(pane => scheduler.hide(pane));
    scheduler.request(panes[0]!);
    page.frame();
    expect(drawn).toEqual([]);
    panes.forEach(pane => scheduler.show(pane));
    page.frame();
    expect(drawn).toEqual(['a']);
  });

  it('keeps the mark of a pane that leaves the screen before it was drawn', () => {
    const { page, scheduler, drawn, panes } = setUp('a');
    scheduler.request(panes[0]!);
    scheduler.hide(panes[0]!);
    page.frame();
    expect(drawn).toEqual([]);
    scheduler.show(panes[0]!);
    page.frame();
    expect(drawn).toEqual(['a']);
  });

  it('does not draw what was forgotten, even during a frame', () => {
    const { page, scheduler, drawn, panes } = setUp('ab');
    const killer = { draw: () => scheduler.forget(panes[1]!) };
    scheduler.show(killer);
    scheduler.request(killer);
    scheduler.request(panes[1]!);
    page.frame();
    expect(drawn).toEqual([]);
  });

  it('remembers nothing of what was forgotten, on the screen or off it', () => {
    const { page, scheduler, drawn, panes } = setUp('ab');
    const [shown, hidden] = panes;
    scheduler.hide(hidden!);
    scheduler.request(hidden!);
    panes.forEach(pane => scheduler.forget(pane));
    scheduler.request(shown!);
    scheduler.show(hidden!);
    page.frame();
    expect(drawn).toEqual([]);
  });

  it('goes on with the others when one throws', () => {
    const { page, scheduler, drawn, panes } = setUp('a');
    const error = console.error;
    console.error = () => undefined;
    const broken = {
      draw() {
        throw new Error('no');
      }
    };
    scheduler.show(broken);
    scheduler.request(broken);
    scheduler.request(panes[0]!);
    page.frame();
    console.error = error;
    expect(drawn).toEqual(['a']);
  });

  it('rests after drawing, so that most of the time stays the page’s', () => {
    const { page, scheduler, panes } = setUp('abcde', 9);
    page.painting = 7;
    let drawing = 0;
    const start = page.clock;
    while (page.clock < 10_000) {
      panes.forEach(pane => scheduler.request(pane));
      const before = page.clock + 16;
      page.frame(16);
      drawing += page.clock - before;
    }
    const share = drawing / (page.clock - start);
    expect(share).toBeLessThanOrEqual(DRAWING_SHARE);
    expect(share).toBeGreaterThan(DRAWING_SHARE / 2);
  });

  it('starves none when it has to rest', () => {
    const { page, scheduler, drawn, panes } = setUp('abcde', 9);
    for (let frames = 0; frames < 1000; frames++) {
      panes.forEach(pane => scheduler.request(pane));
      page.frame(16);
    }
    const turns = [...'abcde'].map(
      name => drawn.filter(other => other === name).length
    );
    expect(Math.min(...turns)).toBeGreaterThan(Math.max(...turns) / 2);
    expect(turns[0]).toBeGreaterThan(10);
  });

  it('draws the last change when the rest is over, though nothing else happens', () => {
    const { page, scheduler, drawn, panes } = setUp('ab', 9);
    panes.forEach(pane => scheduler.request(pane));
    page.frame(16);
    scheduler.request(panes[0]!);
    page.frame(1);
    expect(drawn.join('')).toBe('ab');
    while (page.waiting.length > 0) {
      page.frame(16);
    }
    expect(drawn.join('')).toBe('aba');
  });
});
