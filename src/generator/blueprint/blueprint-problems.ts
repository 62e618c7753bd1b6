/**
 * What makes a set of tables unfit for an API: secrets in the open, rules that columns cannot keep, joins that repeat rows.
 * Finds and words problems; deciding to stop is the builder's.
 */
import type { Relation } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import type { TableRules } from './table-rules.ts';

/** Column names that sound like credentials. A key that points to a row (`…Id`) is none. */
const secretName = /password|passwd|passphrase|secret|token|hash|salt|credential|private_?key|api_?key$/i;

/** Columns that sound like secrets and are neither hidden nor declared harmless. */
export function findSecretProblems(table: string, columns: readonly string[], rules: TableRules): string[] {
  const listed = new Set([...(rules.hidden ?? []), ...(rules.notSecret ?? [])]);
  const named = [...listed, ...(rules.withoutNulls ?? []), ...Object.keys(rules.columns ?? {})];
  const unknown = [...new Set(named)].filter(key => !columns.includes(key));
  return [
    ...unknown.map(
      key => `The policy of table "${table}" names a column "${key}" that the table does not have.`,
    ),
    ...columns
      .filter(key => secretName.test(key) && !/Id$/.test(key) && !listed.has(key))
      .map(
        key =>
          `Column "${table}.${key}" is named like a secret. Add it to "hidden" in the policy, or to "notSecret" if anyone who sees the row may read it.`,
      ),
  ];
}

/** Rules that a table's columns cannot keep. */
export function findRuleProblems(
  table: string,
  columns: Readonly<Record<string, PgColumn>>,
  { hidden = [], softDelete, withoutNulls = [] }: TableRules,
): string[] {
  const mark = softDelete && columns[softDelete.column];
  return [
    ...withoutNulls
      .filter(key => columns[key] && columns[key].dimensions === 0)
      .map(
        key => `The policy of table "${table}" names column "${key}" in "withoutNulls", which is no array.`,
      ),
    ...(softDelete &&
    (!mark || mark.notNull || !/^PgTimestamp/.test(mark.columnType) || hidden.includes(softDelete.column))
      ? [
          `The policy of table "${table}" marks deleted rows by "${softDelete.column}", which has to be a visible, nullable timestamp column.`,
        ]
      : []),
  ];
}

/** Words for columns, relations or labels that are not there. */
export function findWordProblems(
  where: string,
  known: readonly string[],
  words: readonly (Readonly<Record<string, unknown>> | undefined)[],
): string[] {
  const named = new Set(words.flatMap(each => Object.keys(each ?? {})));
  return [...named]
    .filter(name => !known.includes(name))
    .map(name => `The words of ${where} are about "${name}", which it does not have.`);
}

/** Many-to-many relations whose join table may hold a pair twice: pages would repeat rows. */
export function findThroughProblems(table: string, relations: Readonly<Record<string, Relation>>): string[] {
  return Object.entries(relations).flatMap(([field, { through, throughTable }]) => {
    if (!through || !throughTable) return [];
    const join = getTableConfig(throughTable as PgTable);
    const pair = [...through.source, ...through.target].map(c => (c._.column as { name: string }).name);
    const unique = [
      ...join.primaryKeys.map(key => key.columns),
      ...join.columns.filter(column => column.primary || column.isUnique).map(column => [column]),
      ...join.uniqueConstraints.map(constraint => constraint.columns),
      ...join.indexes
        .filter(({ config }) => config.unique && !config.where)
        .map(({ config }) => config.columns as { name?: string }[]),
    ];
    const isUnique = unique.some(columns =>
      columns.every(c => c.name !== undefined && pair.includes(c.name)),
    );
    return isUnique
      ? []
      : [
          `Relation "${table}.${field}" goes through table "${join.name}", which has no unique constraint on (${pair.join(', ')}): rows would repeat.`,
        ];
  });
}
