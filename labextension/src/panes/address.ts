/** Where pictures come from. */

/**
 * Data only, never an address: a picture from elsewhere would tell its host who looks at this notebook. SVG is safe in
 * an `<img>`, where it runs no scripts and loads nothing.
 */
const PICTURE = /^(data:image\/(png|jpe?g|gif|webp|svg\+xml)[;,]|blob:)/i;

export function isPictureSource(source: string): boolean {
  return PICTURE.test(source);
}

/** By the kind that a data address names: `image/svg+xml` is a file `.svg`. */
export function extensionOf(source: string): string {
  const kind = /^data:image\/([a-z]+)/i.exec(source)?.[1] ?? 'png';
  return kind.toLowerCase().replace('jpeg', 'jpg');
}
