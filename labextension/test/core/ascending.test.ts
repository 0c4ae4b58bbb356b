import { describe, expect, it } from 'vitest';
import { Part } from '../../src/core';
import { isAscending } from '../../src/core/ascending';
import { floats } from './wire';

describe('isAscending', () => {
  const written = (...values: number[]) => Part.new(1, 0, floats(...values));

  it.each([
    [[], true],
    [[1], true],
    [[NaN], false],
    [[1, 1, 2], true],
    [[1, 3, 2], false],
    [[1, NaN, 2], false],
    [[NaN, 1, 2], false]
  ])('of %j is %s', (values, expected) => {
    expect(isAscending(written(...values).numbers())).toBe(expected);
  });

  it('is asked anew of what was appended, in the same buffer too', () => {
    const part = written(1).write(8, floats(2));
    expect(isAscending(part.numbers())).toBe(true);
    const grown = part.write(16, floats(3, 2));
    expect(grown.numbers().buffer).toBe(part.numbers().buffer);
    expect(isAscending(grown.numbers())).toBe(false);
  });

  it('forgets a fault that was dropped', () => {
    const part = written(5, 1, 2, 3);
    expect(isAscending(part.numbers())).toBe(false);
    expect(isAscending(part.dropBefore(8).numbers())).toBe(true);
  });
});
