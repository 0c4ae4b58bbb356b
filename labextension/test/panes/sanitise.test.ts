// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { guardLinks, sanitise } from '../../src/panes/sanitise';

function clean(html: string): string {
  const holder = document.createElement('div');
  holder.append(sanitise(html));
  return holder.innerHTML;
}

/** What must never be in what is shown, whatever came in. */
const FORBIDDEN =
  /<script|<iframe|<form|<input|<button|<style|<link|<meta|<base|<object|<embed|<svg|<math|<dialog|\son\w+=|javascript:|vbscript:|data-|\sid=|\sname=|\sclass=|srcdoc|srcset|formaction|popover|url\(|position|z-index|alert/i;

const PAYLOADS: { [name: string]: string } = {
  'a script': '<script>alert(1)</script>',
  'a script in capitals': '<ScRiPt src="//evil/x.js"></ScRiPt>',
  'an error handler': '<img src=x onerror=alert(1)>',
  'a load handler in an SVG': '<p><svg/onload=alert(1)></p>',
  'a toggle handler': '<details open ontoggle=alert(1)>x</details>',
  'a javascript link': '<a href="javascript:alert(1)">x</a>',
  'a javascript link in disguise': '<a href="jav&#x09;ascript:alert(1)">x</a>',
  'a data link': '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  'a frame': '<iframe src="https://evil/"></iframe>',
  'a frame with a document':
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  'a form':
    '<form action="/api/shutdown" method="post"><input type=submit></form>',
  'a button with an action':
    '<button formaction="javascript:alert(1)">x</button>',
  'an object': '<object data="x.swf"></object><embed src="x.swf">',
  'a style sheet': '<style>body { background: url(//evil) }</style>',
  'a link to a style sheet': '<link rel=stylesheet href="//evil/x.css">',
  'a base': '<base href="//evil/">',
  'a refresh': '<meta http-equiv=refresh content="0;url=//evil">',
  'a style that covers the page':
    '<div style="position:fixed;top:0;left:0;z-index:9999;width:100vw">x</div>',
  'a style that loads':
    '<div style="background:url(https://evil/x.png)">x</div>',
  'a style that loads by its border':
    '<div style="border-image:url(//evil/x)">x</div>',
  'a style that loads by the source of its border':
    '<div style="border-image-source:URL(//evil/x)">x</div>',
  'a command of JupyterLab':
    '<a data-commandlinker-command="console:create" href="#">x</a>',
  "JupyterLab's own classes": '<div class="jp-Dialog lm-Widget">x</div>',
  'names that shadow the document’s': '<img name="cookie"><a id="body">x</a>',
  'a picture from elsewhere': '<img src="https://evil/track.png">',
  'a picture of this server': '<img src="/api/shutdown">',
  'a set of pictures': '<img srcset="https://evil/a.png 2x">',
  'a video poster': '<video poster="https://evil/a.png"></video>',
  'a background picture': '<table background="https://evil/x.png"></table>',
  'a popover': '<div popover id=p>x</div><button popovertarget=p>y</button>',
  'a dialog': '<dialog open>x</dialog>',
  'mutation by a namespace':
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  'mutation by noscript':
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  'a template': '<template><script>alert(1)</script></template>',
  'an SVG with a foreign object':
    '<svg><foreignObject><body onload=alert(1)></body></foreignObject></svg>',
  'an SVG in an SVG': '<svg><svg onload=alert(1)></svg></svg>'
};

/** Elements of HTML, of its past and of what it embeds, that load, send, navigate, give names or take keys. */
const REFUSED_ELEMENTS = [
  'applet', 'area', 'base', 'bgsound', 'button', 'canvas', 'datalist', 'dialog', 'embed', 'fieldset', 'form', 'frame', 'frameset',
  'iframe', 'image', 'input', 'isindex', 'keygen', 'label', 'legend', 'link', 'map', 'marquee', 'math', 'menu', 'meta', 'noembed',
  'noframes', 'noscript', 'object', 'optgroup', 'option', 'output', 'param', 'picture', 'plaintext', 'portal', 'script', 'search',
  'select', 'slot', 'style', 'svg', 'template', 'textarea', 'title', 'track', 'xmp', 'x-element'
]; // prettier-ignore

/** And attributes: what acts, loads, names, or has a meaning for JupyterLab, for the browser's focus or for its history. */
const REFUSED_ATTRIBUTES = [
  'accesskey', 'action', 'aria-label', 'autofocus', 'autoplay', 'background', 'class', 'content', 'contenteditable', 'crossorigin',
  'data', 'data-commandlinker-command', 'download', 'draggable', 'for', 'form', 'formaction', 'hidden', 'http-equiv', 'id', 'inputmode', 'is',
  'ismap', 'itemprop', 'list', 'loading', 'longdesc', 'manifest', 'method', 'name', 'nonce', 'onclick', 'onerror', 'onload', 'part',
  'ping', 'popover', 'popovertarget', 'poster', 'preload', 'rel', 'role', 'sandbox', 'slot', 'srcdoc', 'srcset', 'tabindex', 'target',
  'usemap', 'xlink:href', 'xml:base', 'xmlns'
]; // prettier-ignore

describe('sanitise', () => {
  it.each(REFUSED_ELEMENTS)('refuses the element %s', tag => {
    const holder = document.createElement('div');
    holder.append(sanitise(`<b>a</b><${tag} width="1">b</${tag}><i>c</i>`));
    expect(holder.querySelector(tag)).toBeNull();
    expect(holder.querySelector('b')?.textContent).toBe('a');
  });

  it.each(REFUSED_ATTRIBUTES)('refuses the attribute %s', name => {
    const shown = sanitise(`<b>a</b><div ${name}="a" title="t">x</div>`);
    const left = Array.from(shown.children).flatMap(node =>
      node.getAttributeNames()
    );
    expect(left).not.toContain(name);
    expect(shown.textContent).toMatch(/^a/);
  });

  it.each([
    'position',
    'z-index',
    'inset',
    'transform',
    'cursor',
    'content',
    'filter',
    'outline-color',
    'color-scheme',
    'pointer-events',
    'scroll-margin',
    'column-width',
    'list-style-image',
    'background-image',
    'background-attachment',
    '--color'
  ])('refuses the style %s', property =>
    // A value that every property can have: others are dropped unread.
    expect(clean(`<div style="${property}: inherit">x</div>`)).toBe(
      '<div>x</div>'
    )
  );

  it.each(Object.entries(PAYLOADS))('refuses %s', (_name, html) => {
    const shown = clean(html);
    // An SVG is shown as a picture: what is in its address does not run.
    const outside = shown.replace(/src="data:image\/svg\+xml[^"]*"/g, '');
    expect(outside).not.toMatch(FORBIDDEN);
    expect(outside).not.toMatch(/evil|\/api/);
  });

  it('keeps text, tables and plain looks', () => {
    const html =
      '<h3>Run</h3><b>bold</b> <span style="color: red">red</span>' +
      '<table border="1"><tbody><tr><td colspan="2">1</td></tr></tbody></table>';
    expect(clean(html)).toBe(html);
  });

  it('keeps data pictures, sounds and films', () => {
    const picture = '<img src="data:image/png;base64,AAAA">';
    const sound =
      '<audio controls=""><source type="audio/wav" src="data:audio/wav;base64,AA"></audio>';
    expect(clean(picture)).toBe(picture);
    expect(clean(sound)).toBe(sound);
  });

  it('lets links open elsewhere, without a way back', () => {
    expect(clean('<a href="https://example.org/">x</a>')).toBe(
      '<a href="https://example.org/" target="_blank" rel="noopener noreferrer nofollow">x</a>'
    );
  });

  it.each(['/api/kernels', '/api?next=https://example.org/'])(
    'takes away a link into this server: %s',
    address => expect(clean(`<a href="${address}">x</a>`)).toBe('<a>x</a>')
  );

  it.each([
    '/api/x.wav',
    '/api?data:audio/wav;',
    'data:audio',
    'data:text/html,'
  ])('takes away a sound at %s', address =>
    expect(clean(`<audio src="${address}"></audio>`)).toBe('<audio></audio>')
  );

  // Quoted, where every parser of styles leaves them alone.
  it.each([
    'url(x)',
    'URL(x)',
    'image(x)',
    'image-set(x)',
    'expression',
    'element(x)',
    'attr(x)',
    '/*',
    '\\\\75rl(x)'
  ])('takes away a value with %s in it, which may load', value =>
    expect(
      clean(`<b style='list-style-type: "${value}"; color: red'>x</b>`)
    ).toBe('<b style="color: red">x</b>')
  );

  it('shows an SVG drawing as a picture', () => {
    const shown = clean('a<svg width="3"><title>t</title></svg>b');
    expect(shown).toMatch(/^a<img src="data:image\/svg\+xml[^"]+" alt="t">b$/);
  });

  it('shows an SVG drawing without a size or a title as wide as its place', () =>
    expect(clean('<svg><svg/></svg>')).toMatch(
      /^<img src="[^"]+" alt="drawing" width="100%">$/
    ));

  it('shows plain text as it is', () => {
    expect(clean('1 < 2 & 3')).toBe('1 &lt; 2 &amp; 3');
  });
});

describe('guardLinks', () => {
  /** What Plotly's own handlers heard. */
  let heard: string[];

  beforeEach(() => {
    heard = [];
  });

  /** What becomes of a click on the word in a link: whether it is followed, and the link. */
  function follow(attributes: string, type = 'click'): [boolean, Element] {
    const plot = document.body.appendChild(document.createElement('div'));
    guardLinks(plot);
    plot.innerHTML = `<svg><a ${attributes}><text>x</text></a></svg>`;
    const link = plot.querySelector('a')!;
    // No navigation in jsdom; the guard comes first.
    link.addEventListener(type, event => {
      heard.push(type);
      event.stopPropagation();
    });
    const click = new MouseEvent(type, { bubbles: true, cancelable: true });
    return [link.firstElementChild!.dispatchEvent(click), link];
  }

  it('follows a link to elsewhere, in a tab that knows nothing of this one', () => {
    const [followed, link] = follow(
      'xlink:href="https://example.org/" target="_self" onclick="x()"'
    );
    expect(followed).toBe(true);
    expect(link.getAttribute('target')).toBe('_blank');
    expect(link.getAttribute('rel')).toContain('noopener');
    expect(link.hasAttribute('onclick')).toBe(false);
  });

  it.each(['/api/kernels', 'lab?reset', '//evil', 'javascript:x()', ''])(
    'does not follow a link to %j',
    address => {
      expect(follow(`xlink:href="${address}"`)[0]).toBe(false);
      expect(follow(`href="${address}"`)[0]).toBe(false);
      expect(heard).toEqual([]);
    }
  );

  it('does not follow it by the middle button either', () => {
    expect(follow('href="/api/kernels"', 'auxclick')[0]).toBe(false);
    expect(follow('href="https://example.org/"', 'auxclick')[0]).toBe(true);
    expect(heard).toEqual(['auxclick']);
  });

  it('leaves alone what is no link', () => {
    expect(follow('class="modebar-btn"')[0]).toBe(true);
  });
});
