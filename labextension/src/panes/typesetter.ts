/** Who typesets formulas: known to a plugin when the page begins, needed by panes that come later, with code of their own. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

let typesetter: IRenderMime.ILatexTypesetter | null = null;

/** To be called by whoever has it: a typesetter is a plugin's affair. */
export function setTypesetter(found: IRenderMime.ILatexTypesetter): void {
  typesetter = found;
}

export function getTypesetter(): IRenderMime.ILatexTypesetter | null {
  return typesetter;
}
