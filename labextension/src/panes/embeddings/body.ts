/**
 * An embedding: points in a plane, each with a preview that the kernel is asked for when the pointer rests on it. A lasso
 * picks points to be embedded anew; the arrow leads back. What draws them comes with the first such pane.
 */
import type { Drawn, IAction, IBody, IBodyHost, IPicture } from '../body';
import { element, setData } from '../dom';
import { saveAddress, saveJson } from '../download';
import { tellHandlers } from '../event';
import { backIcon, lassoIcon } from '../icons';
import { asRecord, type Json } from '../json';
import { PaneKeys } from '../keys';
import { Card } from './card';
import type { Cloud } from './cloud';
import type { Lasso, Point, within } from './lasso';
import { readEntities, type IEntity } from './points';

/** Fewer points make no embedding of their own; the client's t-SNE would fail on them. As in Visdom's page. */
export const FEWEST = 22;

/** No handler gets the points themselves: there are many, and the kernel has them. */
const LEAN = { pane_data: false };

interface ICode {
  readonly Cloud: typeof Cloud;
  readonly Lasso: typeof Lasso;
  readonly within: typeof within;
}

let code: ICode | null = null;

async function load(): Promise<Drawn> {
  const [cloud, lasso] = await Promise.all([
    import('./cloud'),
    import('./lasso')
  ]);
  code = { ...cloud, ...lasso };
  return 'loading';
}

export class EmbeddingsBody implements IBody {
  constructor(private readonly _host: IBodyHost) {
    this._keys = new PaneKeys(_host, { fields: LEAN });
    this._card = new Card(({ name, idx }) =>
      tellHandlers(_host, 'EntitySelected', { entityId: name, idx, ...LEAN })
    );
    prepare(this._back, 'Back', backIcon, () => this._goBack());
    prepare(this._select, 'Select points', lassoIcon, () =>
      this._toggle(!this._lasso?.node.isConnected)
    );
    const bar = element('div', 'jv-Embeddings-bar', this._back, this._select);
    this._node.append(this._stage, bar, this._note, this._card.node);
    _host.node.replaceChildren(this._node);
  }

  draw({ json, width, height }: IPicture): Drawn | Promise<Drawn> {
    if (!code) {
      return load();
    }
    const content = asRecord(json['content']);
    const loading = Boolean(content['isLoading']);
    setData(this._node, 'loading', String(loading));
    this._note.textContent = loading ? 'Computing the embedding …' : '';
    this._content = content;
    this._back.hidden = !content['has_previous'];
    this._select.hidden = loading;
    this._drawPoints(code, width, height);
    this._card.show(asRecord(content['selected']));
    return 'drawn';
  }

  actions(name: string): IAction[] {
    const data = this._content['data'];
    return [
      { label: 'Download PNG', run: () => this._saveImage(name) },
      { label: 'Download JSON', run: () => saveJson(name, data) },
      { label: 'Reset View', run: () => this._cloud?.reset() }
    ];
  }

  dispose(): void {
    this._keys.dispose();
    this._card.dispose();
  }

  private _saveImage(name: string): void {
    if (this._cloud) {
      saveAddress(`${name}.png`, this._cloud.node.toDataURL());
    }
  }

  private _drawPoints({ Cloud, Lasso }: ICode, width: number, height: number) {
    if (!this._cloud) {
      this._cloud = new Cloud((entity, at) => this._card.point(entity, at));
      this._lasso = new Lasso(loop => this._pick(loop));
      this._stage.append(this._cloud.node);
    }
    this._entities = readEntities(this._content);
    // Other points than before: a place among those says nothing.
    const shown = this._entities.map(({ idx }) => idx).join();
    if (shown !== this._shown) {
      this._shown = shown;
      this._cloud.reset();
    }
    this._cloud.draw(this._entities, width, height);
    setData(this._node, 'points', String(this._entities.length));
  }

  private _pick(loop: Point[]): void {
    const cloud = this._cloud!;
    const picked = code!.within(loop, this._entities, entity =>
      cloud.placeOf(entity)
    );
    const { length } = picked;
    if (length < FEWEST) {
      const points = length === 1 ? 'point' : 'points';
      this._note.textContent = `Only ${length} ${points} selected; at least ${FEWEST} are needed.`;
      return;
    }
    this._toggle(false);
    const selectedIdxs = picked.map(({ idx }) => idx);
    tellHandlers(this._host, 'RegionSelected', { selectedIdxs, ...LEAN });
  }

  private _goBack(): void {
    const { env, win } = this._host;
    const data = { target: win, eid: env, ...LEAN };
    this._host.send({ cmd: 'pop_embeddings_pane', data });
  }

  private _toggle(on: boolean): void {
    this._note.textContent = '';
    this._select.setAttribute('aria-pressed', String(on));
    if (on && this._lasso) {
      this._stage.append(this._lasso.node);
    } else {
      this._lasso?.node.remove();
    }
  }

  private readonly _stage = element('div', 'jv-Embeddings-stage');
  private readonly _back = element('button', 'jv-Embeddings-button');
  private readonly _select = element('button', 'jv-Embeddings-button');
  private readonly _note = element('p', 'jv-Embeddings-note');
  private readonly _node = element('div', 'jv-Embeddings');
  private readonly _card: Card;
  private readonly _keys: PaneKeys;
  private _cloud: Cloud | null = null;
  private _lasso: Lasso | null = null;
  private _entities: readonly IEntity[] = [];
  private _content: Json = {};
  private _shown = '';
}

function prepare(
  node: HTMLButtonElement,
  title: string,
  icon: typeof backIcon,
  click: () => void
): void {
  node.type = 'button';
  node.title = title;
  icon.element({ container: node });
  node.addEventListener('click', click);
}
