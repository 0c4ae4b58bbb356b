/** Files that the user takes away. */

/** Saves a value as JSON: columns of numbers become lists, what is no number becomes null. */
export function saveJson(name: string, value: unknown): void {
  saveText(`${name}.json`, 'application/json', toJson(value));
}

export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, item: unknown) => (item instanceof Float64Array ? [...item] : item),
    1
  );
}

export function saveText(file: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  saveAddress(file, url);
  // The browser reads it after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Saves what stands at an address of data. */
export function saveAddress(file: string, address: string): void {
  const link = document.createElement('a');
  link.download = file;
  link.href = address;
  link.click();
}

/** A name for files, from a pane's title: without what file systems refuse. */
export function fileName(title: string): string {
  // eslint-disable-next-line no-control-regex
  const plain = title.replace(/[\u0000-\u001f<>:"/\\|?*]+/g, '_').trim();
  return plain.slice(0, 100) || 'pane';
}
