import { beforeEach, describe, expect, it } from 'vitest';
import { Arranger } from '../../src/panel/arranger';
import { Memory } from '../../src/panel/memory';
import type { PanelModel } from '../../src/panel/model';
import type { Json } from '../../src/panes/json';

const WIDTH = 1000;
const PANES = ['a', 'b', 'c'].map(win => ({ win, json: { type: 'plot' } }));

let items: Map<string, string>;
let commands: object[];
let reload: Json;
let isComparing: boolean;
let arranger: Arranger;

function make(): Arranger {
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value)
  };
  const model = {
    memory: new Memory('a.ipynb', storage),
    place: 'main',
    env: 'main',
    reload: () => reload,
    get isComparing() {
      return isComparing;
    },
    link: {
      command: (body: object) => {
        commands.push(body);
        return Promise.reject(new Error('read only'));
      }
    }
  };
  return new Arranger(model as unknown as PanelModel);
}

const places = () =>
  arranger.lay(PANES, WIDTH).map(({ i, x, y, w, h }) => [i, x, y, w, h]);
const STANDARD = [
  ['a', 0, 0, 12, 20],
  ['b', 12, 0, 12, 20],
  ['c', 24, 0, 12, 20]
];

beforeEach(() => {
  [items, commands, reload, isComparing] = [new Map(), [], {}, false];
  arranger = make();
  expect(places()).toEqual(STANDARD);
});

function move(win: string, to: object): void {
  const moved = arranger.placed.map(box =>
    box.i === win ? { ...box, ...to } : box
  );
  arranger.move(moved, win);
}

describe('Arranger', () => {
  it('remembers what the user moves, and tells the kernel in Visdom’s units', () => {
    move('a', { x: 6, y: 20, w: 18, h: 10 });
    expect(places()[0]).toEqual(['a', 6, 20, 18, 10]);
    const data = { i: 'a', x: 17, y: 21, w: 50, h: 11, moved: false, static: false }; // prettier-ignore
    expect(commands).toEqual([
      { cmd: 'layout_item_update', eid: 'main', win: 'a', data }
    ]);
  });

  it('does nothing where nothing has moved', () => {
    move('a', {});
    expect(commands).toEqual([]);
    expect(items.size).toBe(0);
  });

  it('tells the kernel nothing of a comparison, which is no env', () => {
    isComparing = true;
    move('a', { y: 20 });
    expect(commands).toEqual([]);
    expect(places()[0]).toEqual(['a', 0, 20, 12, 20]);
  });

  it('begins with the places that the env was saved with', () => {
    reload = { b: { x: 67, y: 21, w: 33, h: 21 } };
    arranger = make();
    expect(places()[1]).toEqual(['b', 24, 20, 12, 20]);
  });

  it('gives a pane its own size again', () => {
    move('b', { w: 24, h: 5 });
    arranger.resetSize('b');
    expect(places()).toEqual(STANDARD);
  });

  it('packs panes without gaps, in their order and sizes', () => {
    move('a', { y: 50, w: 30 });
    arranger.repack();
    expect(places()).toEqual([
      ['a', 0, 20, 30, 20],
      ['b', 0, 0, 12, 20],
      ['c', 12, 0, 12, 20]
    ]);
  });

  it('restores a view, and says that panes moved', () => {
    let changes = 0;
    arranger.changed.connect(() => changes++);
    const view = arranger.view();
    move('c', { x: 0, y: 40 });
    arranger.restore(view);
    expect(places()).toEqual(STANDARD);
    expect(changes).toBe(2);
  });

  it('has the place of each pane for the env to be saved with, hidden ones too', () => {
    reload = { c: { i: 'c', x: 0 }, hidden: { i: 'hidden', x: 5 } };
    expect(arranger.items()).toMatchObject({
      c: { i: 'c', x: 67, w: 33 },
      hidden: { i: 'hidden', x: 5 }
    });
  });
});
