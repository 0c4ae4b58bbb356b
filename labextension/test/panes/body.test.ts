// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import { makeBody } from '../../src/panes/body';
import { FakeHost } from './host';

// Icons come with all of JupyterLab's components.
vi.mock('../../src/panes/icons', () => ({}));

describe('the body of a pane', () => {
  /** What a pane of a type that we do not know shows. */
  function show(type: string, content: unknown): string {
    const host = new FakeHost();
    const body = makeBody(type, host);
    void body.draw({ json: { type, content }, width: 100, height: 100 });
    body.dispose();
    return host.node.textContent!;
  }

  it.each(['new', 'constructor', '__proto__', ''])(
    'says that it does not draw the type “%s”, and shows what it holds',
    type => {
      const shown = show(type, { y: new Float64Array(9), name: '<b>' });
      expect(shown).toContain(`type “${type}”`);
      expect(shown).toContain('"9 numbers"');
      expect(shown).toContain('<b>');
    }
  );

  it('shows 2000 characters of it, and no more', () => {
    const count = (text: string): number => text.split('x').length - 1;
    expect(count(show('new', 'x'.repeat(1900)))).toBe(1900);
    const long = show('new', 'x'.repeat(1e6));
    expect(long.length).toBeLessThan(2100);
    expect(long).toMatch(/x …$/);
  });
});
