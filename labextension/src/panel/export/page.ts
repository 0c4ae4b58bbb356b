/** The file itself: a page with its data, its scripts and a policy that forbids it the network. */
import { sha256 } from '@noble/hashes/sha2.js';
import type { IColours } from '../../panes/theme';
import { GAP, ROW, type IBox } from '../layout';
import type { IContent } from './content';

export interface IPagePane extends IContent {
  readonly title: string;
  readonly box: IBox;
}

export interface IPage {
  readonly title: string;
  /** Columns of the grid in which the panes stand. */
  readonly cols: number;
  readonly panes: readonly IPagePane[];
  /** The script that brings Plotly; empty where no pane needs it. */
  readonly plotly: string;
  readonly colours: IColours;
}

export function makePage(page: IPage): string {
  const { title, panes, plotly, colours } = page;
  const scripts = plotly ? [plotly, DRAW].map(inScript) : [];
  const figures = panes.map(({ figure }) => figure);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<title>${escaped(title)}</title>
<style>${styles(colours)}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<main style="height: ${heightOf(panes)}px">
${panes.map((pane, index) => section(pane, index, page.cols)).join('\n')}
</main>
<script type="application/json" id="figures">${inData(figures)}</script>
${scripts.map(script => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

/** Draws each figure in the place that has its number. */
const DRAW = `
const figures = JSON.parse(document.getElementById('figures').textContent);
const config = {
  displaylogo: false,
  responsive: true,
  showTips: false,
  plotlyServerURL: '',
  topojsonURL: 'data:,',
  modeBarButtonsToRemove: ['sendChartToCloud']
};
figures.forEach((figure, index) => {
  if (figure) {
    Plotly.newPlot('figure-' + index, figure.data, figure.layout, config);
  }
});
`;

/** Only the scripts that stand here run, and nothing is loaded or sent. Some plots compile code for the graphics card. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map(script => `'sha256-${hashOf(script)}'`);
  const run = scripts.length > 0 ? [...hashes, "'unsafe-eval'"] : ["'none'"];
  return [
    "default-src 'none'",
    `script-src ${run.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'media-src data:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'"
  ].join('; ');
}

function hashOf(script: string): string {
  const bytes = sha256(new TextEncoder().encode(script));
  return btoa(String.fromCharCode(...bytes));
}

/** A script as it may stand in HTML, whose parser looks for an end and makes every line end a newline. */
function inScript(script: string): string {
  return script.replace(/\r\n?/g, '\n').replace(/<(\/script|!--)/gi, '\\x3c$1');
}

/** What is no number is null. */
function inData(figures: unknown): string {
  const text = JSON.stringify(figures, (_, value: unknown) =>
    value instanceof Float64Array ? Array.from(value) : value
  );
  return text.replaceAll('<', '\\u003c');
}

function section(pane: IPagePane, index: number, cols: number): string {
  const { title, box, figure, html } = pane;
  const across = (units: number): string => `${((units / cols) * 100).toFixed(3)}%`; // prettier-ignore
  const down = (units: number): string => `${units * (ROW + GAP)}px`;
  const place = `left: ${across(box.x)}; top: ${down(box.y)}; width: ${across(box.w)}; height: ${down(box.h)}`;
  const plot = figure ? `<div class="plot" id="figure-${index}"></div>` : '';
  return `<section style="${place}"><div><h2>${escaped(title)}</h2>${plot}${html}</div></section>`;
}

function heightOf(panes: readonly IPagePane[]): number {
  const rows = Math.max(0, ...panes.map(({ box }) => box.y + box.h));
  return rows * (ROW + GAP);
}

function styles({ ink, faint, paper, grid, font }: IColours): string {
  return `
body { margin: 0; padding: 12px; background: ${paper}; color: ${ink}; font: 13px/1.4 ${font.replaceAll('<', '')}; }
h1 { margin: 0 4px 8px; font-size: 16px; }
main { position: relative; min-width: 640px; }
section { position: absolute; box-sizing: border-box; padding: 4px; }
section > div { display: flex; flex-direction: column; box-sizing: border-box; height: 100%; overflow: hidden; border: 1px solid ${grid}; }
h2 { flex: none; margin: 0; padding: 4px 10px; border-bottom: 1px solid ${grid}; font-size: 13px; font-weight: 500; }
h2:empty { display: none; }
.plot { flex: 1; min-height: 0; }
.html { flex: 1; min-height: 0; overflow: auto; padding: 8px 10px; }
.html img, .html video { max-width: 100%; }
.html table { border-collapse: collapse; }
.html :is(th, td) { padding: 4px 8px; border-bottom: 1px solid ${grid}; text-align: left; font-weight: normal; }
.pictures { display: flex; height: 100%; }
.pictures figure { display: flex; flex: 1; flex-direction: column; min-width: 0; margin: 0; text-align: center; }
.pictures img { flex: 1; min-height: 0; object-fit: contain; image-rendering: pixelated; }
.caption, figcaption { margin: 0; padding: 4px; color: ${faint}; text-align: center; }
`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;');
}
