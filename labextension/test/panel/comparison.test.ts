import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it } from 'vitest';
import type { IChange, ILink } from '../../src/link';
import { Comparison } from '../../src/panel/comparison';
import type { Json } from '../../src/panes/json';
import { Scheduler } from '../../src/panes/scheduler';

type Key = [string, string];

/** A link that holds panes by env and window. */
class FakeLink {
  readonly panes = new Map<string, Map<string, Json>>();
  readonly changed = new Signal<FakeLink, IChange>(this);
  readonly shown: Key[][] = [];
  readonly store = {
    epoch: 'e1',
    windowsToDraw: (env: string) => [...(this.panes.get(env)?.keys() ?? [])],
    paneToDraw: (env: string, win: string) => {
      const json = this.panes.get(env)?.get(win);
      return json && { json, cursor: 0 };
    }
  };

  put(env: string, win: string, y: number[]): void {
    const data = [{ name: 'x', y }];
    const json = { type: 'plot', title: win, content: { data, layout: {} } };
    const panes = this.panes.get(env) ?? new Map<string, Json>();
    this.panes.set(env, panes.set(win, json));
    this.changed.emit({ panes: [[env, win]], lists: false, whole: false });
  }

  close(env: string, win: string): void {
    this.panes.get(env)?.delete(win);
    this.changed.emit({ panes: [], lists: true, whole: false });
  }

  show(_owner: object, visible: Key[]): void {
    this.shown.push(visible);
  }
}

let link: FakeLink;
let frames: (() => void)[];
let scheduler: Scheduler;
let comparison: Comparison;
let changes: IChange[];

function frame(): void {
  frames.splice(0).forEach(callback => callback());
}

beforeEach(() => {
  frames = [];
  let now = 0;
  scheduler = new Scheduler({
    request: callback => frames.push(callback),
    afterPaint: callback => callback(),
    now: () => (now += 1000)
  });
  link = new FakeLink();
  for (const env of ['a', 'b', 'c']) {
    link.put(env, 'loss', [1]);
    link.put(env, 'other', [2]);
  }
  comparison = new Comparison(
    link as unknown as ILink,
    ['a', 'b'],
    false,
    scheduler
  );
  changes = [];
  comparison.changed.connect((_, change) => changes.push(change));
});

const lengths = () => {
  const { json } = comparison.store.paneToDraw('a+b', 'loss_compare')!;
  const { data } = json['content'] as { data: { y: number[] }[] };
  return data.map(({ y }) => y.length);
};

describe('Comparison', () => {
  it('has what its envs share', () => {
    expect(comparison.name).toBe('a+b');
    expect(comparison.panes().map(({ win }) => win)).toEqual([
      'window_compare_legend',
      'loss_compare',
      'other_compare'
    ]);
  });

  it('merges once a frame, however much has changed, and names what is other', () => {
    link.put('b', 'loss', [1, 2]);
    link.put('b', 'loss', [1, 2, 3]);
    expect(lengths()).toEqual([1, 1]);
    frame();
    expect(lengths()).toEqual([1, 3]);
    expect(changes).toEqual([
      { panes: [['a+b', 'loss_compare']], lists: false, whole: false }
    ]);
  });

  it('keeps the cursor of a pane whose parts are the same', () => {
    const cursor = (win: string) =>
      comparison.store.paneToDraw('a+b', win)!.cursor;
    const [loss, other] = [cursor('loss_compare'), cursor('other_compare')];
    link.put('a', 'loss', [3]);
    frame();
    expect(cursor('loss_compare')).not.toBe(loss);
    expect(cursor('other_compare')).toBe(other);
  });

  it('does nothing for an env that it does not show', () => {
    link.put('c', 'loss', [3]);
    expect(frames).toEqual([]);
  });

  it('says that its list is another one when a pane is closed', () => {
    link.close('b', 'loss');
    frame();
    expect(changes.map(({ lists }) => lists)).toEqual([true]);
    expect(comparison.store.paneToDraw('a+b', 'loss_compare')).toBeUndefined();
  });

  it('tells the link which panes are on screen by it', () => {
    comparison.show({}, [
      ['a+b', 'loss_compare'],
      ['a+b', 'window_compare_legend']
    ]);
    expect(link.shown).toEqual([
      [
        ['a', 'loss'],
        ['b', 'loss']
      ]
    ]);
  });

  it('asks nothing of the kernel, and hears nothing once it is disposed of', async () => {
    await expect(comparison.command()).resolves.toBeUndefined();
    comparison.dispose();
    link.put('a', 'loss', [3]);
    scheduler.show(comparison);
    expect(frames).toEqual([]);
  });
});
