// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { isPictureSource } from '../../src/panes/image';

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
