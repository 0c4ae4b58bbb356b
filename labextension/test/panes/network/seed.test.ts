import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../../src/panes/network/model';
import { seedPlaces } from '../../../src/panes/network/seed';

function seeded(count: number, ...pairs: [number, number][]) {
  const network = readNetwork({
    nodes: Array.from({ length: count }, (_, name) => ({ name })),
    edges: pairs.map(([source, target]) => ({ source, target }))
  });
  seedPlaces(network, 100);
  return network.nodes.map(({ x = NaN, y = NaN }) => ({ x, y }));
}

const far = ({ x, y }: { x: number; y: number }) =>
  Math.round(Math.hypot(x, y));

describe('seedPlaces', () => {
  it('puts the best connected node in the middle and others on rings', () => {
    const places = seeded(4, [0, 1], [1, 2], [1, 3]);
    expect(places.map(far)).toEqual([100, 0, 100, 100]);
    const distinct = new Set(places.map(({ x, y }) => `${x} ${y}`));
    expect(distinct.size).toBe(4);
  });

  it('puts what hangs on a node outside of it', () => {
    expect(seeded(4, [0, 1], [0, 2], [2, 3]).map(far)).toEqual([
      0, 100, 100, 200
    ]);
  });

  it('puts what is not connected beside the rest', () => {
    const places = seeded(3, [0, 1]);
    expect(places[2]!.x).toBeGreaterThan(places[1]!.x + 100);
  });

  it('takes loops, double edges and nothing at all', () => {
    expect(seeded(2, [0, 0], [0, 1], [1, 0]).map(far)).toEqual([0, 100]);
    expect(seeded(0)).toEqual([]);
  });

  it('moves no node that has a place', () => {
    const network = readNetwork({ nodes: [{ name: 0 }, { name: 1 }] });
    Object.assign(network.nodes[1]!, { x: 3, y: 4 });
    seedPlaces(network, 100);
    expect(network.nodes[1]).toMatchObject({ x: 3, y: 4 });
  });
});
