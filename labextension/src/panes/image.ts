/** Pictures: one, or a history with a slider. */
import { extensionOf, isPictureSource } from './address';
import type { Drawn, IAction, IBody, IBodyHost, IPicture } from './body';
import { element } from './dom';
import { saveAddress } from './download';
import { tellHandlers } from './event';
import { asList, asRecord, asText, type Json } from './json';
import { PaneKeys } from './keys';
import { typeset } from './latex';
import { HistorySlider } from './slider';
import { PictureView } from './view';

/** A picture to move about in, with its caption below. */
class Picture {
  constructor(host: IBodyHost) {
    this._view = new PictureView(({ x, y }) =>
      tellHandlers(host, 'Click', { image_coord: { x, y } })
    );
    this._keys = new PaneKeys(host);
    this.node = element('figure', 'jv-Image', this._view.node, this._caption);
  }

  readonly node: HTMLElement;

  show(content: Json): void {
    const source = asText(content['src']);
    if (!isPictureSource(source)) {
      throw new Error('this image is in a format that is not shown');
    }
    this._source = source;
    const caption = asText(content['caption']);
    this._view.show(source, caption || 'image');
    if (caption !== this._told) {
      this._told = caption;
      this._caption.textContent = caption;
      typeset(this._caption);
    }
  }

  actions(name: string): IAction[] {
    const source = this._source;
    return [
      {
        label: 'Download Image',
        run: () => saveAddress(`${name}.${extensionOf(source)}`, source)
      },
      { label: 'Reset View', run: () => this._view.reset() }
    ];
  }

  dispose(): void {
    this._keys.dispose();
  }

  private readonly _view: PictureView;
  private readonly _keys: PaneKeys;
  private readonly _caption = element('figcaption', 'jv-Caption');
  private _source = '';
  private _told = '';
}

export class ImageBody implements IBody {
  constructor(host: IBodyHost) {
    this._picture = new Picture(host);
    host.node.replaceChildren(this._picture.node);
  }

  draw({ json }: IPicture): Drawn {
    this._picture.show(asRecord(json['content']));
    return 'drawn';
  }

  actions(name: string): IAction[] {
    return this._picture.actions(name);
  }

  dispose(): void {
    this._picture.dispose();
  }

  private readonly _picture: Picture;
}

/** The user's place in a picture stays when another of the history is shown. */
export class ImageHistoryBody implements IBody {
  constructor(host: IBodyHost) {
    this._picture = new Picture(host);
    this._slider = new HistorySlider({
      label: 'Selected',
      moved: index => this._picture.show(asRecord(this._items[index])),
      released: index =>
        tellHandlers(host, 'SliderMoved', { index, pane_data: false })
    });
    host.node.replaceChildren(this._picture.node, this._slider.node);
  }

  draw({ json }: IPicture): Drawn {
    this._items = asList(json['content']);
    const { length } = this._items;
    this._slider.follow(length, json['selected'], json['show_slider']);
    this._picture.show(asRecord(this._items[this._slider.index]));
    return 'drawn';
  }

  actions(name: string): IAction[] {
    return this._picture.actions(name);
  }

  dispose(): void {
    this._picture.dispose();
  }

  private readonly _picture: Picture;
  private readonly _slider: HistorySlider;
  private _items: readonly unknown[] = [];
}
