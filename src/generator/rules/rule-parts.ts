/**
 * The words that a policy is written in: each makes one part of a rule.
 * A column or relation that the table does not have does not compile.
 */
import type { SQL, Table } from 'drizzle-orm';
import type { AccountsOfRow } from '../blueprint/notice-blueprint.ts';
import { fromDrizzle } from '../sql/drizzle-sql.ts';
import type { Fragment } from '../sql/fragment.ts';
import type { AnyRule } from './rule.ts';

/** Whoever asks, any row: public data. */
export const everyone = { kind: 'all', of: [] } as const;

/** Whoever asks, no row: what holds where nothing is granted. */
export const nobody = { kind: 'any', of: [] } as const;

/** A column's value is in a set of the viewer's row. */
export const inSet = <C extends string, S extends string>(column: C, set: S) =>
  ({ kind: 'inSet', column, set }) as const;

/** A column's value is a value of the viewer's row. */
export const isViewers = <C extends string, N extends string>(column: C, value: N) =>
  ({ kind: 'isViewers', column, value }) as const;

/** The viewer's row has the value. */
export const viewerHas = <N extends string>(value: N) => ({ kind: 'viewerHas', value }) as const;

export const isNull = <C extends string>(column: C) => ({ kind: 'isNull', column }) as const;

/** The relation leads to a row for which the rule holds. */
export const related = <F extends string, const P extends AnyRule>(relation: F, rule: P) =>
  ({ kind: 'related', relation, rule }) as const;

/** The row is not marked as deleted. */
export const present = { kind: 'present' } as const;

/** The row may be seen. */
export const visible = { kind: 'visible' } as const;

export const all = <const P extends readonly AnyRule[]>(...of: P) => ({ kind: 'all', of }) as const;

export const any = <const P extends readonly AnyRule[]>(...of: P) => ({ kind: 'any', of }) as const;

export const not = <const P extends AnyRule>(of: P) => ({ kind: 'not', of }) as const;

/** A condition in SQL over a row of the table, with its meaning in words: the last resort, which no list plan can use. */
export const sqlRule = <T extends Table>(table: T, meaning: string, condition: (row: T) => SQL) =>
  ({ kind: 'sql', meaning, condition: fromDrizzle(table, condition as (row: Table) => SQL) }) as const;

/** A value in SQL of a row of the table, of the type of the column that it is shown in place of. */
export const sqlValue = <T extends Table>(table: T, value: (row: T) => SQL): Fragment =>
  fromDrizzle(table, value as (row: Table) => SQL);

/** The accounts that a row of the table is about: a select of their ids, with its meaning in words. */
export const sqlAccounts = <T extends Table>(
  table: T,
  meaning: string,
  select: (row: T) => SQL,
): AccountsOfRow => ({
  meaning,
  sql: sqlValue(table, select),
});
