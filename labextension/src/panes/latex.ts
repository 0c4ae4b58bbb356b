/**
 * Formulas, typeset by JupyterLab's own MathJax: we bring none. It knows no scripts, ids or classes (its `Safe` extension), but
 * would link to this server.
 */
import { cleanLinks } from './sanitise';
import { getTypesetter } from './typesetter';

/** `$…$`, `$$…$$`, `\(…\)` and `\[…\]`. */
const LATEX = /\$[^$]+\$|\\\([^]+?\\\)|\\\[[^]+?\\\]/;

export function hasLatex(text: string): boolean {
  return LATEX.test(text);
}

/** Typesets what formulas there are in `node`, which stands in the document; one that fails stays as it was written. */
export function typeset(node: HTMLElement): void {
  const typesetter = getTypesetter();
  if (typesetter && hasLatex(node.textContent ?? '')) {
    Promise.resolve(typesetter.typeset(node))
      .then(() => cleanLinks(node))
      .catch((error: unknown) =>
        console.error('jupyter_visdom: a formula failed to be typeset', error)
      );
  }
}
