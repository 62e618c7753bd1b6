/**
 * Descriptions of tables and columns, kept beside the tables because Drizzle has no place for them.
 * Knows words only; what is made of them (GraphQL descriptions) is the generator's business.
 */
import type { Column, Table } from 'drizzle-orm';

export interface TableDescription {
  /** What one row is, as a noun phrase with a full stop. */
  readonly row: string;
  /** What each column holds, by its TypeScript key. */
  readonly columns: Readonly<Record<string, string>>;
}

type Described<T extends Table> = Exclude<keyof T['_']['columns'] & string, StandardColumn>;
type StandardColumn = 'id' | 'createdAt' | 'updatedAt';

const standard: Record<StandardColumn, string> = {
  id: 'The primary key.',
  createdAt: 'When the row was created.',
  updatedAt: 'When the row was last changed.',
};

const descriptions = new WeakMap<Table, TableDescription>();

/** Attaches descriptions to a table; a column without one does not compile. */
export function describeTable<T extends Table & { _: { columns: Record<string, Column> } }>(
  table: T,
  row: string,
  columns: Record<Described<T>, string>,
): void {
  descriptions.set(table, Object.freeze({ row, columns: Object.freeze({ ...standard, ...columns }) }));
}

/** The descriptions of a table, or undefined where none were given. */
export function descriptionOf(table: Table): TableDescription | undefined {
  return descriptions.get(table);
}

export interface EnumDescription {
  /** What the values tell apart. */
  readonly meaning: string;
  /** What each value means, by its SQL label. */
  readonly values: Readonly<Record<string, string>>;
}

const enumDescriptions = new Map<string, EnumDescription>();

/** Attaches descriptions to an enum; a value without one does not compile. */
export function describeEnum<V extends string>(
  pgEnum: { readonly enumName: string; readonly enumValues: readonly V[] },
  meaning: string,
  values: Record<V, string>,
): void {
  enumDescriptions.set(pgEnum.enumName, Object.freeze({ meaning, values: Object.freeze({ ...values }) }));
}

/** The descriptions of an enum by its SQL name, or undefined where none were given. */
export function descriptionOfEnum(enumName: string): EnumDescription | undefined {
  return enumDescriptions.get(enumName);
}

const constraintMeanings = new Map<string, string>();

/** Says what values have to be under the constraints of a table, to follow the name of a field: "must not be blank". */
export function describeConstraints(descriptions: Readonly<Record<string, string>>): void {
  for (const [name, message] of Object.entries(descriptions)) constraintMeanings.set(name, message);
}

/** What constraints ask of values, by name, as far as somebody said. */
export const constraintDescriptions: ReadonlyMap<string, string> = constraintMeanings;
