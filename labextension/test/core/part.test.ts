import { describe, expect, it } from 'vitest';
import { Part } from '../../src/core';
import { floats } from './wire';

function read(part: Part): number[] {
  return [...part.numbers()];
}

describe('a part', () => {
  it('is empty, at its end and one over: a write at its end is taken, one after it is not', () => {
    const part = Part.new(1, 16);
    expect(part.size).toBe(0);
    expect(read(part.write(16, floats(1)))).toEqual([1]);
    expect(part.write(16, floats(1)).bytes().buffer.byteLength).toBe(8);
    expect(() => part.write(17, floats(1))).toThrow(RangeError);
  });

  it('drops all that it has at most, and brings nothing back', () => {
    const part = Part.new(1, 8, floats(1, 2));
    expect(part.dropBefore(99).size).toBe(0);
    expect(read(part.dropBefore(16).dropBefore(8))).toEqual([2]);
    expect(read(part.dropBefore(16).write(24, floats(3)))).toEqual([2, 3]);
  });

  it('does not change what an older one covers', () => {
    const one = Part.new(1, 0, floats(1));
    const two = one.write(8, floats(2));
    const other = one.write(8, floats(3));
    expect(read(one)).toEqual([1]);
    expect(read(two)).toHaveLength(2);
    expect(read(other)).toEqual([1, 3]);
  });

  it('gives out one array of numbers, so that who draws it sees that it is the same', () => {
    const part = Part.new(1, 0, floats(1, 2));
    expect(part.numbers()).toBe(part.numbers());
    expect(read(part.write(16, floats(3)))).toEqual([1, 2, 3]);
  });

  it('copies its buffer a logarithmic number of times while it grows', () => {
    let part = Part.new(1, 0);
    const buffers = new Set<ArrayBuffer>();
    for (let i = 0; i < 10_000; i++) {
      part = part.write(i * 8, floats(i));
      buffers.add(part.bytes().buffer);
    }
    expect(buffers.size).toBeLessThan(16);
    expect(read(part).at(-1)).toBe(9999);
  });

  it('stays within a few times what it holds while it slides', () => {
    let part = Part.new(1, 0);
    for (let i = 0; i < 10_000; i++) {
      part = part.write(i * 8, floats(i)).dropBefore((i - 99) * 8);
    }
    expect(part.size).toBe(800);
    expect(part.bytes().buffer.byteLength).toBeLessThanOrEqual(3200);
    expect(read(part)[0]).toBe(9900);
  });

  it('gives numbers as a view, and copies only where they lie off a boundary', () => {
    const part = Part.new(1, 8, floats(1, 2));
    expect(part.dropBefore(16).numbers().buffer).toBe(part.bytes().buffer);
    expect(part.dropBefore(17).numbers()).toHaveLength(0);
  });
});
