/**
 * Keys of rows as values and as one text: what stands in global ids, in the trail, and where a client names a row by its key.
 * Knows the columns of keys and how their values are written; which type an id is of, and SQL, are asked elsewhere.
 */
import { isStorable } from '../kinds/client-values.ts';
import { kinds } from '../kinds/kinds.ts';
import { type ColumnBlueprint, columnOf, conventions, type TypeBlueprint } from './blueprint.ts';

/** The values of a key's columns as PostgreSQL writes them, in the key's order. */
export type RowKey = readonly string[];

const { separator, escapes } = conventions.globalId;

/** The columns of a type's key, in its order. */
export const keyColumns = (type: TypeBlueprint): readonly ColumnBlueprint[] =>
  type.key.map(key => columnOf(type, key));

/** Whether rows are named by one UUID. */
export const hasUuidKey = (type: TypeBlueprint): boolean =>
  type.key.length === 1 && columnOf(type, type.key[0]!).kind === 'uuid';

/** Whether values of a column may hold any characters, or the separator of a key's values. */
export const isFreeText = ({ kind }: ColumnBlueprint): boolean => ['text', 'enum', 'instant'].includes(kind);

/** The member of a row that the text of its key is read into, where `isKeyRead`; no column has such a name. */
export const keyMember = '@id';

/** Whether the text of a key has to be read: a Date of JavaScript has no microseconds. */
export const isKeyRead = (type: TypeBlueprint): boolean => keyColumns(type).some(isRead);

const isRead = ({ kind }: ColumnBlueprint): boolean => kind === 'instant';

/** Whether PostgreSQL fills the values of a column with blanks, which are none of the value. */
export const isPadded = ({ sqlType }: Pick<ColumnBlueprint, 'sqlType'>): boolean => /^char\(/.test(sqlType);

/** A key as one text: a single value as it is, several with the separator between them, which is escaped in them. */
export const keyTextOf = (key: RowKey): string =>
  key.length === 1 ? key[0]! : key.map(escaped).join(separator);

const escaped = (text: string): string => escapes.reduce((done, { of, by }) => done.replaceAll(of, by), text);

/** @param text without an escape that is none */
const unescaped = (text: string): string =>
  escapes.reduceRight((done, { of, by }) => done.replaceAll(by, of), text);

/** The key that a text stands for; undefined where the type has no such key. */
export function parseKeyText(type: TypeBlueprint, text: string): RowKey | undefined {
  const columns = keyColumns(type);
  const texts = columns.length === 1 ? [text] : text.split(separator).map(unescaped);
  if (texts.length !== columns.length) return undefined;
  const key = texts.flatMap((each, i) => canonical(columns[i]!, each) ?? []);
  if (key.length < columns.length) return undefined;
  // What is written otherwise than it was made is no key.
  return columns.length === 1 || keyTextOf(texts) === text ? key : undefined;
}

/** The text of the key of a row that was read with it. */
export function keyTextOfRow(type: TypeBlueprint, row: Readonly<Record<string, unknown>>): string {
  const columns = keyColumns(type);
  if (columns.some(isRead)) return String(row[keyMember]);
  return keyTextOf(
    columns.map(column => {
      const text = String(row[column.key]);
      return isPadded(column) ? text.replace(/ +$/, '') : text;
    }),
  );
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const wholeNumber = /^(0|-?[1-9]\d{0,18})$/;
/** The bits of PostgreSQL's whole numbers. */
const bits: Readonly<Record<string, number>> = { smallint: 16, integer: 32, bigint: 64 };

/** A value as PostgreSQL would write it; undefined where the column cannot hold it. */
function canonical(column: ColumnBlueprint, text: string): string | undefined {
  const { kind, sqlType } = column;
  switch (kind) {
    case 'uuid':
      return uuidPattern.test(text) ? text.toLowerCase() : undefined;
    case 'integer':
    case 'bigint':
      return wholeNumber.test(text) && BigInt.asIntN(bits[sqlType]!, BigInt(text)) === BigInt(text)
        ? text
        : undefined;
    case 'text': {
      const value = isPadded(column) ? text.replace(/ +$/, '') : text;
      return isStorable(value) && [...value].length <= longestOf(sqlType) ? value : undefined;
    }
    default:
      return kinds[kind].isWritten(text, column) ? text : undefined;
  }
}

/** The characters that a type holds: a longer text would be cut by the cast to it, and mean another row. */
const longestOf = (sqlType: string): number =>
  Number(/^(?:var)?char\((\d+)\)$/.exec(sqlType)?.[1] ?? Infinity);
