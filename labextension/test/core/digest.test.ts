import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digest, digestJson, Store, type PaneValue } from '../../src/core';

function sha(...pieces: (string | number[])[]): string {
  const hash = createHash('sha256');
  pieces.forEach(piece => hash.update(Buffer.from(piece as string)));
  return hash.digest('hex');
}

describe('the digest', () => {
  it.each<[string, PaneValue, (string | number[])[]]>([
    ['null', null, ['d', [0x7f, 0xf8, 0, 0, 0, 0, 0, 0]]],
    ['true', true, ['t']],
    ['false', false, ['f']],
    ['a number', 1, ['d', [0x3f, 0xf0, 0, 0, 0, 0, 0, 0]]],
    ['minus zero', -0, ['d', [0, 0, 0, 0, 0, 0, 0, 0]]],
    ['a string', 'é', ['s', [0, 0, 0, 2], 'é']],
    ['an empty list', [], ['l', [0, 0, 0, 0]]],
    ['an object', { a: true }, ['m', [0, 0, 0, 1], 's', [0, 0, 0, 1], 'at']]
  ])('of %s is that of its canonical bytes', (_, value, pieces) => {
    expect(digestJson(value)).toBe(sha(...pieces));
  });

  it('of an object does not depend on the order of its keys, and sorts them by UTF-8', () => {
    const bmp = '\uffee';
    const astral = '\u{1f600}'; // before the other in UTF-16, after it in UTF-8
    const head = (text: string) => [0, 0, 0, Buffer.byteLength(text)];
    const bytes = ['m', [0, 0, 0, 2], 's', head(bmp), bmp, 't'];
    expect(digestJson({ [astral]: false, [bmp]: true })).toBe(
      sha(...bytes, 's', head(astral), astral, 'f')
    );
  });

  it('of a column is that of the list that it stands for', () => {
    const list = Array.from({ length: 10_000 }, (_, i) => i / 7 - 500);
    expect(digestJson(Float64Array.from(list))).toBe(digestJson(list));
    expect(digestJson(Float64Array.of(NaN, -0))).toBe(digestJson([null, 0]));
    expect(digestJson([Float64Array.of(1)])).toBe(digestJson([[1]]));
  });

  it('knows one NaN, whatever its bits', () => {
    const odd = new Float64Array(BigUint64Array.of(0xfff8000000000001n).buffer);
    expect(digestJson(odd)).toBe(digestJson([null]));
  });

  it('of an empty store is that of an empty object', () => {
    expect(digest(new Store())).toBe(digestJson({}));
  });
});
