/**
 * How the labels of enums are named in GraphQL.
 * The one rule for columns, shapes and the JSON that PostgreSQL writes.
 */

/** `not_contains` → `NOT_CONTAINS`. */
export const enumValueName = (label: string) => {
  const name = label.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
  return /^[0-9]/.test(name) ? `_${name}` : name;
};
