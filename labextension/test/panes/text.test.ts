// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as download from '../../src/panes/download';
import { TextBody } from '../../src/panes/text';
import { FakeHost, FakeObserver } from './host';

vi.mock('../../src/panes/icons', () => import('./icons'));

const HOSTILE = '<b onclick="x()">bold</b><script>x()</script>';

function picture(content: unknown) {
  return { json: { content }, width: 100, height: 100 };
}

describe('TextBody', () => {
  let host: FakeHost;
  let body: TextBody;

  beforeEach(() => {
    vi.clearAllMocks();
    vi.stubGlobal('ResizeObserver', FakeObserver);
    host = new FakeHost();
    body = new TextBody(host);
  });

  afterEach(() => {
    body.dispose();
    vi.unstubAllGlobals();
  });

  it('shows HTML cleaned', () => {
    body.draw(picture(HOSTILE));
    const content = host.node.querySelector('.jv-Text-content')!;
    expect(content.innerHTML).toBe('<b>bold</b>');
  });

  it('leaves what is shown as it is while the text stays', () => {
    body.draw(picture('<b>bold</b>'));
    const shown = host.node.querySelector('b');
    body.draw(picture('<b>bold</b>'));
    expect(host.node.querySelector('b')).toBe(shown);
  });

  it('shows nothing where there is no text', () => {
    body.draw(picture({ not: 'text' }));
    expect(host.node.querySelector('.jv-Text-content')!.innerHTML).toBe('');
  });

  it('gives away HTML as it came, under a policy by which it runs and loads nothing', () => {
    const save = vi.spyOn(download, 'saveText').mockReturnValue();
    body.draw(picture(HOSTILE));
    void body.actions('a')[1]!.run();
    const [file, type, html] = save.mock.calls[0]!;
    expect([file, type]).toEqual(['a.html', 'text/html']);
    expect(html.endsWith(HOSTILE)).toBe(true);
    const policy = new DOMParser()
      .parseFromString(html, 'text/html')
      .querySelector('head > meta[http-equiv="Content-Security-Policy"]');
    expect(policy!.getAttribute('content')).toBe(
      "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'"
    );
  });

  describe('of more lines than are in sight', () => {
    let text: HTMLElement;
    let follow: HTMLElement;
    let height: () => number;

    /** Where the user scrolls to, in pixels from the top; 100 of them are in sight. */
    function scroll(top: number): void {
      text.scrollTop = top;
      text.dispatchEvent(new Event('scroll'));
    }

    /** Shows a text; so tall is it once it is there, not before. */
    function show(html: string, tall: number): void {
      const before = text.firstElementChild!.firstChild;
      const [old, now] = [height(), tall];
      height = () =>
        text.firstElementChild!.firstChild === before ? old : now;
      body.draw(picture(html));
      height = () => now;
    }

    beforeEach(() => {
      height = () => 0;
      text = host.node.querySelector('.jv-Text')!;
      follow = host.node.querySelector('.jv-Text-follow')!;
      Object.defineProperties(text, {
        clientHeight: { value: 100 },
        scrollHeight: { get: () => height() }
      });
    });

    it('begins at the end of a log, and stays there', () => {
      show('one<br>two', 300);
      expect(text.scrollTop).toBe(300);
      show('one<br>two<br>three', 400);
      expect(text.scrollTop).toBe(400);
      expect(follow.hidden).toBe(true);
    });

    it.each(['<p>a page</p>', '<table></table>', '<img src="x">'])(
      'begins at the top of what is no log: %s',
      html => {
        show(html, 300);
        expect(text.scrollTop).toBe(0);
        show(`${html} more`, 400);
        expect(text.scrollTop).toBe(0);
      }
    );

    it('follows what is no log from when its end, in sight, moves on', () => {
      show('<p>a page</p>', 90);
      show('<p>a page</p>more', 300);
      expect(text.scrollTop).toBe(300);
      show('<p>another page</p>', 500);
      expect(text.scrollTop).toBe(500);
    });

    it('follows no other text that takes its place', () => {
      show('<p>a page</p>', 90);
      show('<p>another</p>', 300);
      expect(text.scrollTop).toBe(0);
    });

    it('leaves the end to who scrolls up, until coming back', () => {
      show('one', 300);
      scroll(200);
      scroll(150);
      expect(follow.hidden).toBe(false);
      show('one<br>two', 400);
      expect(text.scrollTop).toBe(150);
      scroll(300 - 24);
      expect(follow.hidden).toBe(true);
      show('one<br>two<br>three', 500);
      expect(text.scrollTop).toBe(500);
    });

    it('leaves it to nobody because the text has just grown', () => {
      show('one', 300);
      scroll(200);
      height = () => 400;
      scroll(200);
      expect(follow.hidden).toBe(true);
      show('one<br>two', 400);
      expect(text.scrollTop).toBe(400);
    });

    it('goes to the end when told to, and when its pictures have come', () => {
      show('one', 300);
      scroll(200);
      scroll(100);
      follow.click();
      expect(text.scrollTop).toBe(300);
      scroll(200);
      height = () => 700;
      FakeObserver.tell(100, 700);
      expect(text.scrollTop).toBe(700);
    });
  });

  it('listens no more when it is gone', () => {
    body.dispose();
    expect(FakeObserver.disconnect).toHaveBeenCalled();
    expect(host.node.hasAttribute('tabindex')).toBe(false);
  });
});
