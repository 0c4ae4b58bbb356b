/** A table of properties that the user edits; handlers in the kernel are told of each edit. */
import type { Drawn, IAction, IBody, IBodyHost, IPicture } from './body';
import { makeControl, type IControl } from './control';
import { element } from './dom';
import { saveJson } from './download';
import { tellHandlers } from './event';
import { asList, asRecord, asText, type Json } from './json';

export class PropertiesBody implements IBody {
  constructor(private readonly _host: IBodyHost) {
    const scroller = element('div', 'jv-Properties', this._table);
    _host.node.replaceChildren(scroller);
  }

  draw({ json }: IPicture): Drawn {
    this._items = asList(json['content']).map(asRecord);
    const shape = JSON.stringify(this._items.map(shapeOf));
    if (shape !== this._shape) {
      this._shape = shape;
      this._build();
    }
    this._items.forEach((item, id) => this._controls[id]?.show(item['value']));
    return 'drawn';
  }

  actions(name: string): IAction[] {
    const run = () => saveJson(name, this._items);
    return [{ label: 'Download JSON', run }];
  }

  dispose(): void {}

  /** Rows stay while only values change: what is being typed then is not lost. */
  private _build(): void {
    this._controls = this._items.map((item, propertyId) =>
      makeControl(item, value =>
        tellHandlers(this._host, 'PropertyUpdate', { propertyId, value })
      )
    );
    const rows = this._items.map((item, id) => {
      const { node } = this._controls[id]!;
      const name = element('th', 'jv-Properties-name', asText(item['name']));
      name.scope = 'row';
      return element('tr', '', name, element('td', '', node));
    });
    this._table.replaceChildren(element('tbody', '', ...rows));
  }

  private readonly _table = element('table', 'jv-Properties-table');
  private _items: Json[] = [];
  private _controls: IControl[] = [];
  private _shape = '';
}

/** All of a property but its value. */
function shapeOf({ type, name, values }: Json): unknown {
  return [type, name, values];
}
