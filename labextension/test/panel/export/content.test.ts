// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../src/panel/export/content';

const PICTURE = 'data:image/png;base64,AAAA';
const LOADING = '<b style="fill:url(https://else.where/x)">label</b>';
const POINT = { position: [1, 2], name: 'a', group: 0 };

describe('contentOf', () => {
  it('cleans text', () => {
    const content = '<b onclick="x()">bold</b><script>x()</script>';
    const { html, figure } = contentOf({ type: 'text', content });
    expect(html).toBe('<div class="html"><b>bold</b></div>');
    expect(figure).toBeNull();
  });

  it('keeps pictures that are data, and no address', () => {
    const content = [
      { src: PICTURE, caption: '<i>' },
      { src: 'https://elsewhere/x.png' }
    ];
    const { html } = contentOf({ type: 'image_compare', content });
    expect(html).toContain(PICTURE);
    expect(html).toContain('&lt;i&gt;');
    expect(html).not.toContain('elsewhere');
  });

  it('shows the selected frame of a history', () => {
    const frames = [1, 2, 3].map(y => ({ data: [{ y: [y] }], layout: {} }));
    const history = { type: 'plot_history', content: frames };
    const y = (json: object) => contentOf({ ...history, ...json }).figure!.data;
    expect(y({ selected: 1 })).toEqual([{ y: [2] }]);
    expect(y({})).toEqual([{ y: [3] }]);
  });

  it('lets a plot be as large as its pane', () => {
    const content = { data: [{ y: [1] }], layout: { width: 9, height: 9 } };
    const { layout } = contentOf({ type: 'plot', content }).figure!;
    expect(layout).toMatchObject({ autosize: true });
    expect(layout).not.toHaveProperty('width');
  });

  it('lists properties, with the word that is chosen', () => {
    const content = [
      { type: 'select', name: 'Colour', value: 1, values: ['red', 'blue'] },
      { type: 'checkbox', name: 'On', value: true }
    ];
    const { html } = contentOf({ type: 'properties', content });
    expect(html).toContain('<th class="">Colour</th><td class="">blue</td>');
    expect(html).toContain('<td class="">yes</td>');
  });

  it('draws graphs and embeddings as plots', () => {
    const graph = {
      nodes: [{ name: '0' }, { name: '1' }],
      edges: [{ source: 0, target: 1 }]
    };
    const network = contentOf({ type: 'network', content: graph }).figure!;
    expect(network.data[0]!['x']).toHaveLength(3);
    expect(network.data[1]!['text']).toEqual(['0', '1']);
    const data = [POINT];
    const cloud = contentOf({ type: 'embeddings', content: { data } }).figure!;
    expect(cloud.data[0]).toMatchObject({ x: [1], y: [2], text: ['a'] });
  });

  it.each([
    ['network', { nodes: [{ name: LOADING }], edges: [] }],
    ['embeddings', { data: [{ ...POINT, label: LOADING }] }],
    ['plot', { data: [{ text: [LOADING] }], layout: { title: LOADING } }]
  ])('keeps labels, but nothing that they would load: %s', (type, content) => {
    const { figure, html } = contentOf({ type, content });
    expect(html).toBe('');
    const written = JSON.stringify(figure);
    expect(written).toContain('label</b>');
    expect(written).not.toContain('style=');
  });

  it.each(['new', 'constructor', '__proto__', ''])(
    'says that it does not export a pane of type “%s”',
    type => expect(contentOf({ type }).html).toContain(`“${type}” are not`)
  );
});
