/** A graph of nodes and edges. What draws it comes with the first such pane. */
import type { Drawn, IAction, IBody, IBodyHost, IPicture } from '../body';
import { element } from '../dom';
import { saveJson, saveText } from '../download';
import { asRecord, type Json } from '../json';
import type * as graph from './graph';

let code: typeof graph | null = null;

async function load(): Promise<Drawn> {
  code = await import('./graph');
  return 'loading';
}

export class NetworkBody implements IBody {
  constructor(host: IBodyHost) {
    host.node.replaceChildren(this._node);
  }

  draw(picture: IPicture): Drawn | Promise<Drawn> {
    if (!code) {
      return load();
    }
    this._content = asRecord(picture.json['content']);
    this._graph ??= new code.Graph(this._node);
    this._graph.draw(picture);
    return 'drawn';
  }

  actions(name: string): IAction[] {
    const { _content: content } = this;
    return [
      { label: 'Download SVG', run: () => this._saveSvg(name) },
      { label: 'Download JSON', run: () => saveJson(name, content) },
      { label: 'Reset View', run: () => this._graph?.reset() }
    ];
  }

  dispose(): void {
    this._graph?.dispose();
  }

  private _saveSvg(name: string): void {
    if (this._graph) {
      saveText(`${name}.svg`, 'image/svg+xml', this._graph.toSvg());
    }
  }

  private readonly _node = element('div', 'jv-Network');
  private _graph: graph.Graph | null = null;
  private _content: Json = {};
}
