// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of the source, in which templates are looked for
/**
 * Faults as somebody could make them in the compiler, each one edit of a file: what the comparison of both paths has to find.
 * Knows the source as text; an edit that no longer fits says so.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CompilerFault {
  readonly name: string;
  /** In `src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const fault = (name: string, file: string, from: string, to: string): CompilerFault => ({
  name,
  file,
  from,
  to,
});

export const compilerFaults: readonly CompilerFault[] = [
  fault(
    'a to-one relation leads to a deleted row',
    'generator/list/implied-rule.ts',
    'return and(read, compileRule(blueprint, target, present));',
    'return compileRule(blueprint, target, present) && read;',
  ),
  fault(
    'any set of the viewer implies any other',
    'generator/list/implied-rule.ts',
    'held.column === pair.own && held.set === part.set',
    'held.column === pair.own',
  ),
  fault(
    'a relation is held to lead back wherever it leads to the same table',
    'generator/list/implied-rule.ts',
    'back.target === source.table &&',
    'back.target === source.table ||',
  ),
  fault(
    'one alternative of a rule that is implied stands for another',
    'generator/list/implied-rule.ts',
    'rule.of.every(each => holds(each, isKnown))',
    'rule.of.some(each => holds(each, isKnown))',
  ),
  fault(
    'rows of a list with deleted ones are held to be there',
    'compiler/list-items.ts',
    "present: list.spec.deleted === 'EXCLUDE'",
    'present: true',
  ),
  fault(
    'a deleted row that was asked for is held to be there',
    'compiler/build-tree.ts',
    "present: (args.deleted ?? 'EXCLUDE') === 'EXCLUDE'",
    'present: true',
  ),
  fault(
    'a list inside a row is not read beyond its page',
    'compiler/nested-list-sql.ts',
    'const limit = size + (needs.more ? 1 : 0);',
    'const limit = size;',
  ),
  fault(
    'a list of a root field is not read beyond its page',
    'compiler/statement.ts',
    'list.spec.page.size + (items.needs.more ? 1 : 0)',
    'list.spec.page.size',
  ),
  fault(
    'a page from the end inside a row comes in reverse',
    'compiler/nested-list-sql.ts',
    `backward ? ' order by "n" desc' : ''`,
    "''",
  ),
  fault(
    'a page from the end of a root field comes in reverse',
    'compiler/answer.ts',
    'if (page.backward) kept.reverse();',
    '',
  ),
  fault(
    'the row beyond the page inside a row is shown',
    'compiler/nested-list-sql.ts',
    'needs.more ? ` filter (where "n" <= ${size})` : \'\'',
    "''",
  ),
  fault(
    'the row beyond the page of a root field is shown',
    'compiler/answer.ts',
    'rows.length > page.size;',
    'rows.length > page.size + 1;',
  ),
  fault(
    'no row lies before a cursor',
    'compiler/answer.ts',
    'String(page.before !== undefined || (!page.backward && isLonger))',
    'String(!page.backward && isLonger)',
  ),
  fault(
    'nothing precedes a page from the end inside a row',
    'compiler/nested-list-sql.ts',
    "after !== undefined ? ['true'] : backward ? [longer] : ['false']",
    "after !== undefined ? ['true'] : ['false']",
  ),
  fault(
    'the last cursor is that of the row beyond the page',
    'compiler/nested-list-sql.ts',
    'least(count(*), ${size})',
    'least(count(*), ${size} + 1)',
  ),
  fault(
    'counts do not filter',
    'compiler/statement.ts',
    'sql: compileList(blueprint, spec),',
    'sql: { ...compileList(blueprint, spec), counts: compileList(blueprint, { ...spec, filter: undefined }).counts },',
  ),
  fault(
    'a value that is null makes its whole object null',
    'compiler/object-sql.ts',
    'column.nullable ? orNull(json(value, column)) : json(value, column)',
    'json(value, column)',
  ),
  fault(
    'the comma before a member of an object is missing',
    'compiler/json-object.ts',
    "i === 0 ? '' : ','",
    "i < 3 ? '' : ','",
  ),
  fault(
    'lists of values come in reverse',
    'compiler/object-sql.ts',
    `',' order by "u"."o")`,
    `',' order by "u"."o" desc)`,
  ),
  fault(
    'a null in a list of values is left out',
    'compiler/object-sql.ts',
    'coalesce(${json(text(\'"u"."e"\'), column)}, ${missing})',
    '${json(text(\'"u"."e"\'), column)}',
  ),
  fault(
    'a page of other size is taken for the same statement',
    'compiler/variable-parts.ts',
    'decides: `${page.size} ${page.backward}',
    'decides: `${page.backward}',
  ),
  fault(
    'lists with and without deleted rows are taken for the same statement',
    'compiler/variable-parts.ts',
    '${deleted} ${ordering}',
    '${ordering}',
  ),
  fault(
    'a value about all rows that is missing takes the others with it',
    'compiler/totals-sql.ts',
    'orNull(kinds[kind].json(value, meaning))',
    'kinds[kind].json(value, meaning)',
  ),
  fault(
    'groups do not tell what their rows have in common',
    'compiler/totals-sql.ts',
    'place < 0 ?',
    'place <= 0 ?',
  ),
  fault(
    'values stay those of the first request',
    'compiler/compiled-operation.ts',
    'places.get(piece) ?? piece.value',
    'piece.value',
  ),
  fault(
    'what @skip and @include decided stays as it was',
    'compiler/compiled-operation.ts',
    'const key = switches.join();',
    "const key = '';",
  ),
  fault(
    '@skip leaves nothing out',
    'generator/read/selection.ts',
    "(given === true) === (name.value === 'skip')",
    "given !== true && name.value === 'include'",
  ),
  fault(
    'fields of fragments on other types are selected',
    'generator/read/selection.ts',
    'return isAbstractType(type) && isObjectType(object) && schema.isSubType(type, object);',
    'return isAbstractType(type) || isObjectType(object);',
  ),
  fault(
    'only the first place that selects an object counts',
    'generator/read/selection.ts',
    'nodes.flatMap(node => node.selectionSet ?? [])',
    'nodes.slice(0, 1).flatMap(node => node.selectionSet ?? [])',
  ),
  fault(
    'arguments with variables are read once',
    'compiler/arguments.ts',
    'Variable: () => {\n      found = true;',
    'Variable: () => {\n      found = false;',
  ),
  fault(
    'a null key in a cursor is a text',
    'compiler/cursor-sql.ts',
    `coalesce(to_json((\${value})::text)::text, 'null')`,
    `coalesce(to_json((\${value})::text)::text, '""')`,
  ),
  fault(
    'texts in cursors are not escaped',
    'compiler/cursor-sql.ts',
    'to_json((${value})::text)::text',
    `'"' || (\${value})::text || '"'`,
  ),
  fault(
    'long ids and cursors have line breaks',
    'compiler/base64url.ts',
    "literal('+/=\\n')",
    "literal('+/=')",
  ),
  fault(
    'an id that is asked for twice is answered once',
    'compiler/answer.ts',
    "({ type, key }) => found.get(nameOf(type, key)) ?? 'null'",
    "({ type, key }) => { const name = nameOf(type, key); const text = found.get(name) ?? 'null'; found.delete(name); return text; }",
  ),
  fault(
    'node shows rows that nobody may see',
    'compiler/statement.ts',
    'const condition = and(hasKey(type, keys), visible(context.blueprint, type))!;',
    'const condition = and(hasKey(type, keys))!;',
  ),
  fault(
    'typed JSON is shown though it does not fit',
    'compiler/shape-selection.ts',
    'return findMisfit(shapes, ref, value) ? undefined : writer.write(value);',
    'return writer.write(value);',
  ),
  fault(
    'what only the resolvers can write is written',
    'compiler/answer.ts',
    'if (text.includes(unwritableMark)) return undefined;',
    '',
  ),
  fault(
    'the statement of pages by cursor needs a column that it does not read',
    'compiler/list-items.ts',
    "names.some(name => name.endsWith('Cursor'))",
    'false',
  ),
];

const sourceFolder = fileURLToPath(new URL('../../src', import.meta.url));

/** The file with the fault in it. @throws where its text does not stand there exactly once */
export function faultyText({ name, file, from, to }: CompilerFault): string {
  const parts = readFileSync(join(sourceFolder, file), 'utf8').split(from);
  if (parts.length !== 2)
    throw new Error(`"${name}": ${file} has its text ${parts.length - 1} times, not once.`);
  return parts.join(to);
}
