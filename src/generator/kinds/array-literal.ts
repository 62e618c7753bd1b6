/**
 * Lists of values as PostgreSQL writes arrays, so that a whole list is one parameter.
 * Knows the notation; what the elements mean is their kind's to say.
 */

/** A list of texts, or of such lists. */
export type ArrayElements = readonly (string | null | ArrayElements)[];

/** `{"a","b",NULL}` */
export function arrayLiteral(elements: ArrayElements): string {
  const written = elements.map(element => {
    if (element === null) return 'NULL';
    return typeof element === 'string' ? `"${element.replace(/[\\"]/g, '\\$&')}"` : arrayLiteral(element);
  });
  return `{${written.join(',')}}`;
}
