/**
 * Rows of an export as text: RFC 4180, or a line of JSON for each.
 * Knows values as JSON has them; refuses to know what they mean.
 */
import { JsonText, stringifyJson } from '../generator/shapes/json-text.ts';

/** A row as a page has it. */
export interface ExportedRow {
  readonly cursor: string;
  readonly node: unknown;
}

export interface RowWriter {
  readonly mediaType: string;
  /** What stands before the first row. */
  readonly head: string;
  row(row: ExportedRow): string;
  /** What stands behind rows of which something could not be told; undefined where there is no place for it. */
  readonly faults?: (errors: unknown) => string;
}

export const exportTypes = ['text/csv', 'application/x-ndjson'] as const;
export type ExportType = (typeof exportTypes)[number];

/** @param columns the paths of a row's values */
export function rowWriter(type: ExportType, columns: readonly (readonly string[])[]): RowWriter {
  return type === 'text/csv' ? csvWriter(columns) : lineWriter;
}

const lineWriter: RowWriter = {
  mediaType: 'application/x-ndjson; charset=utf-8',
  head: '',
  row: row => `${stringifyJson(row)}\n`,
  faults: errors => `${stringifyJson({ errors })}\n`,
};

function csvWriter(columns: readonly (readonly string[])[]): RowWriter {
  const record = (cells: readonly string[]) => `${cells.join(',')}\r\n`;
  return {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: record([...columns.map(path => quoted(path.join('.'))), 'cursor']),
    row: ({ node, cursor }) => record([...columns.map(path => cell(valueAt(node, path))), cursor]),
  };
}

function valueAt(row: unknown, path: readonly string[]): unknown {
  let value = row;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
  }
  return value;
}

/** What is missing is nothing; a text that is empty is `""`. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return quoted(formulaProof(value));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof JsonText ? value.text : quoted(stringifyJson(value));
}

const quoted = (text: string) =>
  text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Spreadsheets take such texts for formulas; an apostrophe in front has them shown as they are. */
const formulaProof = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
