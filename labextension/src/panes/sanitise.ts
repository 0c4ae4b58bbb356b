/**
 * HTML from a kernel, made safe to stand in JupyterLab's document whoever wrote it. Everything is refused that is not
 * listed: no script or handler, nothing that sends, loads or navigates by itself, no class, id, name or data attribute
 * (JupyterLab gives those a meaning: `data-commandlinker-command` runs a command), no style that leaves its place.
 *
 * An SVG drawing becomes an `<img>`, in which it runs no scripts and loads nothing.
 */
import DOMPurify from 'dompurify';
import { isPictureSource } from './address';

const TAGS = [
  'a', 'abbr', 'address', 'article', 'aside', 'audio', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center',
  'cite', 'code', 'col', 'colgroup', 'dd', 'del', 'details', 'dfn', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'font',
  'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'main', 'mark', 'meter', 'nav',
  'ol', 'p', 'pre', 'progress', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'section', 'small', 'source', 'span', 'strike', 'strong',
  'sub', 'summary', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'tt', 'u', 'ul', 'var', 'video', 'wbr'
]; // prettier-ignore

const ATTRIBUTES = [
  'align', 'alt', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'cite', 'color', 'cols', 'colspan', 'controls', 'datetime',
  'dir', 'face', 'headers', 'height', 'high', 'href', 'hspace', 'lang', 'loop', 'low', 'max', 'min', 'muted', 'noshade',
  'nowrap', 'open', 'optimum', 'reversed', 'rows', 'rowspan', 'scope', 'size', 'span', 'src', 'start', 'style', 'summary',
  'title', 'type', 'valign', 'value', 'vspace', 'width'
]; // prettier-ignore

/** Properties that change how something looks, not where it stands or what is loaded. */
const STYLES =
  /^(color|background-color|opacity|font(-.+)?|text-(align|decoration|indent|transform|overflow).*|line-height|letter-spacing|word-.+|white-space.*|vertical-align|list-style-(type|position)|border(-.+)?|margin(-.+)?|padding(-.+)?|(min-|max-)?(width|height)|display|float|clear|overflow(-.+)?|table-layout|caption-side|empty-cells|tab-size)$/;

/** `url(…)` loads, and what is left of it in a value is never a colour or a length. */
const LOADS = /url\(|image\(|image-set\(|expression|element\(|attr\(|\/\*|\\/i;

const LINK = /^(https?:\/\/|mailto:)/i;
const SOUND_OR_FILM = /^data:(audio|video)\/[a-z0-9.+-]+[;,]/i;

const purifier = DOMPurify();
purifier.addHook('afterSanitizeAttributes', node => {
  if (node instanceof HTMLElement) {
    cleanStyle(node);
    cleanAddress(node);
  }
});

/** Clean nodes, ready to be put into the document. */
export function sanitise(html: string): DocumentFragment {
  return purifier.sanitize(picturesFromSvg(html), {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true
  });
}

/** The same rule for links that came into clean nodes later: formulas may have some. */
export function cleanLinks(node: Element): void {
  node.querySelectorAll('[href]').forEach(cleanAddress);
}

/** And for what Plotly makes of text, where a link appears with what the pointer is over: looked at when it is followed. */
export function guardLinks(node: HTMLElement): void {
  const guard = (event: Event): void => {
    const link = (event.target as Element).closest('a');
    const address = link?.getAttribute('href') ?? link?.getAttribute('xlink:href'); // prettier-ignore
    if (link && address != null) {
      openApart(link);
      link.removeAttribute('onclick');
      if (!LINK.test(address)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    }
  };
  node.addEventListener('click', guard, { capture: true });
  node.addEventListener('auxclick', guard, { capture: true });
}

/** Written anew from what is kept, rather than by removal: what a parser did not understand is gone then, too. */
function cleanStyle(node: HTMLElement): void {
  if (!node.hasAttribute('style')) {
    return;
  }
  const { style } = node;
  const kept = Array.from(style)
    .map(name => [name, style.getPropertyValue(name)] as const)
    .filter(([name, value]) => STYLES.test(name) && value !== '')
    .filter(([, value]) => !LOADS.test(value));
  if (kept.length > 0) {
    node.setAttribute('style', kept.map(pair => pair.join(': ')).join('; '));
  } else {
    node.removeAttribute('style');
  }
}

/** Data only in `src`, and links that open elsewhere: an address of this server in `href` would act with the user's login. */
function cleanAddress(node: Element): void {
  const source = node.getAttribute('src');
  const isPicture = node.localName === 'img';
  if (
    source !== null &&
    !(isPicture ? isPictureSource(source) : SOUND_OR_FILM.test(source))
  ) {
    node.removeAttribute('src');
  }
  const link = node.getAttribute('href');
  if (link === null) {
    return;
  }
  if (LINK.test(link)) {
    openApart(node);
  } else {
    node.removeAttribute('href');
  }
}

/** In a tab that knows nothing of this one. */
function openApart(link: Element): void {
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer nofollow');
}

/** Parsed in an inert document: nothing there runs or loads. */
function picturesFromSvg(html: string): string {
  if (!/<svg/i.test(html)) {
    return html;
  }
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  // From the outermost in: one within another is in that one's picture by then.
  for (const svg of parsed.querySelectorAll('svg')) {
    svg.replaceWith(pictureOf(svg, parsed));
  }
  return parsed.body.innerHTML;
}

function pictureOf(svg: SVGSVGElement, owner: Document): HTMLImageElement {
  const xml = new XMLSerializer().serializeToString(svg);
  const image = owner.createElement('img');
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(xml)}`;
  image.alt = svg.querySelector('title')?.textContent ?? 'drawing';
  if (!svg.hasAttribute('width')) {
    // As it would have stood in a document: as wide as its place.
    image.setAttribute('width', '100%');
  }
  return image;
}
