/**
 * The table of docs/adding-a-table.md that says what becomes of which type of columns, made from the kinds.
 */
import { kinds } from './kinds.ts';
import { membership, order, texts } from './operators.ts';
import type { Kind } from './value-kind.ts';

const names = (operators: readonly { readonly name: string }[]) => operators.map(({ name }) => name);

/** Operators that the document has one word for. */
const groups: Readonly<Record<string, readonly string[]>> = {
  equality: ['eq', 'ne', ...names(membership)],
  order: names(order),
  text: names(texts),
};

const code = (text: string) => `\`${text}\``;

/** What a filter can ask, in the document's words. */
function operatorWords({ operators, orderable }: Kind): string {
  const own = names(operators).filter(name => name !== 'isNull');
  const told = Object.entries(groups).filter(([, group]) => group.every(name => own.includes(name)));
  const grouped = told.flatMap(([, group]) => group);
  const rest = own.filter(name => !grouped.includes(name)).map(code);
  const words = [...told.map(([word]) => word), ...rest].join(', ');
  return [words, ...(orderable ? [] : ['no order'])].filter(word => word !== '').join('; ');
}

/** Markdown. */
export function typesTable(): string {
  const rows = Object.values(kinds).map(kind => {
    const types = kind.columnTypes.filter(type => !type.startsWith('Pg')).map(code);
    const scalar = kind.scalar === undefined ? 'an enum of its own' : code(kind.scalar);
    const what = kind.scalar === undefined ? 'enums' : types.join(', ') || 'types named to be `opaque`';
    return `| ${what} | ${scalar} | ${operatorWords(kind)} |\n`;
  });
  return `| PostgreSQL | GraphQL | Filter operators beside \`isNull\` |\n|---|---|---|\n${rows.join('')}`;
}
