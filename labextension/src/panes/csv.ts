/** The numbers of a plot as a table: one row a point, the traces below each other. */
import { asList, asRecord, asText, type Json } from './json';

/** What makes a point of the kinds that Visdom's client draws; in this order. */
const COLUMNS = ['x', 'y', 'z', 'labels', 'values', 'text'] as const;

type Row = { readonly [column: string]: unknown };

/** Traces as CSV (RFC 4180), with a heading. Matrices are written cell by cell. */
export function toCsv(content: Json): string {
  const traces = asList(content['data']).map(asRecord);
  const rows = traces.flatMap((trace, index) => {
    const name = asText(trace['name']) || String(index);
    return rowsOf(trace).map(row => ({ trace: name, ...row }) as Row);
  });
  const used = COLUMNS.filter(column => rows.some(row => column in row));
  const heading = ['trace', ...used];
  const lines = rows.map(row => heading.map(column => cell(row[column])));
  return [heading, ...lines].map(line => `${line.join(',')}\r\n`).join('');
}

function rowsOf(trace: Json): Row[] {
  const z = asList(trace['z']);
  return z.some(isList) ? matrixRows(trace, z) : pointRows(trace);
}

function pointRows(trace: Json): Row[] {
  const columns = COLUMNS.filter(column => isList(trace[column])).map(
    column => [column, asList(trace[column])] as const
  );
  const length = Math.max(0, ...columns.map(([, values]) => values.length));
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[index]]))
  );
}

/** Rows of `z` lie along y, as Plotly reads them; without names they are counted. */
function matrixRows(trace: Json, z: readonly unknown[]): Row[] {
  const x = asList(trace['x']);
  const y = asList(trace['y']);
  return z.flatMap((row, i) =>
    asList(row).map((value, j) => ({ x: x[j] ?? j, y: y[i] ?? i, z: value }))
  );
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || value instanceof Float64Array;
}

/** What is no number is empty. */
function cell(value: unknown): string {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? String(value) : '';
  }
  const text = asText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
