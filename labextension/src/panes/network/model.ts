/** Nodes and edges as Visdom's client sends them. */
import type { SimulationLinkDatum, SimulationNodeDatum } from 'd3-force';
import { asList, asNumber, asRecord, asText, type Json } from '../json';

export interface INode extends SimulationNodeDatum {
  readonly name: string;
  readonly label: string;
  /** Nodes of one club have one colour. */
  readonly club: number;
}

export interface IEdge extends SimulationLinkDatum<INode> {
  readonly source: INode;
  readonly target: INode;
  readonly label: string;
}

export interface INetwork {
  readonly nodes: INode[];
  readonly edges: IEdge[];
}

/** Objects of our own, since the layout writes into them. Edges that lead nowhere are left out. */
export function readNetwork(content: Json): INetwork {
  const nodes = asList(content['nodes']).map(asRecord).map(readNode);
  const edges = asList(content['edges']).map(asRecord);
  return {
    nodes,
    edges: edges.flatMap(edge => {
      const source = nodes[asNumber(edge['source']) ?? -1];
      const target = nodes[asNumber(edge['target']) ?? -1];
      const label = asText(edge['label']);
      return source && target ? [{ source, target, label }] : [];
    })
  };
}

function readNode(node: Json): INode {
  const name = asText(node['name']);
  const label = asText(node['label']) || name;
  return { name, label, club: asNumber(node['club']) ?? 0 };
}

/** Nodes of the same name stay where they were: a new edge doesn't throw the picture about. */
export function keepPlaces(network: INetwork, before: INetwork): void {
  const places = new Map(before.nodes.map(node => [node.name, node]));
  for (const node of network.nodes) {
    const { x, y } = places.get(node.name) ?? {};
    Object.assign(node, x !== undefined && { x, y });
  }
}
