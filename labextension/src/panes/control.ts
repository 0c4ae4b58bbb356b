/** Controls for single values: the five kinds of a properties pane, the list of a plot's properties uses three of them. */
import { element } from './dom';
import { asList, asText, type Json } from './json';
import { hasLatex, typeset } from './latex';

export interface IControl {
  readonly node: HTMLElement;
  /** Shows a value, unless the user is just editing. */
  show(value: unknown): void;
}

/** Called with each value that the user gives. */
export type Submit = (value: unknown) => void;

/** Half-typed numbers included. */
const NUMBER = /^[+-]?\d*\.?\d*(e[+-]?\d*)?$/i;

const makers: { [type: string]: (item: Json, submit: Submit) => IControl } = {
  text: (item, submit) => new TextControl(item, submit),
  number: (item, submit) => new TextControl(item, submit, NUMBER),
  button: makeButton,
  checkbox: makeCheckbox,
  select: makeSelect
};

/** A control for a property `{type, name, value, values}`. */
export function makeControl(item: Json, submit: Submit): IControl {
  const type = asText(item['type']);
  const make = Object.hasOwn(makers, type) ? makers[type] : undefined;
  return make ? make(item, submit) : refuse(type);
}

/** One line of text, or a number as text. Enter submits, and so does leaving it, if something was changed. */
class TextControl implements IControl {
  readonly node: HTMLElement;

  constructor(
    item: Json,
    private readonly _submit: Submit,
    private readonly _pattern?: RegExp
  ) {
    const { _input: input, _preview: preview } = this;
    input.setAttribute('aria-label', asText(item['name']));
    input.inputMode = _pattern ? 'decimal' : 'text';
    input.addEventListener('beforeinput', this._refuse);
    input.addEventListener('blur', () => this._leave());
    input.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        this._told = null;
        input.blur();
      }
    });
    preview.tabIndex = 0;
    preview.setAttribute('role', 'textbox');
    preview.setAttribute('aria-label', asText(item['name']));
    preview.addEventListener('focus', () => this._edit());
    this.node = element('span', 'jv-Control', input, preview);
    this._maybePreview();
  }

  show(value: unknown): void {
    if (document.activeElement !== this._input) {
      this._told = this._input.value = asText(value);
      this._maybePreview();
    }
  }

  private readonly _refuse = (event: InputEvent): void => {
    const { value, selectionStart, selectionEnd } = this._input;
    const before = value.slice(0, selectionStart ?? 0);
    const after = value.slice(selectionEnd ?? 0);
    const typed = event.data;
    if (
      typed !== null &&
      this._pattern?.test(before + typed + after) === false
    ) {
      event.preventDefault();
    }
  };

  private _leave(): void {
    const { value } = this._input;
    if (value !== this._told) {
      this._told = value;
      this._submit(value);
    }
    this._maybePreview();
  }

  private _edit(): void {
    this._preview.hidden = true;
    this._input.hidden = false;
    this._input.focus();
  }

  /** Formulas are shown as such until they are edited. */
  private _maybePreview(): void {
    const { value } = this._input;
    const formula = hasLatex(value);
    this._input.hidden = formula;
    this._preview.hidden = !formula;
    if (formula) {
      this._preview.textContent = value;
      typeset(this._preview);
    }
  }

  private readonly _input = element('input', 'jv-Control-input');
  private readonly _preview = element('span', 'jv-Control-preview');
  /** What the workspace knows; null where Enter is to tell it again. */
  private _told: string | null = '';
}

function makeButton(item: Json, submit: Submit): IControl {
  const node = element('button', 'jv-Control-button jp-mod-styled');
  node.type = 'button';
  node.setAttribute('aria-label', asText(item['name']));
  node.addEventListener('click', () => submit('clicked'));
  return { node, show: value => (node.textContent = asText(value)) };
}

function makeCheckbox(item: Json, submit: Submit): IControl {
  const node = element('input', 'jv-Control-checkbox');
  node.type = 'checkbox';
  node.setAttribute('aria-label', asText(item['name']));
  node.addEventListener('change', () => submit(node.checked));
  return { node, show: value => (node.checked = Boolean(value)) };
}

/** Its value is the index of the choice; told as text, as Visdom's page does. */
function makeSelect(item: Json, submit: Submit): IControl {
  const options = asList(item['values']).map((name, index) => {
    const option = element('option', '', asText(name));
    option.value = String(index);
    return option;
  });
  const node = element('select', 'jv-Control-select', ...options);
  node.setAttribute('aria-label', asText(item['name']));
  node.addEventListener('change', () => submit(node.value));
  return { node, show: value => (node.value = asText(value)) };
}

function refuse(type: string): IControl {
  const text = `A property of type “${type}” is not known.`;
  return { node: element('span', 'jv-Note', text), show: () => undefined };
}
