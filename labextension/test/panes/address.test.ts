// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import {
  extensionOf,
  isPictureSource,
  withoutAddresses
} from '../../src/panes/address';

describe('isPictureSource', () => {
  it.each([
    'data:image/png;base64,AA',
    'data:image/jpeg;base64,AA',
    'data:image/jpg;base64,AA',
    'data:image/gif;base64,AA',
    'data:image/webp;base64,AA',
    'data:image/svg+xml,%3Csvg%3E',
    'blob:http://localhost/1'
  ])('takes %s', source => expect(isPictureSource(source)).toBe(true));

  it.each([
    '',
    'x.png',
    '/files/x.png',
    'https://example.org/x.png',
    'javascript:alert(1)',
    'data:text/html,x',
    'data:image/pngx;base64,AA',
    ' data:image/png;base64,AA'
  ])('refuses “%s”', source => expect(isPictureSource(source)).toBe(false));
});

describe('extensionOf', () => {
  it.each([
    ['data:image/png;base64,AA', 'png'],
    ['data:image/jpeg;base64,AA', 'jpg'],
    ['data:image/svg+xml,%3Csvg%3E', 'svg'],
    ['blob:http://localhost/1', 'png']
  ])('of %s is %s', (source, extension) =>
    expect(extensionOf(source)).toBe(extension)
  );
});

describe('withoutAddresses', () => {
  const inside = 'data:image/png;base64,AA==';
  const outside = 'https://else.where/x';

  it('keeps what is data, a name, or inside the figure', () => {
    const layout = {
      images: [{ source: inside, x: 1 }],
      map: {
        style: 'open-street-map',
        layers: [{ source: { type: 'Point' } }]
      },
      font: { style: 'italic' },
      title: { text: outside }
    };
    expect(withoutAddresses(layout)).toEqual(layout);
  });

  it('takes out what would be loaded, in a template and in a button too', () => {
    const lost = { images: [{ source: outside }], map: { style: outside } };
    const kept = { images: [{ source: 'data:,' }], map: { style: '' } };
    const layout = {
      template: { layout: lost, data: { map: [{ geojson: outside }] } },
      updatemenus: [{ buttons: [{ args: [lost], args2: ['title', 'x'] }] }],
      'images[1].source': outside
    };
    expect(withoutAddresses(layout)).toEqual({
      template: { layout: kept, data: { map: [{ geojson: null }] } },
      updatemenus: [{ buttons: [{ args: [kept], args2: ['title', 'x'] }] }],
      'images[1].source': 'data:,'
    });
  });

  it.each([
    ['a relative address', { source: 'logo' }, { source: 'data:,' }],
    ['a list of tiles', { source: [outside] }, { source: 'data:,' }],
    ['a style that lists sources', { style: { sources: {} } }, { style: '' }],
    [
      'a change of one picture',
      { args: ['images[0].source', outside] },
      { args: [] }
    ]
  ])('takes out %s', (_, part, left) =>
    expect(withoutAddresses(part)).toEqual(left)
  );

  it('lets columns through by reference', () => {
    const trace = {
      y: Float64Array.of(1),
      text: ['source', '<b>b</b>'],
      z: [[1]]
    };
    const left = withoutAddresses(trace);
    expect(left['y']).toBe(trace.y);
    expect(left['text']).toBe(trace.text);
    expect(left['z']).toBe(trace.z);
  });

  it.each([
    ['<b style="color:red">b</b>', '<b style="color:red">b</b>'],
    ['style: url(x) <b>', 'style: url(x) <b>'],
    ['<b style="fill:url(x)">b</b>', '<b no="fill:url(x)">b</b>'],
    [
      '<b ststyleyle="x" style="fill:URL(x)">',
      '<b stnoyle="x" no="fill:URL(x)">'
    ],
    ['<b style="fill:&#117;rl(x)">', '<b no="fill:&#117;rl(x)">'],
    ['<b style="fill:\\75rl(x)">', '<b no="fill:\\75rl(x)">']
  ])('makes of the text %j %j', (text, left) => {
    expect(withoutAddresses({ text })).toEqual({ text: left });
    expect(withoutAddresses({ text: [text] })).toEqual({ text: [left] });
  });
});
