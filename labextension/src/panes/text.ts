/** Text: HTML from the kernel, cleaned. */
import type { Drawn, IBody, IBodyHost, IPicture } from './body';
import { element } from './dom';
import { asText } from './json';
import { sanitise } from './sanitise';

/** Within so many pixels of its end a text counts as being read there, and follows what is appended. */
const NEAR_END = 24;

export class TextBody implements IBody {
  constructor(host: IBodyHost) {
    host.node.replaceChildren(this._text);
  }

  draw({ json }: IPicture): Drawn {
    const html = asText(json['content']);
    if (html !== this._html) {
      const follow = this._html !== null && this._isAtEnd();
      this._html = html;
      this._text.replaceChildren(sanitise(html));
      if (follow) {
        this._text.scrollTop = this._text.scrollHeight;
      }
    }
    return 'drawn';
  }

  dispose(): void {}

  private _isAtEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this._text;
    return scrollTop + clientHeight >= scrollHeight - NEAR_END;
  }

  private readonly _text = element('div', 'jv-Text');
  private _html: string | null = null;
}
