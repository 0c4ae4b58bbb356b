/** Where nodes stand before forces move them: those start from what has few crossings, and never undo one. */
import type { INetwork, INode } from './model';

interface ISector {
  readonly node: INode;
  readonly depth: number;
  /** Angles within which a node and what hangs on it stand. */
  readonly from: number;
  readonly to: number;
}

/** Puts nodes without a place on rings around the best connected one; `length` is between two rings. */
export function seedPlaces(network: INetwork, length: number): void {
  const neighbours = neighboursOf(network);
  const degree = (node: INode) => neighbours.get(node)!.size;
  const roots = [...network.nodes].sort((a, b) => degree(b) - degree(a));
  const seen = new Set<INode>();
  let left = 0;
  for (const root of roots) {
    if (!seen.has(root)) {
      const depth = spread(root, neighbours, seen, left, length);
      // What hangs together stands beside the rest.
      left += 2 * (depth + 1) * length;
    }
  }
}

type Neighbours = Map<INode, Set<INode>>;

/** Places all that can be reached from `root`, and returns on how many rings. */
function spread(
  root: INode,
  neighbours: Neighbours,
  seen: Set<INode>,
  left: number,
  length: number
): number {
  const queue: ISector[] = [{ node: root, depth: 0, from: 0, to: 2 * Math.PI }];
  seen.add(root);
  for (const { node, depth, from, to } of queue) {
    const angle = (from + to) / 2;
    node.x ??= left + Math.cos(angle) * depth * length;
    node.y ??= Math.sin(angle) * depth * length;
    const next = [...neighbours.get(node)!].filter(other => !seen.has(other));
    const share = (to - from) / next.length;
    next.forEach((other, index) => {
      seen.add(other);
      const start = from + index * share;
      queue.push({
        node: other,
        depth: depth + 1,
        from: start,
        to: start + share
      });
    });
  }
  return queue.at(-1)!.depth;
}

function neighboursOf({ nodes, edges }: INetwork): Neighbours {
  const neighbours: Neighbours = new Map(nodes.map(node => [node, new Set()]));
  for (const { source, target } of edges) {
    neighbours.get(source)!.add(target);
    neighbours.get(target)!.add(source);
  }
  return neighbours;
}
