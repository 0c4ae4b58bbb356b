// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { IBody } from '../../src/panes/body';
import { ImageCompareBody } from '../../src/panes/compare';
import { ImageBody, ImageHistoryBody } from '../../src/panes/image';
import { FakeHost } from './host';

const INSIDE = 'data:image/png;base64,AAAA';

const KINDS: [
  string,
  new (host: FakeHost) => IBody,
  (src: string) => object
][] = [
  ['image', ImageBody, src => ({ src, caption: '<b>' })],
  ['history of images', ImageHistoryBody, src => [{ src, caption: '<b>' }]],
  ['comparison of images', ImageCompareBody, src => [{ src, caption: '<b>' }]]
];

describe.each(KINDS)('the pane of an %s', (_, Body, contentOf) => {
  function draw(source: string): HTMLElement {
    const host = new FakeHost();
    const body = new Body(host);
    const json = { content: contentOf(source) };
    void body.draw({ json, width: 100, height: 100 });
    body.dispose();
    return host.node;
  }

  it('shows data, and its caption as text', () => {
    const node = draw(INSIDE);
    expect(node.querySelector('img')!.src).toBe(INSIDE);
    expect(node.querySelector('figcaption')!.textContent).toBe('<b>');
  });

  it.each(['https://else.where/x.png', '/api/shutdown', ''])(
    'refuses the address “%s”',
    source => {
      expect(() => draw(source)).toThrow('format that is not shown');
    }
  );
});
