import { describe, expect, it } from 'vitest';
import { Pane, Part, Skeleton, type Json } from '../../src/core';
import { floats, utf8 } from './wire';

function makePane(
  json: Json,
  columns: Json[],
  parts: [number, Uint8Array][]
): Pane {
  const part = Part.new(1, 0, utf8(JSON.stringify({ json, columns })));
  const made = parts.map(
    ([number, bytes]) => [number, Part.new(1, 0, bytes)] as const
  );
  return new Pane(
    'main',
    'w',
    3,
    2,
    'id',
    Skeleton.fromPart(part),
    new Map(made)
  );
}

describe('a pane', () => {
  it('is put together as Visdom keeps it, with version and contentID', () => {
    const pane = makePane({ title: 't' }, [], []);
    expect(pane.json).toEqual({ title: 't', version: 2, contentID: 'id' });
    expect(pane.json).toBe(pane.json);
  });

  it('has each kind of column at its path', () => {
    const pane = makePane(
      { data: [{ x: null, z: null }], text: null, names: null, few: [1] },
      [
        [1, 'float', ['data', 0, 'x'], null],
        [2, 'int', ['data', 0, 'z'], 2],
        [3, 'text', ['text'], null],
        [4, 'json', ['names'], null]
      ],
      [
        [1, floats(1.5, NaN)],
        [2, floats(1, 2, 3, 4)],
        [3, utf8('é😀')],
        [4, utf8('"a"\n1\n{"b":1}\nNaN\n')]
      ]
    );
    expect(pane.json).toEqual({
      data: [
        {
          x: Float64Array.of(1.5, NaN),
          z: [Float64Array.of(1, 2), Float64Array.of(3, 4)]
        }
      ],
      text: 'é😀',
      names: ['a', 1, null, null],
      few: [1],
      version: 2,
      contentID: 'id'
    });
  });

  it('has null for a line that is no one value', () => {
    const lines: [number, Uint8Array][] = [[1, utf8('1,2\n3\n')]];
    const pane = makePane({ j: null }, [[1, 'json', ['j'], null]], lines);
    expect(pane.json['j']).toEqual([null, 3]);
  });

  it('has empty columns too', () => {
    const pane = makePane(
      { t: null, j: null, f: null },
      [
        [1, 'text', ['t'], null],
        [2, 'json', ['j'], null],
        [3, 'float', ['f'], null]
      ],
      [1, 2, 3].map(n => [n, utf8('')])
    );
    expect(pane.json).toMatchObject({ t: '', j: [], f: new Float64Array() });
  });

  it('may be put together anew by one who changes it', () => {
    const pane = makePane({ layout: { a: 1 } }, [], []);
    const mine = pane.assemble() as { layout: { a: number } };
    mine.layout.a = 2;
    expect(pane.json['layout']).toEqual({ a: 1 });
  });
});
