/**
 * Messages that come in: what they say, and what is wrong with them.
 */
import { describe, expect, it } from 'vitest';
import {
  command,
  readBeat,
  readKernelState,
  readReply,
  typeOf
} from '../../src/core/messages';

const BEAT = { v: 1, type: 'beat', epoch: 'a', cursor: 3 };
const REPLY = { v: 1, type: 'reply', ref: 'r' };

describe('the type of a message', () => {
  it.each([
    [BEAT, 'beat'],
    [{ v: 1 }, ''],
    [{ v: 1, type: 7 }, ''],
    [null, ''],
    [undefined, ''],
    ['beat', ''],
    [[], '']
  ])('of %j is %j', (data, type) => expect(typeOf(data)).toBe(type));
});

describe('a beat', () => {
  it.each([
    [BEAT, { epoch: 'a', cursor: 3, index: 0, kernel: null }],
    [
      { ...BEAT, index: 2, kernel: 'gone' },
      { epoch: 'a', cursor: 3, index: 2, kernel: 'gone' }
    ],
    [
      { v: 1, epoch: null, kernel: 'unloaded' },
      { epoch: null, cursor: 0, index: 0, kernel: 'unloaded' }
    ],
    [{ v: 1 }, { epoch: null, cursor: 0, index: 0, kernel: null }]
  ])('%j is read', (data, read) => expect(readBeat(data)).toEqual(read));

  it.each([
    [null, /must be an object/],
    [[], /must be an object/],
    ['beat', /must be an object/],
    [{ ...BEAT, v: 2 }, /'v'|version/],
    [{ ...BEAT, epoch: 7 }, /'epoch'/],
    [{ ...BEAT, cursor: -1 }, /'cursor'/],
    [{ ...BEAT, cursor: 0.5 }, /'cursor'/],
    [{ ...BEAT, index: '2' }, /'index'/],
    [{ ...BEAT, kernel: 'asleep' }, /'kernel' must be one of alive/],
    [{ ...BEAT, kernel: 7 }, /'kernel' must be one of alive/]
  ])('%j is refused, and named', (data, reason) =>
    expect(() => readBeat(data)).toThrow(reason)
  );
});

describe("a kernel's state", () => {
  it.each(['alive', 'restarting', 'gone', 'unloaded', null])('%j', kernel =>
    expect(readKernelState({ kernel })).toBe(kernel)
  );
});

describe('a reply', () => {
  it.each([
    [REPLY, { ref: 'r', error: null }],
    [
      { ...REPLY, error: null },
      { ref: 'r', error: null }
    ],
    [
      { ...REPLY, error: 'no such env' },
      { ref: 'r', error: 'no such env' }
    ]
  ])('%j is read', (data, read) => expect(readReply(data)).toEqual(read));

  it.each([
    [7, /must be an object/],
    [{ ...REPLY, v: 0 }, /'v'|version/],
    [{ v: 1 }, /'ref'/],
    [{ ...REPLY, error: 7 }, /'error'/]
  ])('%j is refused, and named', (data, reason) =>
    expect(() => readReply(data)).toThrow(reason)
  );
});

describe('a command', () => {
  it('has a reference of 64 characters at most', () => {
    const longest = 'r'.repeat(64);
    expect(command(longest, {})).toMatchObject({ ref: longest, body: {} });
    expect(() => command(`${longest}r`, {})).toThrow(/'ref' must have at most/);
  });
});
