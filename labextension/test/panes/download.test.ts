import { describe, expect, it } from 'vitest';
import { fileName, toJson } from '../../src/panes/download';

describe('toJson', () => {
  it('writes columns as lists, and null for what is no number', () => {
    const value = { y: Float64Array.of(1, NaN, Infinity), name: 'a' };
    expect(JSON.parse(toJson(value))).toEqual({
      y: [1, null, null],
      name: 'a'
    });
  });
});

describe('fileName', () => {
  it.each([
    ['Loss', 'Loss'],
    ['a/b: c?', 'a_b_ c_'],
    ['../../x', '.._.._x'],
    ['', 'pane'],
    ['x'.repeat(300), 'x'.repeat(100)]
  ])('makes of %j a name for a file', (title, name) =>
    expect(fileName(title)).toBe(name)
  );
});
