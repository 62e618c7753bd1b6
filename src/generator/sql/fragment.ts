/**
 * SQL as data: text, values that travel as parameters, and places where the alias of a row goes.
 * A fragment is compiled once, and bound to as many aliases as a statement needs; text from clients can only be a value.
 */

/** The alias of the row that a fragment is about. */
export interface RowPiece {
  readonly row: true;
}

/** A value for PostgreSQL; its text says the type it is cast to. */
export interface ValuePiece {
  readonly value: string | null;
}

export type Piece = string | RowPiece | ValuePiece;

/** Plain data: it can be frozen, written as JSON, and compared. */
export type Fragment = readonly Piece[];

/** SQL with fragments put in. Text that is none of ours cannot be: it has to be made a `value` or a `name`. */
export function fragment(strings: TemplateStringsArray, ...parts: readonly Fragment[]): Fragment {
  return concat(strings.flatMap((text, i) => [[text], parts[i] ?? []]));
}

/** The alias of the row. */
export const row: Fragment = Object.freeze([Object.freeze({ row: true as const })]);

/** A parameter. */
export const value = (content: string | null): Fragment => [{ value: content }];

/** Text of this program's own, such as a type or an operator. */
export const text = (sql: string): Fragment => [sql];

/** A quoted identifier. */
export const name = (identifier: string): Fragment => [quoted(identifier)];

/** A text literal. */
export const literal = (content: string): Fragment => [`'${content.replaceAll("'", "''")}'`];

/** A column of the row, by its SQL name. */
export const rowColumn = (sqlName: string): Fragment => [{ row: true }, `.${quoted(sqlName)}`];

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** The fragments with a separator between them. */
export function join(fragments: readonly Fragment[], separator: string): Fragment {
  return concat(fragments.flatMap((each, i) => (i === 0 ? [each] : [[separator], each])));
}

/** All of the conditions that there are; undefined for none. */
export const and = (...conditions: readonly (Fragment | undefined)[]) => combine(conditions, ' and ');

/** At least one of the conditions that there are; undefined for none. */
export const or = (...conditions: readonly (Fragment | undefined)[]) => combine(conditions, ' or ');

function combine(conditions: readonly (Fragment | undefined)[], separator: string): Fragment | undefined {
  const given = conditions.filter(condition => condition !== undefined);
  return given.length < 2 ? given[0] : fragment`(${join(given, separator)})`;
}

/** The fragment for the row under an alias. */
export function bind(unbound: Fragment, alias: string): Fragment {
  const quotedAlias = quoted(alias);
  return concat([unbound.map(piece => (isRow(piece) ? quotedAlias : piece))]);
}

/** The text of a fragment without a row, its values appended to `params` and numbered among them. */
export function render(bound: Fragment, params: (string | null)[]): string {
  return bound
    .map(piece => {
      if (typeof piece === 'string') return piece;
      if (isRow(piece)) throw new Error('A fragment was rendered before its row had an alias.');
      return `$${params.push(piece.value)}`;
    })
    .join('');
}

export const isRow = (piece: Piece): piece is RowPiece => typeof piece === 'object' && 'row' in piece;

/** Whether a fragment asks its row for a column, by its SQL name. */
export const namesColumn = (unbound: Fragment, sqlName: string): boolean =>
  unbound.some((piece, i) => {
    const next = unbound[i + 1];
    return isRow(piece) && typeof next === 'string' && next.startsWith(`.${quoted(sqlName)}`);
  });

/** Whether the name of a column stands in SQL that somebody has written, of the row or by itself. */
export const namesWord = (unbound: Fragment, sqlName: string): boolean => {
  const words = new RegExp(
    `(?<![\\p{L}\\p{N}_$])${sqlName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_$])`,
    'u',
  );
  return unbound.some(piece => typeof piece === 'string' && words.test(piece));
};

/** Neighbouring texts become one, so that equal SQL is equal data. */
function concat(parts: readonly Fragment[]): Fragment {
  const pieces: Piece[] = [];
  for (const piece of parts.flat()) {
    const last = pieces.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else if (piece !== '') pieces.push(piece);
  }
  return pieces;
}
