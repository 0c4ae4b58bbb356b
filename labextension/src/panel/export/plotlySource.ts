/**
 * Plotly as text, to stand in a file: the source of the module that our own chunk brought, so that nothing is shipped
 * twice or fetched from elsewhere. It is bundled as `function (module, exports, require) {…}`.
 */
import type { Json } from '../../panes/json';
import { distFor } from '../../panes/plotly';

/** Filled in by the bundler. */
declare const __webpack_modules__: { readonly [id: string]: unknown };
declare const require: { resolveWeak(path: string): string };

/** A script that sets `window.Plotly` to what draws these traces. */
export async function plotlySource(data: readonly Json[]): Promise<string> {
  const id =
    distFor(data) === 'basic' ? await basicModule() : await fullModule();
  return asScript(String(__webpack_modules__[id]));
}

// By their files: a package's own name leads to whichever extension has brought it, which may be no module of ours.
async function basicModule(): Promise<string> {
  await import('plotly.js-basic-dist-min/plotly-basic.min.js');
  return require.resolveWeak('plotly.js-basic-dist-min/plotly-basic.min.js');
}

async function fullModule(): Promise<string> {
  await import('plotly.js-dist-min/plotly.min.js');
  return require.resolveWeak('plotly.js-dist-min/plotly.min.js');
}

/** A bundler writes a module as a function, or as a method in an object. */
export function asScript(source: string): string {
  const isMethod = !/^(function\b|\(|\w+\s*=>)/.test(source);
  const run = isMethod ? `Object.values({${source}})[0]` : `(${source})`;
  return [
    'const bundled = { exports: {} };',
    // What it may ask the bundler for: the global object, and Node's process, which a browser has not.
    'const ask = Object.assign(() => ({ env: {} }), { g: window });',
    `${run}.call(bundled.exports, bundled, bundled.exports, ask);`,
    'window.Plotly = bundled.exports;'
  ].join('\n');
}
