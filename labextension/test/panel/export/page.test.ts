// @vitest-environment jsdom
import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { makePage, type IPagePane } from '../../../src/panel/export/page';
import { asScript } from '../../../src/panel/export/plotlySource';

const colours = {
  dark: false,
  ink: 'black',
  faint: 'grey',
  paper: 'white',
  grid: 'silver',
  axis: 'silver',
  font: 'sans-serif'
};

const pane: IPagePane = {
  title: '</script><b>&"',
  box: { x: 6, y: 10, w: 6, h: 5 },
  figure: {
    data: [{ y: new Float64Array([1, NaN, 3]), name: '</script>' }],
    layout: {}
  },
  html: ''
};

function parse(panes: IPagePane[], plotly: string, title = 'main'): Document {
  const page = makePage({ title, cols: 12, panes, plotly, colours });
  return new DOMParser().parseFromString(page, 'text/html');
}

describe('makePage', () => {
  it('runs only the scripts that stand in it', () => {
    const document = parse([pane], "'</script><!--<script>'\r\n");
    const policy = document.querySelector('meta[http-equiv]')!;
    const scripts = [...document.scripts].filter(script => !script.type);
    expect(scripts).toHaveLength(2);
    for (const { textContent } of scripts) {
      const hash = createHash('sha256').update(textContent!).digest('base64');
      expect(policy.getAttribute('content')).toContain(`'sha256-${hash}'`);
    }
    expect(policy.getAttribute('content')).toMatch(/^default-src 'none';/);
    expect(policy.getAttribute('content')).not.toMatch(/https?:/);
    expect(policy.getAttribute('content')).toContain("base-uri 'none'");
    expect(policy.getAttribute('content')).toContain("form-action 'none'");
  });

  it('draws with a Plotly that neither loads nor sends', () => {
    const document = parse([pane], 'plotly');
    const draw = [...document.scripts].at(-1)!.textContent!;
    const newPlot = vi.fn();
    new Function('document', 'Plotly', draw)(document, { newPlot });
    expect(newPlot.mock.calls).toMatchObject([
      [
        'figure-0',
        [{ name: '</script>' }],
        {},
        {
          plotlyServerURL: '',
          topojsonURL: 'data:,',
          modeBarButtonsToRemove: ['sendChartToCloud']
        }
      ]
    ]);
  });

  it('runs nothing where no plot needs it', () => {
    const document = parse([{ ...pane, figure: null, html: '<p>x</p>' }], '');
    const policy = document.querySelector('meta[http-equiv]')!;
    expect(policy.getAttribute('content')).toContain("script-src 'none'");
    expect(document.querySelector('section p')!.textContent).toBe('x');
  });

  it('holds titles as text and numbers as JSON, whatever is in them', () => {
    const document = parse([pane], 'plotly', '<i>env</i>');
    expect(document.title).toBe('<i>env</i>');
    expect(document.querySelector('h2')!.textContent).toBe(pane.title);
    expect(document.querySelector('i, b')).toBeNull();
    const figures = document.getElementById('figures')!.textContent!;
    expect(JSON.parse(figures)).toEqual([
      { data: [{ y: [1, null, 3], name: '</script>' }], layout: {} }
    ]);
  });

  it('stands panes where they stand in the panel', () => {
    const { style } = parse([pane], '').querySelector('section')!;
    expect([style.left, style.top, style.width, style.height]).toEqual([
      '50%',
      '160px',
      '50%',
      '80px'
    ]);
  });
});

describe('asScript', () => {
  it.each([
    'function (module, exports, ask) { module.exports = [ask(1).env, ask.g]; }',
    '(module, exports, ask) => { module.exports = [ask(1).env, ask.g]; }',
    '(module,exports,ask) => { module.exports = [ask(1).env, ask.g]; }',
    '"./plotly.js"(module, exports, ask) { module.exports = [ask(1).env, ask.g]; }',
    '123(module, exports, ask) { module.exports = [ask(1).env, ask.g]; }'
  ])('runs %s', source => {
    const window: { Plotly?: unknown } = {};
    new Function('window', asScript(source))(window);
    expect(window.Plotly).toEqual([{}, window]);
  });
});
