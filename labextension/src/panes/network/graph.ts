/** A graph laid out by forces; its nodes can be dragged, the whole moved and zoomed. */
import { drag, type D3DragEvent } from 'd3-drag';
import {
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation
} from 'd3-force';
import { select, type Selection } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import type { IPicture } from '../body';
import { setData } from '../dom';
import { asRecord } from '../json';
import { colourWay } from '../theme';
import { wantsWheel } from '../wheel';
import {
  keepPlaces,
  readNetwork,
  type IEdge,
  type INetwork,
  type INode
} from './model';
import { seedPlaces } from './seed';
import { standalone } from './standalone';

/** Strong enough to untangle a small graph; the pull to the middle keeps what is not connected in sight. */
const REPULSION = -500;
const LENGTH = 120;
const PULL = 0.06;

const RADIUS = 10;

/** Around a graph that is fitted into its pane, in pixels. */
const MARGIN = 28;

/** Ticks after which a layout is at rest. */
const TICKS = 300;

let made = 0;

type Group<Datum> = Selection<SVGGElement, Datum, SVGGElement, unknown>;

export class Graph {
  constructor(node: HTMLElement) {
    this._svg = select(node).append('svg').attr('class', 'jv-Network-svg');
    this._svg.attr('role', 'img');
    addArrow(this._svg, this._arrow);
    this._scene = this._svg.append('g');
    this._zoom
      .filter(event => wantsWheel(event as Event, node))
      .on('zoom', ({ transform, sourceEvent }) =>
        this._move(transform as ZoomTransform, Boolean(sourceEvent))
      );
    this._svg.call(this._zoom).on('dblclick.zoom', () => this.reset());
  }

  draw({ json, width, height }: IPicture): void {
    this._width = width;
    this._height = height;
    this._svg.attr('width', width).attr('height', height);
    const content = JSON.stringify([
      json['content'],
      json['directed'],
      json['showEdgeLabels'],
      json['showVertexLabels']
    ]);
    if (content !== this._content) {
      this._content = content;
      this._build(json);
    }
    this._colour();
    this._maybeFit();
  }

  /** All of it in sight again. */
  reset(): void {
    this._isMoved = false;
    this._maybeFit();
  }

  /** What is seen, as a file's text. */
  toSvg(): string {
    return standalone(this._svg.node()!);
  }

  dispose(): void {
    this._simulation.stop();
  }

  private _build(json: IPicture['json']): void {
    const network = readNetwork(asRecord(json['content']));
    keepPlaces(network, this._network);
    seedPlaces(network, LENGTH);
    this._network = network;
    const { nodes, edges } = network;
    setData(this._svg.node()!.parentElement!, 'nodes', String(nodes.length));
    this._svg.attr(
      'aria-label',
      `Graph of ${nodes.length} nodes and ${edges.length} edges`
    );
    this._scene.selectAll('*').remove();
    this._edges = this._addEdges(edges, Boolean(json['directed']));
    if (json['showEdgeLabels']) {
      this._edges.append('text').text(edge => edge.label);
    }
    this._nodes = this._addNodes(nodes);
    if (json['showVertexLabels']) {
      const text = this._nodes.append('text').text(node => node.label);
      text.attr('dx', RADIUS + 4).attr('dy', '.35em');
    }
    this._lay();
  }

  private _addEdges(edges: IEdge[], directed: boolean): Group<IEdge> {
    const groups = this._scene
      .append('g')
      .selectAll<SVGGElement, IEdge>('g')
      .data(edges)
      .join('g')
      .attr('class', 'jv-Network-edge');
    const lines = groups.append('line');
    if (directed) {
      lines.attr('marker-end', `url(#${this._arrow})`);
    }
    groups.append('title').text(edge => edge.label);
    return groups;
  }

  private _addNodes(nodes: INode[]): Group<INode> {
    const groups = this._scene
      .append('g')
      .selectAll<SVGGElement, INode>('g')
      .data(nodes)
      .join('g')
      .attr('class', 'jv-Network-node')
      .call(this._dragging());
    groups.append('circle').attr('r', RADIUS);
    groups.append('title').text(node => node.name);
    return groups;
  }

  private _dragging() {
    type Drag = D3DragEvent<SVGGElement, INode, INode>;
    const hold = ({ x, y, subject }: Drag) => {
      Object.assign(subject, { fx: x, fy: y });
      this._isMoved = true;
    };
    return drag<SVGGElement, INode>()
      .on('start', (event: Drag) => {
        hold(event);
        this._simulation.alphaTarget(0.3).restart();
      })
      .on('drag', hold)
      .on('end', ({ subject }: Drag) => {
        Object.assign(subject, { fx: null, fy: null });
        this._simulation.alphaTarget(0);
      });
  }

  private _lay(): void {
    const { nodes, edges } = this._network;
    this._simulation.stop();
    this._simulation = forceSimulation(nodes)
      .force('link', forceLink<INode, IEdge>(edges).distance(LENGTH))
      .force('charge', forceManyBody().strength(REPULSION))
      .force('x', forceX().strength(PULL))
      .force('y', forceY().strength(PULL))
      .on('tick', () => this._place());
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this._simulation.stop().tick(TICKS);
      this._place();
    }
  }

  private _place(): void {
    this._nodes?.attr('transform', ({ x, y }) => `translate(${x},${y})`);
    this._edges?.each(function (edge) {
      placeEdge(select(this), edge.source, edge.target);
    });
    this._maybeFit();
  }

  private _colour(): void {
    const way = colourWay();
    this._nodes
      ?.select('circle')
      .attr('fill', ({ club }) => way[Math.abs(club) % way.length]!);
  }

  /** Until the user has moved something. */
  private _maybeFit(): void {
    const { nodes } = this._network;
    if (this._isMoved || nodes.length === 0) {
      return;
    }
    const [left, right] = extent(nodes.map(({ x }) => x ?? 0));
    const [top, bottom] = extent(nodes.map(({ y }) => y ?? 0));
    const room = (size: number) => Math.max(size - 2 * MARGIN, 1);
    const scale = Math.min(
      room(this._width) / Math.max(right - left, 1),
      room(this._height) / Math.max(bottom - top, 1),
      1
    );
    const middle = zoomIdentity
      .translate(this._width / 2, this._height / 2)
      .scale(scale)
      .translate(-(left + right) / 2, -(top + bottom) / 2);
    this._svg.call(this._zoom.transform, middle);
  }

  private _move(transform: ZoomTransform, byUser: boolean): void {
    this._isMoved ||= byUser;
    this._scene.attr('transform', String(transform));
  }

  private readonly _svg: Selection<SVGSVGElement, unknown, null, undefined>;
  private readonly _scene: Selection<SVGGElement, unknown, null, undefined>;
  private readonly _zoom = zoom<SVGSVGElement, unknown>().scaleExtent([
    0.05, 8
  ]);
  // Ids are the document's: each graph refers to its own.
  private readonly _arrow = `jv-arrow-${++made}`;
  private _simulation: Simulation<INode, undefined> = forceSimulation<INode>();
  private _network: INetwork = {
    nodes: [],
    edges: []
  };
  private _nodes: Group<INode> | null = null;
  private _edges: Group<IEdge> | null = null;
  private _content = '';
  private _isMoved = false;
  private _width = 0;
  private _height = 0;
}

function addArrow(
  svg: Selection<SVGSVGElement, unknown, null, undefined>,
  id: string
): void {
  const marker = svg.append('defs').append('marker').attr('id', id);
  marker.attr('viewBox', '0 -5 10 10').attr('refX', 10).attr('orient', 'auto');
  marker.attr('markerWidth', 8).attr('markerHeight', 8);
  marker
    .append('path')
    .attr('class', 'jv-Network-arrow')
    .attr('d', 'M0-5 10 0 0 5');
}

type Edge = Selection<SVGGElement, unknown, null, undefined>;

/** A line from rim to rim, its label along it and never upside down. */
function placeEdge(edge: Edge, from: INode, to: INode): void {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = [from.x, from.y, to.x, to.y];
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const x = ((x2 - x1) / length) * RADIUS;
  const y = ((y2 - y1) / length) * RADIUS;
  const line = edge.select('line');
  line.attr('x1', x1 + x).attr('y1', y1 + y);
  line.attr('x2', x2 - x).attr('y2', y2 - y);
  const turned = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const upright = Math.abs(turned) > 90 ? turned + 180 : turned;
  const middle = `translate(${(x1 + x2) / 2},${(y1 + y2) / 2})`;
  edge.select('text').attr('transform', `${middle}rotate(${upright})`);
}

function extent(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
