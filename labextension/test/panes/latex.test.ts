// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import { hasLatex, typeset } from '../../src/panes/latex';
import { setTypesetter } from '../../src/panes/typesetter';

describe('hasLatex', () => {
  it.each(['a $x^2$ b', '$$x$$', '\\(x\\)', '\\[\nx\n\\]'])('sees %j', text =>
    expect(hasLatex(text)).toBe(true)
  );

  it.each(['', 'price $5', 'a (b) c', '\\(x'])('sees none in %j', text =>
    expect(hasLatex(text)).toBe(false)
  );
});

describe('typeset', () => {
  it('asks for what has formulas, once there is someone to ask', () => {
    const asked: HTMLElement[] = [];
    const [formula, plain] = ['$x$', 'x'].map(text => {
      const node = document.createElement('p');
      node.textContent = text;
      return node;
    });
    typeset(formula!);
    setTypesetter({ typeset: node => void asked.push(node) });
    typeset(formula!);
    typeset(plain!);
    expect(asked).toEqual([formula]);
  });

  it('leaves links to elsewhere, and none that would act with the login here', async () => {
    const node = document.createElement('p');
    node.textContent = '$\\href{…}{x}$';
    setTypesetter({
      typeset: async () => {
        node.innerHTML =
          '<a href="/lab/api">1</a><a href="https://example.org/">2</a>';
      }
    });
    typeset(node);
    await vi.waitFor(() =>
      expect(node.querySelector('[target]')).not.toBeNull()
    );
    const links = [...node.querySelectorAll('a')];
    expect(links.map(link => link.getAttribute('href'))).toEqual([
      null,
      'https://example.org/'
    ]);
  });
});
