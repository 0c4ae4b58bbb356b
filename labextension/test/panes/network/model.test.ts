import { describe, expect, it } from 'vitest';
import { keepPlaces, readNetwork } from '../../../src/panes/network/model';

const CONTENT = {
  nodes: [
    { name: 0, label: 'a' },
    { name: 1, label: 'b', club: 4 },
    { name: 2 }
  ],
  edges: [
    { source: 0, target: 1, label: '0-1' },
    { source: 0, target: 9, label: 'lost' }
  ]
};

describe('readNetwork', () => {
  it('reads nodes and edges, and leaves out edges that lead nowhere', () => {
    const { nodes, edges } = readNetwork(CONTENT);
    expect(nodes).toEqual([
      { name: '0', label: 'a', club: 0 },
      { name: '1', label: 'b', club: 4 },
      { name: '2', label: '2', club: 0 }
    ]);
    expect(edges).toEqual([
      { source: nodes[0], target: nodes[1], label: '0-1' }
    ]);
  });

  it('reads nothing from nothing', () => {
    expect(readNetwork({})).toEqual({ nodes: [], edges: [] });
  });
});

describe('keepPlaces', () => {
  it('puts nodes of the same name where they were', () => {
    const before = readNetwork(CONTENT);
    Object.assign(before.nodes[1]!, { x: 3, y: 4 });
    const network = readNetwork({ nodes: [{ name: 1 }, { name: 7 }] });
    keepPlaces(network, before);
    expect(network.nodes[0]).toMatchObject({ x: 3, y: 4 });
    expect(network.nodes[1]!.x).toBeUndefined();
  });
});
