/** A labelled slider below a body. */
import { element } from './dom';
import { asNumber } from './json';

export interface ISliderOptions {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  /** While it is dragged. */
  moved(value: number): void;
  /** When it is let go. */
  released?(value: number): void;
  /** What stands beside it. */
  text(value: number): string;
}

export class Slider {
  readonly node: HTMLElement;

  constructor(private readonly _options: ISliderOptions) {
    this._input.type = 'range';
    this._input.min = String(_options.min);
    this._input.setAttribute('aria-label', _options.label);
    this.setMaximum(_options.max);
    this._input.addEventListener('input', () => {
      this._label();
      _options.moved(this.value);
    });
    this._input.addEventListener('change', () =>
      _options.released?.(this.value)
    );
    this.node = element(
      'label',
      'jv-Slider',
      _options.label,
      this._input,
      this._number
    );
  }

  get value(): number {
    return Number(this._input.value);
  }

  set value(value: number) {
    this._input.value = String(value);
    this._label();
  }

  setMaximum(max: number): void {
    this._input.max = String(max);
    this._label();
  }

  private _label(): void {
    this._number.textContent = this._options.text(this.value);
  }

  private readonly _input = element('input', 'jv-Slider-input');
  private readonly _number = element('output', 'jv-Slider-number');
}

/** A slider over the items of a history: the user's until the workspace selects another. */
export class HistorySlider {
  readonly node: HTMLElement;

  constructor(options: Pick<ISliderOptions, 'label' | 'moved' | 'released'>) {
    this._slider = new Slider({
      ...options,
      min: 0,
      max: 0,
      text: value => `${value + 1} / ${this._length}`
    });
    this.node = this._slider.node;
    this.node.hidden = true;
  }

  /** Which item is shown. */
  get index(): number {
    return this._slider.value;
  }

  /** Takes a history as it is now; `shown` is the pane's `show_slider`. */
  follow(length: number, selected: unknown, shown: unknown): void {
    this._length = length;
    this.node.hidden = shown === false || length < 2;
    this._slider.setMaximum(Math.max(length - 1, 0));
    const wanted = asNumber(selected) ?? 0;
    if (wanted !== this._selected) {
      this._selected = wanted;
      this._slider.value = wanted;
    }
  }

  private readonly _slider: Slider;
  private _length = 0;
  private _selected = -1;
}
