/** Reading a pane's JSON, of which nothing is known: each function answers with the type asked for, or its empty value. */

export type Json = { [key: string]: unknown };

export function isRecord(value: unknown): value is Json {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value)
  );
}

export function asRecord(value: unknown): Json {
  return isRecord(value) ? value : {};
}

/** What is ours in a pane or in an env's `reload`, beside what is Visdom's. */
export function asideOf(json: Json): Json {
  return asRecord(json['jupyter_visdom']);
}

export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return value as unknown[];
  }
  return value instanceof Float64Array ? Array.from(value) : [];
}

/** Numbers become text too: Visdom passes titles on as they came. */
export function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : '';
}

export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
