// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { extensionOf, isPictureSource } from '../../src/panes/address';

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
