/**
 * Lists of values as PostgreSQL writes arrays, so that a whole list is one parameter.
 * Knows the notation; what the elements mean is their kind's to say.
 */

/** `{"a","b",NULL}` */
export function arrayLiteral(elements: readonly (string | null)[]): string {
  const written = elements.map(element =>
    element === null ? 'NULL' : `"${element.replace(/[\\"]/g, '\\$&')}"`,
  );
  return `{${written.join(',')}}`;
}
