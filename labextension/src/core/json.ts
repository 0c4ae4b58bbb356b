/**
 * JSON values, and the reading of fields of messages that another side wrote.
 */
import { ProtocolError, VersionError, quoted } from './errors';
import { JSON_DEPTH, PROTOCOL_VERSION } from './limits';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}
/** A message before it has been looked at. */
export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuse a message of another version, naming both. */
export function checkVersion(data: Fields): void {
  if (data['v'] !== PROTOCOL_VERSION) {
    const said = quoted(data['v']);
    throw new VersionError(
      `field 'v' must be ${PROTOCOL_VERSION}, the version of this page, not ${said}: ` +
        'install the same version of jupyter_visdom in the kernel and in the Jupyter server, then reload the page'
    );
  }
}

export function textField(data: Fields, name: string): string {
  const value = data[name];
  if (typeof value !== 'string') {
    throw new ProtocolError(
      `field '${name}' must be a string, not ${quoted(value)}`
    );
  }
  return value;
}

export function countField(data: Fields, name: string): number {
  const value = data[name];
  if (!isCount(value)) {
    throw new ProtocolError(
      `field '${name}' must be an integer of at least 0, not ${quoted(value)}`
    );
  }
  return value;
}

/** A field that may be missing, and is false then. */
export function flagField(data: Fields, name: string): boolean {
  const value = data[name] === undefined ? false : data[name];
  if (typeof value !== 'boolean') {
    throw new ProtocolError(
      `field '${name}' must be true or false, not ${quoted(value)}`
    );
  }
  return value;
}

export function listField(data: Fields, name: string): readonly unknown[] {
  const value = data[name];
  if (!Array.isArray(value)) {
    throw new ProtocolError(
      `field '${name}' must be a list, not ${quoted(value)}`
    );
  }
  return value;
}

export function namesField(data: Fields, name: string): readonly string[] {
  const values = listField(data, name);
  if (!values.every(value => typeof value === 'string')) {
    throw new ProtocolError(
      `field '${name}' must hold strings only, not ${quoted(values)}`
    );
  }
  return values as readonly string[];
}

/** A field that holds any JSON object; it is handed on as it is. */
export function objectField(data: Fields, name: string): JsonObject {
  const value = data[name];
  if (!isObject(value)) {
    throw new ProtocolError(
      `field '${name}' must be an object, not ${quoted(value)}`
    );
  }
  refuseForbiddenKeys(value);
  return value as JsonObject;
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * Refuse the key that would reach an object's prototype, and JSON that is nested too deeply. `JSON.parse` itself is safe, but
 * what is drawn from a pane may copy its keys by assignment.
 */
export function refuseForbiddenKeys(value: unknown, depth = 0): void {
  if (depth > JSON_DEPTH) {
    throw new ProtocolError(`JSON is nested more than ${JSON_DEPTH} deep`);
  }
  if (Array.isArray(value)) {
    value.forEach(item => refuseForbiddenKeys(item, depth + 1));
  } else if (isObject(value)) {
    if (Object.hasOwn(value, '__proto__')) {
      throw new ProtocolError("the key '__proto__' is not allowed in a pane");
    }
    Object.values(value).forEach(item => refuseForbiddenKeys(item, depth + 1));
  }
}
