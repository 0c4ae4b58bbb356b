/**
 * MathJax for Plotly, which typesets `$…$` in titles, names, labels and ticks where it finds one. JupyterLab's own is of no
 * use to it: that writes HTML. Ours is loaded with the first formula, and is no property of `window`, where other code would
 * meet it: wherever Plotly says `MathJax`, the bundler makes it mean the one here (`bundler.config.mjs`).
 */
import type { Json } from './json';
import type { IMathJax } from './mathjaxSvg';

/** Empty until it is loaded: Plotly asks for its version each time. */
export const MathJax: Partial<IMathJax> = {};

/** What Plotly takes for a formula. */
const FORMULA = /\$[^$]+\$/;

let loading: Promise<void> | null = null;

/** Whether there is a formula in these traces or this layout, and nothing yet that typesets it. */
export function lacksMathJax(...parts: readonly Json[]): boolean {
  return MathJax.version === undefined && parts.some(hasFormula);
}

export function loadMathJax(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    // A chunk that failed to arrive is asked for again by the next plot.
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<void> {
  const { makeMathJax } = await import('./mathjaxSvg');
  Object.assign(MathJax, makeMathJax());
}

/** Drawn again and again: a list without a formula is looked through once. */
const plain = new WeakSet<readonly unknown[]>();

/** Columns of numbers are not looked into. */
export function hasFormula(value: unknown): boolean {
  if (typeof value === 'string') {
    return FORMULA.test(value);
  }
  if (Array.isArray(value)) {
    return hasFormulaInside(value);
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    !ArrayBuffer.isView(value) &&
    Object.values(value).some(hasFormula)
  );
}

function hasFormulaInside(list: readonly unknown[]): boolean {
  const found = !plain.has(list) && list.some(hasFormula);
  if (!found) {
    plain.add(list);
  }
  return found;
}
