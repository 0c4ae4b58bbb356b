/**
 * The parts of MathJax 3 that Plotly calls, laid out as in MathJax's own bundles. It typesets what it is given and nothing
 * else in the page, and loads nothing. A formula makes no link, class, id or style, whoever wrote it.
 */
import { browserAdaptor } from 'mathjax-full/js/adaptors/browserAdaptor.js';
import type { MmlNode } from 'mathjax-full/js/core/MmlTree/MmlNode.js';
import { HTMLHandler } from 'mathjax-full/js/handlers/html/HTMLHandler.js';
import { TeX } from 'mathjax-full/js/input/tex.js';
import { AllPackages } from 'mathjax-full/js/input/tex/AllPackages.js';
import { mathjax } from 'mathjax-full/js/mathjax.js';
import { SVG } from 'mathjax-full/js/output/svg.js';
import { Safe } from 'mathjax-full/js/ui/safe/safe.js';
import { SafeHandler } from 'mathjax-full/js/ui/safe/SafeHandler.js';

export interface IMathJax {
  readonly version: string;
  readonly config: { readonly svg: object; readonly options: object };
  readonly startup: { readonly input: TeX<Node, Text, Document> };
  readonly _: {
    readonly output: { readonly svg_ts: { readonly SVG: typeof SVG } };
    readonly mathjax: { readonly mathjax: typeof mathjax };
  };
}

const NO_MARKUP = { URLs: 'none', classes: 'none', cssIDs: 'none', styles: 'none' }; // prettier-ignore

export function makeMathJax(): IMathJax {
  mathjax.handlers.register(SafeHandler(new HTMLHandler(browserAdaptor())));
  return {
    version: mathjax.version,
    config: {
      svg: {},
      options: { SafeClass: StrictlySafe, safeOptions: { allow: NO_MARKUP } }
    },
    startup: { input: new ForgivingTeX({ packages: AllPackages }) },
    _: { output: { svg_ts: { SVG } }, mathjax: { mathjax } }
  };
}

/** Shows a formula with a mistake as it was written: Plotly would leave its place empty. */
class ForgivingTeX extends TeX<Node, Text, Document> {
  override formatError(): MmlNode {
    const source = `$${this.latex}$`;
    return this.parseOptions.nodeFactory.create('token', 'mtext', {}, source);
  }
}

const COLOURS = ['mathcolor', 'mathbackground', 'color', 'background'];
const COLOUR = /^#?\w+$/;

/** `Safe` takes any text for a colour: in a drawing, `url(…)` is one that is loaded. */
class StrictlySafe extends Safe<Node, Text, Document> {
  protected override sanitizeNode(node: MmlNode): void {
    super.sanitizeNode(node);
    const attributes = node.attributes.getAllAttributes();
    for (const name of COLOURS) {
      if (name in attributes && !COLOUR.test(String(attributes[name]))) {
        delete attributes[name];
      }
    }
  }
}
