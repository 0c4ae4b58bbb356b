/** What the bundle has beyond the builder's own settings: Plotly's free name `MathJax` is our module's (`src/panes/mathjax.ts`). */
import { join } from 'node:path';
import { rspack } from '@rspack/core';

const mathjax = join(import.meta.dirname, 'lib/panes/mathjax.js');

export const plugins = [
  new rspack.ProvidePlugin({ MathJax: [mathjax, 'MathJax'] })
];
