/** Pictures of several envs side by side, each to move about in: a pane of a comparison alone. */
import type { Drawn, IAction, IBody, IBodyHost, IPicture } from './body';
import { element } from './dom';
import { saveAddress } from './download';
import { extensionOf, isPictureSource } from './address';
import { asList, asRecord, asText } from './json';
import { PictureView } from './view';

/** One picture with its caption above: which env it is of comes first. */
class Cell {
  source = '';

  show(content: unknown): void {
    const source = asText(asRecord(content)['src']);
    if (!isPictureSource(source)) {
      throw new Error('this image is in a format that is not shown');
    }
    const caption = asText(asRecord(content)['caption']);
    this.source = source;
    this.view.show(source, caption);
    this._caption.textContent = caption;
  }

  readonly view = new PictureView(() => undefined);
  private readonly _caption = element('figcaption', 'jv-Caption');
  readonly node = element('figure', 'jv-Image', this._caption, this.view.node);
}

export class ImageCompareBody implements IBody {
  constructor(host: IBodyHost) {
    host.node.replaceChildren(this._row);
  }

  draw({ json }: IPicture): Drawn {
    const contents = asList(json['content']);
    while (this._cells.length > contents.length) {
      this._cells.pop()?.node.remove();
    }
    contents.forEach((content, index) => this._cell(index).show(content));
    return 'drawn';
  }

  actions(name: string): IAction[] {
    return [
      {
        label: 'Download Images',
        run: () =>
          this._cells.forEach(({ source }, index) =>
            saveAddress(`${name}_${index + 1}.${extensionOf(source)}`, source)
          )
      },
      {
        label: 'Reset View',
        run: () => this._cells.forEach(({ view }) => view.reset())
      }
    ];
  }

  dispose(): void {}

  private _cell(index: number): Cell {
    const known = this._cells[index];
    if (known) {
      return known;
    }
    const cell = new Cell();
    this._cells.push(cell);
    this._row.append(cell.node);
    return cell;
  }

  private readonly _row = element('div', 'jv-Compare');
  private readonly _cells: Cell[] = [];
}
