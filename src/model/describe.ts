/**
 * Descriptions of tables and columns, kept beside the tables because Drizzle has no place for them.
 * Knows words only; what is made of them (GraphQL descriptions) is the generator's business.
 */
import { type Column, getColumns, type Table, type View } from 'drizzle-orm';

export interface TableDescription {
  /** What one row is, as a noun phrase with a full stop. */
  readonly row: string;
  /** What each column holds, by its TypeScript key; relations that are described, too. */
  readonly columns: Readonly<Record<string, string>>;
  readonly names?: TableNames<string>;
  readonly deprecated?: Readonly<Record<string, string>>;
}

/** Names for clients, where those that are made of keys will not do. */
export interface TableNames<Key extends string> {
  /** Of the object type. */
  readonly type?: string;
  /** Of the root fields for one row, and for pages of rows. */
  readonly one?: string;
  readonly many?: string;
  /** Of the fields of columns. */
  readonly columns?: { readonly [K in Key]?: string };
}

/** What else can be said of a table. */
export interface TableOptions<Key extends string> {
  readonly names?: TableNames<Key>;
  /** What relations lead to, where the words that are made of their names will not do. */
  readonly relations?: Readonly<Record<string, string>>;
  /** Why columns and relations should not be used any more; what is meant to be used instead. */
  readonly deprecated?: Readonly<Record<string, string>>;
}

/** A table, or a view with columns. */
type Describable = (Table & { _: { columns: Record<string, Column> } }) | View;
type ColumnsOf<T extends Describable> = T extends View
  ? T['_']['selectedFields']
  : T['_']['columns' & keyof T['_']];
type Described<T extends Describable> = Exclude<keyof ColumnsOf<T> & string, StandardColumn>;
type StandardColumn = 'id' | 'createdAt' | 'updatedAt';

const standard: Record<StandardColumn, string> = {
  id: 'The primary key.',
  createdAt: 'When the row was created.',
  updatedAt: 'When the row was last changed.',
};

const descriptions = new WeakMap<Table | View, TableDescription>();

/** Attaches descriptions to a table or view; a column without one does not compile. */
export function describeTable<T extends Describable>(
  table: T,
  row: string,
  columns: Record<Described<T>, string>,
  { relations, ...options }: TableOptions<keyof ColumnsOf<T> & string> = {},
): void {
  const own = getColumns(table);
  const words = Object.fromEntries(Object.entries(standard).filter(([key]) => key in own));
  descriptions.set(
    table,
    Object.freeze({ row, columns: Object.freeze({ ...words, ...columns, ...relations }), ...options }),
  );
}

/** The descriptions of a table, or undefined where none were given. */
export function descriptionOf(table: Table | View): TableDescription | undefined {
  return descriptions.get(table);
}

export interface EnumDescription {
  /** What the values tell apart. */
  readonly meaning: string;
  /** What each value means, by its SQL label. */
  readonly values: Readonly<Record<string, string>>;
  readonly names?: EnumNames<string>;
  readonly deprecated?: { readonly [Label in string]?: string };
}

/** Names for clients, where those that are made of labels will not do. */
export interface EnumNames<Label extends string> {
  /** Of the enum type. */
  readonly type?: string;
  /** Of values, by label. */
  readonly values?: { readonly [L in Label]?: string };
}

/** What else can be said of an enum. */
export interface EnumOptions<Label extends string> {
  readonly names?: EnumNames<Label>;
  /** Why values should not be used any more, by label. */
  readonly deprecated?: { readonly [L in Label]?: string };
}

const describedEnums = new Map<string, EnumDescription>();

/** Attaches descriptions to an enum; a value without one does not compile. */
export function describeEnum<V extends string>(
  pgEnum: {
    readonly enumName: string;
    readonly enumValues: readonly V[];
    readonly schema?: string | undefined;
  },
  meaning: string,
  values: Record<V, string>,
  options: EnumOptions<V> = {},
): void {
  const { enumName, schema } = pgEnum;
  describedEnums.set(
    schema === undefined ? enumName : `${schema}.${enumName}`,
    Object.freeze({ meaning, values: Object.freeze({ ...values }), ...options }),
  );
}

/** What was said of enums, by name, after that of their schema where they are in one. */
export const enumDescriptions = (): Readonly<Record<string, EnumDescription>> =>
  Object.fromEntries(describedEnums);

const constraintMeanings = new Map<string, string>();

/** Says what values have to be under the constraints of a table, to follow the name of a field: "must not be blank". */
export function describeConstraints(descriptions: Readonly<Record<string, string>>): void {
  for (const [name, message] of Object.entries(descriptions)) constraintMeanings.set(name, message);
}

/** What constraints ask of values, by name, as far as somebody said. */
export const constraintDescriptions = (): Readonly<Record<string, string>> =>
  Object.fromEntries(constraintMeanings);
