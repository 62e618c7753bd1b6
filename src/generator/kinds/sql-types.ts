/**
 * PostgreSQL's types by name: what a declaration says of a column, and what a value is cast to.
 * A cast to a type with a length or precision would cut or round the value; nobody asked for that.
 */

/** The type that stored values have: `serial` is an integer with a default, and no type. */
export const castType = (sqlType: string) =>
  sqlType.replace(
    /^(small|big)?serial$/,
    (_, size: string = '') => ({ small: 'smallint', big: 'bigint' })[size] ?? 'integer',
  );

/** The type that a value is cast to in order to be compared: the column's, as it is without limits. */
export function comparedType(sqlType: string): string {
  // A bit string is of its length; a quoted name is what it is.
  if (sqlType.startsWith('bit') || sqlType.includes('"')) return sqlType;
  return (
    sqlType
      .replace(/ ?\([^)]*\)/, '')
      .replace(/^interval .*?(\[\]|$)/, 'interval$1')
      .replace(/^(?:char|character)(\[\]|$)/, 'bpchar$1')
      // Of json, PostgreSQL keeps the text, and compares none.
      .replace(/^json(\[\]|$)/, 'jsonb$1')
  );
}

/** The name of a type without what a declaration limits: `numeric(5, 2)` is a `numeric`. */
export const baseType = (sqlType: string) => sqlType.replace(/ ?\(.*$/, '').replace(/(\[\])+$/, '');

/** The numbers in a type's brackets: `numeric(5, 2)` has 5 and 2. */
export const limitsOf = (sqlType: string): number[] =>
  (/\(([^)]*)\)/.exec(sqlType)?.[1] ?? '')
    .split(',')
    .map(limit => Number.parseInt(limit, 10))
    .filter(limit => !Number.isNaN(limit));
