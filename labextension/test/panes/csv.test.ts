import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/panes/csv';

describe('toCsv', () => {
  it('writes traces below each other, by name or number', () => {
    const x = Float64Array.of(0, 1);
    const data = [
      { name: 'a', x, y: [2, 3] },
      { x, y: [4, 5] }
    ];
    expect(toCsv({ data })).toBe(
      'trace,x,y\r\na,0,2\r\na,1,3\r\n1,0,4\r\n1,1,5\r\n'
    );
  });

  it('leaves out what is no number, and ends that are missing', () => {
    const data = [{ name: 'a', x: [1, 2], y: Float64Array.of(NaN) }];
    expect(toCsv({ data })).toBe('trace,x,y\r\na,1,\r\na,2,\r\n');
  });

  it('quotes what would break a line or a cell', () => {
    const data = [{ name: 'a,b', labels: ['say "x"', '1\n2'], values: [1, 2] }];
    expect(toCsv({ data })).toBe(
      'trace,labels,values\r\n"a,b","say ""x""",1\r\n"a,b","1\n2",2\r\n'
    );
  });

  it('writes a matrix cell by cell, its rows along y', () => {
    const data = [{ x: ['p', 'q'], z: [[1, 2], Float64Array.of(3, 4)] }];
    expect(toCsv({ data })).toBe(
      'trace,x,y,z\r\n0,p,0,1\r\n0,q,0,2\r\n0,p,1,3\r\n0,q,1,4\r\n'
    );
  });

  it('writes a heading alone where there is nothing', () => {
    expect(toCsv({})).toBe('trace\r\n');
  });
});
