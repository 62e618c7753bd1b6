/**
 * How rows are named to an API: by keys that nothing has, by their plain keys, by the values of a key in a filter.
 * Knows the kinds of key columns; refuses to know which rows there are.
 */
import { columnOf, type TypeBlueprint } from '../../src/generator/blueprint/blueprint.ts';
import { encodeGlobalId } from '../../src/generator/types/global-id.ts';
import type { OracleRow } from './policy-oracle.ts';

/** Keys that no row of any test has, by the kind of the column. */
const absentKeys: Readonly<Record<string, string>> = {
  uuid: '00000000-0000-4000-8000-0000000000ff',
  integer: '31999',
  bigint: '31999',
  text: 'q',
  date: '2001-01-01',
  instant: '2001-01-01 00:00:00+00',
};

/** The global id of a row that is not there. */
export function missingId(type: TypeBlueprint): string {
  const parts = type.key.map(key => {
    const { kind, labels } = columnOf(type, key);
    return kind === 'enum' ? labels[0]!.value : absentKeys[kind]!;
  });
  const isOne = parts.length === 1;
  return encodeGlobalId(type.name, parts.map(part => (isOne ? part : part.replaceAll(':', '%3A'))).join(':'));
}

/** The key of a row, where that is one value. */
export const plainKey = ({ key }: TypeBlueprint, values: OracleRow['values']): string | undefined =>
  key.length === 1 ? String(values[key[0]!]) : undefined;

/** The values of a unique key, as a client writes them. */
export function keyLiteral(
  type: TypeBlueprint,
  columns: readonly string[],
  values: OracleRow['values'],
): string {
  const literals = columns.map(key => {
    const { field, kind, labels } = columnOf(type, key);
    const text = String(values[key]);
    const label = labels.find(({ value }) => value === text)?.name;
    return [field, label ?? (kind === 'integer' ? text : JSON.stringify(text))] as const;
  });
  const [[, only]] = literals as [(typeof literals)[number]];
  return literals.length === 1
    ? only
    : `{ ${literals.map(([field, written]) => `${field}: ${written}`).join(' ')} }`;
}

const isWritable = (kind: string, text: string) => kind !== 'date' || /^(?!0000)\d{4}-[\d-]+$/.test(text);

/** Rows by a column of their key, of those whose values clients can write: the field, and the values in GraphQL. */
export function numbered(
  type: TypeBlueprint,
  rows: readonly OracleRow[],
): { readonly field: string; readonly literals: string; readonly rows: readonly OracleRow[] } {
  // Times are shown otherwise than PostgreSQL writes them.
  const { field, kind, key } = type.key
    .map(name => columnOf(type, name))
    .find(column => column.kind !== 'instant')!;
  const textOf = ({ values }: OracleRow) => String(values[key]);
  const named = rows.filter(row => isWritable(kind, textOf(row)));
  const texts = [...new Set(named.map(textOf))];
  return {
    field,
    literals: texts.map(text => (kind === 'integer' ? text : JSON.stringify(text))).join(),
    rows: named,
  };
}
