/** Where things come from: a pane's own data, never an address that a kernel names. That would tell its host who looks. */
import { isRecord, type Json } from './json';

/** SVG is safe in an `<img>`, where it runs no scripts and loads nothing. */
const PICTURE = /^(data:image\/(png|jpe?g|gif|webp|svg\+xml)[;,]|blob:)/i;

export function isPictureSource(source: string): boolean {
  return PICTURE.test(source);
}

/** Where Plotly names what it loads: pictures, shapes, styles of maps. A button's change may name it by a path. */
const LOADED = /(?:^|\.)(source|geojson|style)$/;

/** Of Plotly's own styles, and of fonts. */
const NAME = /^[\w-]*$/;

/** What stands for an address that was there. */
const NOTHING: Json = { source: 'data:,', geojson: null, style: '' };

/** A part of a figure without the addresses that Plotly would load from; lists without any go through by reference. */
export function withoutAddresses(part: Json): Json {
  const entries = Object.entries(part).map(([key, value]) => {
    const name = LOADED.exec(key)?.[1];
    const isLoaded = name !== undefined && loads(name, value);
    return [key, isLoaded ? NOTHING[name] : inside(key, value)];
  });
  return Object.fromEntries(entries) as Json;
}

function loads(name: string, value: unknown): boolean {
  if (name === 'style') {
    return typeof value !== 'string' || !NAME.test(value);
  }
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.some(item => typeof item === 'string' && !isPictureSource(item));
}

function inside(key: string, value: unknown): unknown {
  if (typeof value === 'string') {
    return withoutLoadingStyle(value);
  }
  if (Array.isArray(value)) {
    return isChange(key, value) ? [] : insideList(value);
  }
  return isRecord(value) ? withoutAddresses(value) : value;
}

/** `["images[0].source", address]` is what a button may do to a figure. */
function isChange(key: string, [what]: readonly unknown[]): boolean {
  return /^args2?$/.test(key) && typeof what === 'string' && LOADED.test(what);
}

/** Drawn again and again: each list is looked through once. */
const clean = new WeakMap<readonly unknown[], readonly unknown[]>();

function insideList(list: readonly unknown[]): readonly unknown[] {
  let result = clean.get(list);
  if (!result) {
    const items = list.map(item => inside('', item));
    result = items.every((item, i) => item === list[i]) ? list : items;
    clean.set(list, result);
  }
  return result;
}

/** In any text Plotly reads a few tags, with their style. Entities and escapes could spell whatever this looks for. */
const STYLED = /<[^<>]*style[^<>]*>/gi;
const LOADING = /url\(|src\(|image\(|image-set\(|&|\\/i;

function withoutLoadingStyle(text: string): string {
  return text.includes('<')
    ? text.replace(STYLED, tag =>
        LOADING.test(tag) ? tag.replaceAll(/style/gi, 'no') : tag
      )
    : text;
}

/** By the kind that a data address names: `image/svg+xml` is a file `.svg`. */
export function extensionOf(source: string): string {
  const kind = /^data:image\/([a-z]+)/i.exec(source)?.[1] ?? 'png';
  return kind.toLowerCase().replace('jpeg', 'jpg');
}
