/** Pictures: one, or a history with a slider. */
import type { Drawn, IBody, IBodyHost, IPicture } from './body';
import { element, setData } from './dom';
import { asList, asNumber, asRecord, asText, type Json } from './json';

/**
 * Data only, never an address: a picture from elsewhere would tell its host who looks at this notebook. SVG is safe in
 * an `<img>`, where it runs no scripts and loads nothing.
 */
const SOURCE = /^(data:image\/(png|jpe?g|gif|webp|svg\+xml)[;,]|blob:)/i;

export function isPictureSource(source: string): boolean {
  return SOURCE.test(source);
}

/** Pictures up to this width are looked at for their pixels, as tensors often are; larger ones are smoothed. */
const TINY = 128;

/** A picture with its caption below. */
class Picture {
  readonly node: HTMLElement;

  constructor() {
    this._image.draggable = false;
    this._image.addEventListener('load', () => {
      const pixels = this._image.naturalWidth <= TINY;
      setData(this._image, 'pixels', String(pixels));
    });
    this.node = element('figure', 'jv-Image', this._image, this._caption);
  }

  show(content: Json): void {
    const source = asText(content['src']);
    if (!isPictureSource(source)) {
      throw new Error('this image is in a format that is not shown');
    }
    if (source !== this._source) {
      this._source = source;
      this._image.src = source;
    }
    const caption = asText(content['caption']);
    this._caption.textContent = caption;
    this._image.alt = caption || 'image';
  }

  private readonly _image = element('img', 'jv-Image-picture');
  private readonly _caption = element('figcaption', 'jv-Caption');
  private _source = '';
}

export class ImageBody implements IBody {
  constructor(host: IBodyHost) {
    host.node.replaceChildren(this._picture.node);
  }

  draw({ json }: IPicture): Drawn {
    this._picture.show(asRecord(json['content']));
    return 'drawn';
  }

  dispose(): void {}

  private readonly _picture = new Picture();
}

/** The slider is the user's until the workspace selects another picture. */
export class ImageHistoryBody implements IBody {
  constructor(private readonly _host: IBodyHost) {
    this._slider.type = 'range';
    this._slider.min = '0';
    this._slider.addEventListener('input', () => this._show());
    this._slider.addEventListener('change', () => this._tell());
    _host.node.replaceChildren(this._picture.node, this._bar);
  }

  draw({ json }: IPicture): Drawn {
    this._items = asList(json['content']);
    this._bar.hidden = json['show_slider'] === false || this._items.length < 2;
    this._slider.max = String(Math.max(this._items.length - 1, 0));
    const selected = asNumber(json['selected']) ?? 0;
    if (selected !== this._selected) {
      this._selected = selected;
      this._slider.value = String(selected);
    }
    this._show();
    return 'drawn';
  }

  dispose(): void {}

  private _show(): void {
    const index = Number(this._slider.value);
    this._number.textContent = `${index + 1} / ${this._items.length}`;
    this._picture.show(asRecord(this._items[index]));
  }

  /** What Visdom's page sends when its slider is let go. */
  private _tell(): void {
    const data = {
      target: this._host.win,
      eid: this._host.env,
      event_type: 'SliderMoved',
      index: Number(this._slider.value),
      pane_data: false
    };
    this._host.send({ cmd: 'forward_to_vis', data });
  }

  private readonly _picture = new Picture();
  private readonly _slider = element('input', 'jv-Slider-input');
  private readonly _number = element('output', 'jv-Slider-number');
  private readonly _bar = element(
    'label',
    'jv-Slider',
    'Selected',
    this._slider,
    this._number
  );
  private _items: readonly unknown[] = [];
  private _selected = -1;
}
