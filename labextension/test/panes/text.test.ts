// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as download from '../../src/panes/download';
import { TextBody } from '../../src/panes/text';
import { FakeHost, FakeObserver } from './host';

// Icons come with all of JupyterLab's components.
vi.mock('../../src/panes/icons', () => ({
  followIcon: { element: () => undefined }
}));

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

  it('listens no more when it is gone', () => {
    body.dispose();
    expect(FakeObserver.disconnect).toHaveBeenCalled();
    expect(host.node.hasAttribute('tabindex')).toBe(false);
  });
});
