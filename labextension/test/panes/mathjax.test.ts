// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest';
import { lacksMathJax, loadMathJax, MathJax } from '../../src/panes/mathjax';

describe('lacksMathJax, before it is loaded', () => {
  it.each([
    { title: { text: 'a $x^2$ b' } },
    { xaxis: { ticktext: [0, '$$x$$'] } },
    { name: '$x$' }
  ])('sees the formula in %j', part =>
    expect(lacksMathJax({}, part)).toBe(true)
  );

  it.each([
    { title: { text: 'price $5' } },
    { name: null, y: new Float64Array(3), text: ['$', '\\(x\\)'] }
  ])('sees none in %j', part => expect(lacksMathJax(part)).toBe(false));
});

describe('a formula', () => {
  beforeAll(loadMathJax);

  it('is an SVG drawing', () => {
    const paths = typeset('\\alpha^2').querySelectorAll('svg path, svg use');
    expect(paths.length).toBeGreaterThan(1);
    expect(lacksMathJax({ name: '$x$' })).toBe(false);
  });

  it('with a mistake is shown as it was written', () => {
    const letters = typeset('\\frac{1').querySelectorAll('use');
    const codes = Array.from(letters, use => use.getAttribute('data-c')!);
    const text = codes.map(code => String.fromCodePoint(parseInt(code, 16)));
    expect(text.join('')).toBe('$\\frac{1$');
  });

  it('is known to nobody else in the page', () => {
    expect('MathJax' in window).toBe(false);
  });

  it.each([
    '\\href{/lab/api}{x}',
    '\\href{https://example.org/}{x}',
    '\\cssId{mine}{x}',
    '\\class{mine}{x}',
    '\\style{position:fixed}{x}',
    '\\bbox[cursor:url(mine)]{x}',
    '\\mmlToken{mi}[href="/mine" class="mine" style="position:fixed" id="mine"]{x}',
    '\\color{url(mine)}{x}',
    '\\colorbox{url(mine)}{x}',
    '\\mmlToken{mi}[mathbackground="u\\72l(mine)"]{x}',
    '\\require{mine}'
  ])('makes no markup and loads nothing: %s', tex => {
    const drawn = typeset(tex);
    expect(drawn.querySelector('a, [class*=mine], [id*=mine]')).toBeNull();
    for (const { name, value } of attributes(drawn)) {
      expect(value).not.toMatch(/url|\(mine|position|cursor/);
      expect(name).not.toBe('href');
    }
  });

  it('has the colours that it names', () => {
    expect(fills('\\color{red}{x}')).toContain('red');
    expect(fills('\\color[rgb]{0,1,0}{x}')).toContain('#00ff00');
  });
});

/** As Plotly does it. */
function typeset(tex: string): HTMLElement {
  const { SVG } = MathJax._!.output.svg_ts;
  const typesetter = MathJax._!.mathjax.mathjax.document(document, {
    ...MathJax.config!.options,
    InputJax: MathJax.startup!.input,
    OutputJax: new SVG({ ...MathJax.config!.svg, fontCache: 'local' })
  });
  return typesetter.convert(tex, { display: false }) as HTMLElement;
}

function attributes(node: Element): Attr[] {
  return [node, ...node.querySelectorAll('*')].flatMap(inner =>
    Array.from(inner.attributes)
  );
}

function fills(tex: string): (string | null)[] {
  const filled = typeset(tex).querySelectorAll('[fill]');
  return Array.from(filled, node => node.getAttribute('fill'));
}
