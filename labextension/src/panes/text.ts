/**
 * Text: HTML from the kernel, cleaned. A log (lines, and nothing that stands in a block of its own) begins at its end, other
 * texts at their top. Whoever is at the end stays there, where what is appended is seen, until scrolling up.
 */
import type { Drawn, IAction, IBody, IBodyHost, IPicture } from './body';
import { element } from './dom';
import { saveText } from './download';
import { followIcon } from './icons';
import { asText } from './json';
import { PaneKeys } from './keys';
import { typeset } from './latex';
import { sanitise } from './sanitise';

/** Within so many pixels of its end a text counts as being read there. */
const NEAR_END = 24;

/** Before HTML that goes into a file: there it is as it came from the kernel, and may show itself, no more. */
const POLICY =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; media-src data:; style-src \'unsafe-inline\'">\n';

const BLOCK =
  /<(p|div|h[1-6]|[uod]l|table|pre|img|svg|figure|audio|video|blockquote|section)\b/i;

export class TextBody implements IBody {
  constructor(host: IBodyHost) {
    this._keys = new PaneKeys(host, { scrolls: true });
    this._text.addEventListener('scroll', () => this._note());
    this._follow.title = 'Follow the end of the text';
    this._follow.hidden = true;
    followIcon.element({ container: this._follow });
    this._follow.addEventListener('click', () => this._scrollToEnd());
    // Pictures and formulas get their height later.
    this._grown = new ResizeObserver(() => this._maybeFollow());
    this._grown.observe(this._content);
    host.node.replaceChildren(this._text, this._follow);
  }

  draw({ json }: IPicture): Drawn {
    const html = asText(json['content']);
    if (html !== this._html) {
      this._follows ||= this._begins(html);
      this._html = html;
      this._content.replaceChildren(sanitise(html));
      typeset(this._content);
    }
    this._maybeFollow();
    return 'drawn';
  }

  actions(name: string): IAction[] {
    const html = this._html ?? '';
    const plain = this._content.innerText;
    return [
      {
        label: 'Download Text',
        run: () => saveText(`${name}.txt`, 'text/plain', plain)
      },
      {
        label: 'Download HTML',
        run: () => saveText(`${name}.html`, 'text/html', POLICY + html)
      }
    ];
  }

  dispose(): void {
    this._keys.dispose();
    this._grown.disconnect();
  }

  /** Whether it is followed from here on: a log at once, others from the first time that their end, in sight, moves on. */
  private _begins(html: string): boolean {
    return this._html === null
      ? !BLOCK.test(html)
      : html.startsWith(this._html) && this._isAtEnd();
  }

  private _maybeFollow(): void {
    if (this._follows) {
      this._scrollToEnd();
    }
  }

  private _scrollToEnd(): void {
    this._text.scrollTop = this._text.scrollHeight;
  }

  /** Only who scrolls up leaves the end: text that has just grown is not at it either. */
  private _note(): void {
    const { scrollTop } = this._text;
    if (this._isAtEnd()) {
      this._follows = true;
      this._follow.hidden = true;
    } else if (scrollTop < this._top) {
      this._follows = false;
      this._follow.hidden = false;
    }
    this._top = scrollTop;
  }

  private _isAtEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this._text;
    return scrollTop + clientHeight >= scrollHeight - NEAR_END;
  }

  private readonly _content = element('div', 'jv-Text-content');
  private readonly _text = element('div', 'jv-Text', this._content);
  private readonly _follow = element('button', 'jv-Text-follow');
  private readonly _keys: PaneKeys;
  private readonly _grown: ResizeObserver;
  private _html: string | null = null;
  private _follows = false;
  private _top = 0;
}
