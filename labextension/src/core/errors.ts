/**
 * What is wrong with a message from the other side: the field, and what was expected in it.
 */

export class ProtocolError extends Error {
  override name = 'ProtocolError';
}

/** Another version of the protocol: asking again will not help. */
export class VersionError extends ProtocolError {
  override name = 'VersionError';
}

/** A value as an error message may quote it. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
