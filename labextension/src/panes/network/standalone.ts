/** A drawing that looks the same without the page's style sheets. */

/** What our style sheets say of a graph. */
const STYLES = [
  'fill',
  'stroke',
  'stroke-width',
  'font-family',
  'font-size',
  'text-anchor',
  'dominant-baseline'
];

/** An SVG as the text of a file; the original stands in the document. */
export function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const copies = [copy, ...copy.querySelectorAll('*')];
  [svg, ...svg.querySelectorAll('*')].forEach((node, index) => {
    const style = getComputedStyle(node);
    const kept = STYLES.map(name => `${name}:${style.getPropertyValue(name)}`);
    copies[index]!.setAttribute('style', kept.join(';'));
  });
  return new XMLSerializer().serializeToString(copy);
}
