import { describe, expect, it } from 'vitest';
import { filterByTitle, isPattern } from '../../src/panel/filter';

const filter = (pattern: string) =>
  filterByTitle(['Loss', 'Accuracy', 'val_loss', ''], pattern, title => title);

describe('filterByTitle', () => {
  it.each([
    ['', ['Loss', 'Accuracy', 'val_loss', '']],
    ['loss', ['Loss', 'val_loss']],
    ['^l|^a', ['Loss', 'Accuracy']],
    ['none', []],
    ['(', ['Loss', 'Accuracy', 'val_loss', '']]
  ])('%j lets through %j', (pattern, titles) =>
    expect(filter(pattern)).toEqual(titles)
  );

  it('says what is no pattern', () => {
    expect(isPattern('(')).toBe(false);
    expect(isPattern('a|b')).toBe(true);
  });
});
