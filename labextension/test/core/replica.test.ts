import { describe, expect, it } from 'vitest';
import { Replica, type Outcome } from '../../src/core';
import {
  env,
  envs,
  floats,
  frame,
  pane,
  skeleton,
  titled,
  utf8,
  type WireEvent,
  type IPiece,
  type IWire
} from './wire';

const LINE: [number, string, (string | number)[], null] = [
  1,
  'float',
  ['y'],
  null
];

function give(replica: Replica, { data, blob }: IWire): Outcome {
  return replica.receiveFrame(data, blob);
}

function line(at: number, pieces: IPiece[], more = false) {
  return pane(at, 'w', pieces, more);
}

function ys(replica: Replica): number[] {
  const json = replica.shown.pane('main', 'w')?.json;
  return json ? [...(json['y'] as Float64Array)] : [];
}

/** A replica at cursor 5 of epoch a, with one line of two points. */
function atFive(): Replica {
  const replica = new Replica();
  const made = [skeleton(4, { y: null }, [LINE]), column(4, 0, 1, 2)];
  give(
    replica,
    frame('a', [0, 5, 0], envs(1, 'main'), env(4, 'main', ['w']), line(5, made))
  );
  return replica;
}

function column(generation: number, item: number, ...values: number[]): IPiece {
  return { part: 1, generation, a: item * 8, bytes: floats(...values) };
}

describe('a frame', () => {
  it('of one sweep applies when it begins at or before the cursor and ends after it', () => {
    const replica = atFive();
    const grown = frame('a', [3, 8, 0], line(7, [column(4, 2, 3)]));
    expect(give(replica, grown)).toMatchObject({
      kind: 'applied',
      panes: [['main', 'w']],
      lists: false,
      whole: false
    });
    expect(replica.position).toEqual(['a', 8, 0]);
    expect(ys(replica)).toEqual([1, 2, 3]);
  });

  it('that begins a longer sweep at the cursor applies, and is counted in the position', () => {
    const replica = atFive();
    expect(give(replica, frame('a', [5, 5, 0])).kind).toBe('applied');
    expect(replica.position).toEqual(['a', 5, 1]);
  });

  it('that begins a longer sweep before the cursor is a repeat', () => {
    expect(give(atFive(), frame('a', [4, 4, 0])).kind).toBe('repeat');
  });

  it('that continues a sweep applies at the index awaited, and its last one moves the cursor', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 5, 0]));
    give(replica, frame('a', [5, 5, 1]));
    expect(replica.position).toEqual(['a', 5, 2]);
    give(replica, frame('a', [5, 9, 2]));
    expect(replica.position).toEqual(['a', 9, 0]);
  });

  it('that begins the sweep anew drops what was staged', () => {
    const replica = atFive();
    const cut = line(7, [column(7, 0, 9)], true);
    give(replica, frame('a', [5, 5, 0], cut));
    give(replica, frame('a', [5, 5, 0, 1]));
    const rest = frame('a', [5, 8, 1, 1], line(7, [column(7, 1, 9)]));
    expect(give(replica, rest)).toMatchObject({ kind: 'gap' });
  });

  it('in the middle of a sweep that was left is a gap: another sender may number its sweeps alike', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 5, 0]));
    replica.leaveSweep();
    expect(give(replica, frame('a', [5, 9, 1])).kind).toBe('gap');
    expect(give(replica, frame('a', [5, 5, 0])).kind).toBe('applied');
  });

  it('that was applied before is a repeat, and leaves the position to be acknowledged', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 5, 0]));
    give(replica, frame('a', [5, 5, 1]));
    expect(give(replica, frame('a', [5, 5, 1]))).toMatchObject({
      kind: 'repeat',
      send: []
    });
    expect(give(replica, frame('a', [2, 5, 0])).kind).toBe('repeat');
    expect(replica.ack()).toEqual({
      v: 1,
      type: 'ack',
      epoch: 'a',
      cursor: 5,
      index: 2
    });
  });

  it.each([
    ['begins after the cursor', [6, 8, 0]],
    ['skips an index', [5, 5, 2]],
    ['ends a sweep of which the beginning is missing', [5, 8, 1]],
    ['continues a sweep that began before the cursor', [4, 8, 1]]
  ] as [string, [number, number, number]][])(
    'that %s is a gap: a resync is asked for, once',
    (_, head) => {
      const replica = atFive();
      expect(give(replica, frame('a', head))).toMatchObject({
        kind: 'gap',
        send: [{ type: 'resync', epoch: 'a', cursor: 5 }]
      });
      expect(replica.stale).toBe(true);
      expect(give(replica, frame('a', head)).send).toEqual([]);
    }
  );

  it('that continues its sweep from another cursor is a gap', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 5, 0]));
    expect(give(replica, frame('a', [4, 8, 1])).kind).toBe('gap');
    expect(replica.position).toEqual(['a', 5, 1]);
  });

  it('that applies after a gap ends the asking', () => {
    const replica = atFive();
    give(replica, frame('a', [6, 8, 0]));
    give(replica, frame('a', [5, 8, 0]));
    expect(replica.stale).toBe(false);
    expect(give(replica, frame('a', [9, 10, 0])).send).toHaveLength(1);
  });
});

describe('an epoch', () => {
  it('that is new is built beside the old one, which stays until the first sweep is whole', () => {
    const replica = atFive();
    const first = frame('b', [0, 0, 0], envs(1, 'other'));
    expect(give(replica, first)).toMatchObject({
      kind: 'building',
      panes: [],
      lists: false
    });
    expect(replica.stale).toBe(true);
    expect(replica.position).toEqual(['b', 0, 1]);
    expect(replica.cursor).toBe(5);
    expect(replica.store.envs()).toEqual(['main']);
    expect(give(replica, frame('b', [0, 3, 1]))).toMatchObject({
      kind: 'applied',
      whole: true,
      lists: true
    });
    expect(replica.store.envs()).toEqual(['other']);
    expect(replica.epoch).toBe('b');
    expect(replica.stale).toBe(false);
  });

  it('that is the first is shown while it is being built, since it mixes with nothing', () => {
    const replica = new Replica();
    const first = frame('a', [0, 0, 0], envs(1, 'main'), titled(2, 'w'));
    expect(give(replica, first)).toMatchObject({
      kind: 'building',
      panes: [['main', 'w']],
      lists: true
    });
    expect(replica.shown.windows('main')).toEqual(['w']);
    expect(replica.store.windows('main')).toEqual([]);
  });

  it('that is met in the middle is asked for from its beginning', () => {
    const replica = atFive();
    expect(give(replica, frame('b', [0, 0, 1]))).toMatchObject({
      kind: 'gap',
      send: [{ type: 'resync', epoch: 'b', cursor: 0 }]
    });
    expect(replica.position).toEqual(['a', 5, 0]);
  });

  it('that was left is ignored', () => {
    const replica = atFive();
    give(replica, frame('b', [0, 3, 0]));
    expect(give(replica, frame('a', [5, 6, 0]))).toMatchObject({
      kind: 'retired',
      send: []
    });
    expect(replica.epoch).toBe('b');
  });

  it('that was left is forgotten after eight others', () => {
    const replica = atFive();
    for (const epoch of 'bcdefghi') {
      give(replica, frame(epoch, [0, 1, 0]));
    }
    expect(give(replica, frame('a', [0, 1, 0])).kind).toBe('retired');
    give(replica, frame('j', [0, 1, 0]));
    expect(give(replica, frame('a', [0, 1, 0])).kind).toBe('applied');
  });

  it('that is replaced while it is being built never takes over', () => {
    const replica = atFive();
    give(replica, frame('b', [0, 0, 0]));
    give(replica, frame('c', [0, 0, 0]));
    expect(give(replica, frame('b', [0, 3, 1])).kind).toBe('retired');
    expect(replica.position).toEqual(['c', 0, 1]);
  });
});

describe('a list', () => {
  it('of envs removes those that it does not name, if it is later than the one held', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 6, 0], envs(1, 'stale')));
    expect(replica.store.envs()).toEqual(['main']);
    give(replica, frame('a', [6, 7, 0], envs(7, 'new')));
    expect(replica.store.envs()).toEqual(['new']);
  });

  it('of envs counts for what follows it in its frame', () => {
    const replica = atFive();
    const late = titled(6, 'w');
    give(replica, frame('a', [5, 7, 0], envs(7, 'other'), late));
    expect(replica.store.envs()).toEqual(['other']);
  });

  it('of windows removes panes that it does not name, if it is later than the one held', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 6, 0], env(4, 'main', [])));
    expect(replica.store.windows('main')).toEqual(['w']);
    const later = env(7, 'main', ['v'], { v: 1 });
    give(replica, frame('a', [6, 7, 0], later));
    expect(replica.store.windows('main')).toEqual([]);
    expect(replica.store.reload('main')).toEqual({ v: 1 });
    expect(replica.store.reload('other')).toEqual({});
    expect(replica.store.windowsToDraw('other')).toEqual([]);
    expect(replica.store.pane('main', 'w')).toBeUndefined();
  });

  it('of windows alone is a change of lists', () => {
    const listed = frame('a', [5, 6, 0], env(6, 'main', ['w', 'v']));
    expect(give(atFive(), listed)).toMatchObject({ lists: true, panes: [] });
  });

  it('of windows counts for what follows it in its frame', () => {
    const replica = atFive();
    const closed = env(7, 'main', []);
    const late = env(6, 'main', ['w', 'v']);
    const panes = [titled(6, 'w'), titled(7, 'v')];
    give(replica, frame('a', [5, 7, 0], closed, late, ...panes));
    expect(replica.store.windows('main')).toEqual([]);
    expect(replica.store.snapshot().held.get('main')?.wins).toEqual([]);
  });

  it('of windows of an env that is not listed counts if it is later than the list of envs', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 6, 0], env(6, 'new', [])));
    expect(replica.store.envs()).toEqual(['main', 'new']);
    const late = env(7, 'gone', []);
    give(replica, frame('a', [6, 8, 0], envs(8, 'main'), late));
    expect(replica.store.envs()).toEqual(['main']);
  });

  it('gives the order of windows, whatever the order in which panes arrive', () => {
    const replica = atFive();
    const listed = env(8, 'main', ['z', 'w', 'a']);
    give(
      replica,
      frame('a', [5, 8, 0], listed, titled(8, 'a'), titled(7, 'z'))
    );
    expect(replica.store.windows('main')).toEqual(['z', 'w', 'a']);
  });
});

describe('a pane', () => {
  it('is ignored unless it is later than the one held', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 6, 0], titled(5, 'w', 'old')));
    expect(ys(replica)).toEqual([1, 2]);
    give(replica, frame('a', [6, 7, 0], titled(6, 'w', 'new')));
    expect(replica.store.pane('main', 'w')?.json['title']).toBe('new');
  });

  it('grows by a slice that begins at the end held, or overlaps it', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 6, 0], line(6, [column(4, 2, 3)])));
    give(replica, frame('a', [6, 7, 0], line(7, [column(4, 1, 2, 3, 4)])));
    expect(ys(replica)).toEqual([1, 2, 3, 4]);
  });

  it('may grow twice in a frame', () => {
    const replica = atFive();
    const grown = [line(6, [column(4, 2, 3)]), line(7, [column(4, 3, 4)])];
    give(replica, frame('a', [5, 7, 0], ...grown));
    expect(ys(replica)).toEqual([1, 2, 3, 4]);
  });

  it('begins anew with a slice at its start, whatever is held', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 6, 0], line(6, [column(4, 0, 7, 8, 9)])));
    expect(ys(replica)).toEqual([7, 8, 9]);
  });

  it('loses what lies before a later start', () => {
    const replica = atFive();
    const moved = { ...column(4, 2, 3), start: 8 };
    give(replica, frame('a', [5, 6, 0], line(6, [moved])));
    expect(ys(replica)).toEqual([2, 3]);
  });

  it('continues where all that is held has been dropped', () => {
    const replica = atFive();
    const moved = { ...column(4, 10, 7), start: 80 };
    expect(give(replica, frame('a', [5, 6, 0], line(6, [moved]))).kind).toBe(
      'applied'
    );
    expect(ys(replica)).toEqual([7]);
  });

  it('keeps a view that somebody draws from, while it grows', () => {
    const replica = atFive();
    const before = replica.store.pane('main', 'w')!.json['y'] as Float64Array;
    give(replica, frame('a', [5, 6, 0], line(6, [column(4, 2, 3)])));
    expect([...before]).toEqual([1, 2]);
  });

  it.each([
    ['a slice after the end held', [column(4, 3, 4)]],
    ['a later generation that does not begin at its start', [column(6, 1, 4)]],
    [
      'a skeleton that names a part which is not there',
      [skeleton(6, { y: null }, [[2, 'float', ['y'], null]])]
    ]
  ])('with %s has a hole: it stays, and all is asked for', (_, pieces) => {
    const replica = atFive();
    const outcome = give(replica, frame('a', [5, 8, 0], line(8, pieces)));
    expect(outcome).toMatchObject({
      kind: 'gap',
      panes: [],
      send: [{ type: 'resync', epoch: 'a', cursor: 0 }]
    });
    expect(replica.position).toEqual(['a', 0, 0]);
    expect(ys(replica)).toEqual([1, 2]);
    const made = [skeleton(4, { y: null }, [LINE]), column(4, 0, 1, 2, 3)];
    give(replica, frame('a', [0, 9, 0], line(8, made)));
    expect(ys(replica)).toEqual([1, 2, 3]);
    expect(replica.stale).toBe(false);
  });

  it('that is new and has no skeleton has a hole', () => {
    const outcome = give(
      atFive(),
      frame('a', [5, 6, 0], pane(6, 'new', [column(6, 0, 1)]))
    );
    expect(outcome.kind).toBe('gap');
    expect(outcome.error).toMatch(/^pane 'new': its skeleton is not there/);
  });

  it('with a skeleton of an earlier generation is ignored', () => {
    const replica = atFive();
    const old = line(6, [skeleton(3, { title: 'old' })]);
    expect(give(replica, frame('a', [5, 6, 0], old)).kind).toBe('applied');
    expect(ys(replica)).toEqual([1, 2]);
  });

  it('with a slice of an earlier generation is ignored', () => {
    const replica = atFive();
    const old = line(6, [column(3, 0, 9)]);
    expect(give(replica, frame('a', [5, 6, 0], old)).kind).toBe('applied');
    expect(ys(replica)).toEqual([1, 2]);
  });

  it('drops a part that its new skeleton does not name', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 6, 0], titled(6, 'w')));
    expect(replica.store.pane('main', 'w')?.parts.size).toBe(0);
  });

  it('that is cut takes effect as a whole, at the event without more', () => {
    const replica = atFive();
    const begun = line(7, [column(7, 0, 7)], true);
    const outcome = give(replica, frame('a', [5, 5, 0], begun));
    expect(outcome).toMatchObject({ kind: 'applied', panes: [] });
    expect(ys(replica)).toEqual([1, 2]);
    give(
      replica,
      frame('a', [5, 5, 1], line(7, [column(7, 1, 8)], true), titled(6, 'v'))
    );
    expect(ys(replica)).toEqual([1, 2]);
    give(replica, frame('a', [5, 8, 2], line(7, [column(7, 2, 9)])));
    expect(ys(replica)).toEqual([7, 8, 9]);
  });

  it('that is cut loses nothing where a piece of it comes twice', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 5, 0], line(7, [column(7, 0, 7, 8)], true)));
    give(replica, frame('a', [5, 8, 1], line(7, [column(7, 0, 7)])));
    expect(ys(replica)).toEqual([7, 8]);
  });

  it('that is cut is not mixed with a later state of it that came whole', () => {
    const replica = atFive();
    const begun = line(6, [column(6, 0, 6)], true);
    give(replica, frame('a', [5, 5, 0], begun));
    give(replica, frame('a', [5, 5, 1], line(7, [column(4, 2, 3)])));
    give(replica, frame('a', [5, 8, 2], line(6, [column(6, 1, 6)])));
    expect(ys(replica)).toEqual([1, 2, 3]);
  });

  it('is refused when more than 256 MiB of all panes are in transit', () => {
    const replica = atFive();
    const half = new DataView(new ArrayBuffer(2 ** 27));
    const piece = (index: number, win: string) => ({
      ...frame('a', [5, 5, index]).data,
      events: [
        {
          ...pane(6, win, [], true).json,
          parts: [[0, 6, 0, 0, 2 ** 27]]
        }
      ]
    });
    replica.receiveFrame(piece(0, 'big'), half);
    expect(replica.receiveFrame(piece(1, 'other'), half).kind).toBe('applied');
    const outcome = give(
      replica,
      frame('a', [5, 5, 2], pane(6, 'big', [column(6, 0, 1)], true))
    );
    expect(outcome.kind).toBe('refused');
    expect(outcome.error).toMatch(/268435456 bytes/);
  });
});

describe('what is wrong', () => {
  it.each<[string, object, RegExp]>([
    ['an unknown op', { events: [{ op: 'x', at: 1 }] }, /'op'/],
    ['a field of the wrong type', { from: 'x' }, /'from' must be an integer/],
    ['a goal before its beginning', { from: 9, to: 8 }, /'to'/],
    ['events that are no list', { events: {} }, /'events'/],
    [
      'a slice outside the blob',
      { events: [{ ...line(6, []).json, parts: [[1, 4, 0, 16, 24]] }] },
      /need more than the 0 bytes/
    ],
    [
      'a slice that begins before its part',
      { events: [{ ...line(6, []).json, parts: [[1, 6, 8, 0, 0]] }] },
      /'parts' must hold/
    ],
    [
      'a slice that ends before it begins',
      { events: [{ ...line(6, []).json, parts: [[1, 6, 0, 16, 8]] }] },
      /'parts' must hold/
    ],
    [
      'the key __proto__',
      {
        events: [
          JSON.parse(
            '{"op":"env","at":9,"env":"main","wins":[],"reload":{"__proto__":1}}'
          )
        ]
      },
      /__proto__/
    ]
  ])(
    'in a frame with %s is named, nothing changes, and all is asked for once',
    (_, fields, error) => {
      const replica = atFive();
      const { data } = frame('a', [5, 8, 0], envs(8));
      const outcome = replica.receiveFrame({ ...data, ...fields }, null);
      expect(outcome).toMatchObject({
        kind: 'refused',
        panes: [],
        send: [{ type: 'resync', epoch: 'a', cursor: 0 }]
      });
      expect(outcome.error).toMatch(error);
      expect(replica.store.windows('main')).toEqual(['w']);
      expect(replica.counts.get('refused')).toBe(1);
      expect(replica.receiveFrame({ ...data, ...fields }, null).send).toEqual(
        []
      );
    }
  );

  it('in the last event of a frame leaves the events before it unapplied', () => {
    const replica = atFive();
    const bad = pane(8, 'v', [
      { part: 0, generation: 8, a: 0, bytes: utf8('{') }
    ]);
    const outcome = give(
      replica,
      frame('a', [5, 8, 0], titled(6, 'w', 'new'), env(7, 'main', []), bad)
    );
    expect(outcome.kind).toBe('refused');
    expect(ys(replica)).toEqual([1, 2]);
  });

  const wrongColumns: [string, RegExp][] = [
    '7',
    '"1234"',
    '[1,"float",["y"]]',
    '[1,"float",["y"],null,0]',
    '[0,"float",["y"],null]',
    '[0.5,"float",["y"],null]',
    '[1,"blob",["y"],null]',
    '[1,"float","y",null]',
    '[1,"float",[],null]',
    '[1,"float",["y",false],null]',
    '[1,"float",["y",-1],null]',
    '[1,"float",["y"],0]',
    '[1,"float",["y"],0.5]',
    '[1,"text",["y"],1]'
  ].map(column => [
    `{"json":{"y":null},"columns":[${column}]}`,
    /'columns' must hold \[part, kind, path, width\], not/
  ]);

  it.each([
    ['{"json":{},"columns":[[1,"float",["constructor"],null]]}', /path/],
    ['{"json":{"y":[]},"columns":[[1,"float",["y",0],null]]}', /path/],
    [
      '{"json":{"y":null},"columns":[[1,"float",["__proto__","y"],null]]}',
      /path/
    ],
    ['{"json":{"__proto__":{}},"columns":[]}', /__proto__/],
    ['{"json":[],"columns":[]}', /'json' must be an object/],
    ['{"json":{},"columns":{}}', /'columns' must be a list/],
    ['{"json":{}}', /'columns' must be a list/],
    ['[]', /'json' must be an object/],
    ['7', /'json' must be an object/],
    ...wrongColumns
  ])('in the skeleton %s is refused, and named', (text, reason) => {
    const piece = { part: 0, generation: 6, a: 0, bytes: utf8(text) };
    const made = line(6, [piece, column(6, 0, 1)]);
    const outcome = give(atFive(), frame('a', [5, 6, 0], made));
    expect(outcome.kind).toBe('refused');
    expect(outcome.error).toMatch(reason);
    expect(({} as Record<string, unknown>)['y']).toBeUndefined();
  });

  it.each([
    7,
    '16888',
    [1, 6, 0, 0],
    ...[-1, 0.5, '1', null, true].flatMap(wrong =>
      [0, 1, 2, 3, 4].map(i =>
        [1, 6, 0, 0, 0].map((n, j) => (i === j ? wrong : n))
      )
    )
  ])('in the slice %j is refused, and named', slice => {
    const { data } = frame('a', [5, 6, 0]);
    const events = [{ ...line(6, []).json, parts: [slice] }];
    const outcome = atFive().receiveFrame({ ...data, events }, null);
    expect(outcome.kind).toBe('refused');
    expect(outcome.error).toMatch(/'parts' must hold .*, not/);
  });

  it.each([null, 7, []])('in %j for a frame is refused, and named', data => {
    const outcome = atFive().receiveFrame(data, null);
    expect(outcome.error).toMatch(/must be an object, not/);
  });

  it.each([null, 7, []])('in the event %j is refused, and named', event => {
    const { data } = frame('a', [5, 6, 0]);
    const outcome = atFive().receiveFrame({ ...data, events: [event] }, null);
    expect(outcome.error).toMatch(/'events' must hold objects/);
  });

  it('in the version names both versions, and is not asked for again', () => {
    const replica = atFive();
    const { data } = frame('a', [5, 8, 0]);
    const outcome = replica.receiveFrame({ ...data, v: 2 }, null);
    expect(outcome).toMatchObject({ kind: 'refused', send: [] });
    expect(outcome.error).toMatch(/must be 1.* not 2/);
    expect(replica.position).toEqual(['a', 5, 0]);
  });

  it.each([
    [undefined, 'undefined'],
    [{ a: 1 }, '{"a":1}'],
    ['x'.repeat(78), `"${'x'.repeat(78)}"`],
    ['x'.repeat(79), `"${'x'.repeat(79)}…`]
  ])('is quoted, the first 80 characters of it: %j', (from, said) => {
    const { data } = frame('a', [5, 8, 0]);
    const { error } = atFive().receiveFrame({ ...data, from }, null);
    expect(error).toMatch(/^field 'from' must be .* at least 0, not /);
    expect(error?.split(', not ')[1]).toBe(said);
  });

  it('unknown fields are ignored', () => {
    const { data } = frame('a', [5, 8, 0]);
    expect(atFive().receiveFrame({ ...data, extra: 1 }, null).kind).toBe(
      'applied'
    );
  });
});

describe('a beat', () => {
  const beat = (epoch: string | null, cursor: number | null) => ({
    v: 1,
    type: 'beat',
    epoch,
    cursor,
    kernel: 'alive'
  });

  it('that names a later cursor says that a frame was lost', () => {
    expect(atFive().receiveBeat(beat('a', 6))).toMatchObject({
      kind: 'gap',
      send: [{ type: 'resync', epoch: 'a', cursor: 5 }]
    });
  });

  it('that names another epoch says that its frames were lost', () => {
    expect(atFive().receiveBeat(beat('b', 2)).send).toEqual([
      { v: 1, type: 'resync', epoch: 'b', cursor: 0 }
    ]);
  });

  it('asks even if it had asked before', () => {
    const replica = atFive();
    replica.receiveBeat(beat('a', 6));
    expect(replica.receiveBeat(beat('a', 6)).send).toHaveLength(1);
  });

  it('that agrees with the replica asks for nothing, and ends the asking', () => {
    const replica = atFive();
    give(replica, frame('a', [6, 8, 0]));
    expect(replica.receiveBeat(beat('a', 5))).toMatchObject({
      kind: 'repeat',
      send: []
    });
    expect(replica.stale).toBe(false);
  });

  it('that names a later frame of the sweep says that one was lost', () => {
    const replica = atFive();
    give(replica, frame('a', [5, 5, 0]));
    const at = (index: number) => ({ ...beat('a', 5), index });
    expect(replica.receiveBeat(at(1)).kind).toBe('repeat');
    expect(replica.receiveBeat({ ...at(9), cursor: 4 }).kind).toBe('repeat');
    expect(replica.receiveBeat(at(2)).send).toHaveLength(1);
  });

  it('of a server that knows nothing asks for nothing', () => {
    expect(atFive().receiveBeat(beat(null, null)).send).toEqual([]);
  });

  it('is right where a late frame misled: its epoch is no longer retired, and another is no longer built', () => {
    const replica = atFive();
    give(replica, frame('b', [0, 0, 0]));
    expect(replica.receiveBeat(beat('a', 5)).kind).toBe('repeat');
    expect(replica.building).toBe(false);
    give(replica, frame('b', [0, 3, 0]));
    expect(replica.receiveBeat(beat('a', 9)).send).toMatchObject([
      { epoch: 'a', cursor: 0 }
    ]);
    expect(give(replica, frame('a', [0, 9, 0])).whole).toBe(true);
  });
});

describe('a preview', () => {
  const made = [skeleton(4, { y: null }, [LINE]), column(4, 0, 1)];

  function begun(): Replica {
    const replica = new Replica();
    give(
      replica,
      frame('a', [0, 0, 0], envs(1, 'main'), env(4, 'main', ['w', 'v']))
    );
    return replica;
  }

  function show(replica: Replica, epoch: string, ...events: WireEvent[]) {
    const { data, blob } = frame(epoch, [0, 0, 0], ...events);
    return replica.receivePreview(data, blob);
  }

  it('is drawn until its pane has arrived, and moves no position', () => {
    const replica = begun();
    const { position } = replica;
    expect(show(replica, 'a', line(0, made))).toEqual([['main', 'w']]);
    expect(replica.position).toEqual(position);
    const { shown } = replica;
    expect(shown.windowsToDraw('main')).toEqual(['w']);
    expect(shown.windows('main')).toEqual([]);
    expect([
      ...(shown.paneToDraw('main', 'w')!.json['y'] as Float64Array)
    ]).toEqual([1]);
    const whole = [skeleton(4, { y: null }, [LINE]), column(4, 0, 1, 2)];
    give(replica, frame('a', [0, 0, 1], line(5, whole)));
    expect(shown.paneToDraw('main', 'w')).toBe(shown.pane('main', 'w'));
    expect(ys(replica)).toEqual([1, 2]);
  });

  it('is forgotten when everything has arrived', () => {
    const replica = begun();
    show(replica, 'a', line(0, made));
    give(replica, frame('a', [0, 5, 1]));
    expect(replica.store.windowsToDraw('main')).toEqual([]);
  });

  it('may have its bytes inside, as base64', () => {
    const { data, blob } = frame('a', [0, 0, 0], line(0, made));
    const inner = Buffer.from(new Uint8Array(blob!.buffer)).toString('base64');
    const shown = begun().receivePreview({ ...data, blob: inner }, null);
    expect(shown).toEqual([['main', 'w']]);
  });

  it('comes too early for a replica that has begun nothing', () => {
    expect(show(new Replica(), 'a', line(0, made))).toEqual([]);
  });

  it('comes too late for a replica that holds a state', () => {
    const replica = atFive();
    expect(show(replica, 'a', line(0, made))).toEqual([]);
    give(replica, frame('b', [0, 0, 0], envs(1, 'main')));
    expect(show(replica, 'b', line(0, made))).toEqual([]);
  });

  it('is refused unless it is an object of this version', () => {
    const { data, blob } = frame('a', [0, 0, 0], line(0, made));
    const replica = begun();
    expect(() => replica.receivePreview('x', null)).toThrow('be an object');
    expect(() => replica.receivePreview({ ...data, v: 2 }, blob)).toThrow(
      /must be 1.* not 2/
    );
  });

  it('is refused unless it is a whole pane of the epoch being built', () => {
    const replica = begun();
    expect(show(replica, 'b', line(0, made))).toEqual([]);
    expect(() => show(replica, 'a', line(0, made, true))).toThrow(
      'whole panes'
    );
    expect(() => show(replica, 'a', env(5, 'main', []))).toThrow('whole panes');
    expect(() => show(replica, 'a', line(0, [column(4, 0, 1)]))).toThrow(
      'skeleton'
    );
  });
});
