/**
 * Who sees and does what, as a table for people: every rule of the Blueprint in words.
 * Made from the same data as the SQL, so that the document cannot say something else than the server does.
 */
import { type Blueprint, relationOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { type AnyRule, type RuleWords, ruleWords } from './rule.ts';

/** The table in Markdown, with a line feed at its end. */
export function policyTable(blueprint: Blueprint): string {
  const rows = Object.values(blueprint.types).flatMap(type =>
    linesOf(blueprint, type).map(
      ([what, words], i) => `| ${i === 0 ? code(type.table) : ''} | ${what} | ${words} |`,
    ),
  );
  return ['| Table | What | Which rows, or columns |', '|---|---|---|', ...rows, ''].join('\n');
}

type Line = readonly [what: string, words: string];

const code = (name: string) => `\`${name}\``;
const codes = (names: readonly string[]) => names.map(code).join(', ');
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

function linesOf(blueprint: Blueprint, type: TypeBlueprint): Line[] {
  const { write, softDelete } = type;
  const deletedRows = write?.restore ? 'see deleted, restore' : 'see deleted';
  const rules: readonly (readonly [what: string, rule: AnyRule | undefined])[] = [
    ['see', softDelete ? { kind: 'all', of: [type.read, { kind: 'present' }] } : type.read],
    ...(blueprint.viewer.guest === undefined ? [] : [['meet as a guest', type.guests] as const]),
    ['create', write?.rules.create],
    ['update', write?.rules.update],
    ['delete', write?.rules.delete],
    ...(softDelete ? ([[deletedRows, softDelete.restore]] as const) : []),
  ];
  const said = rules.map(([what, rule]) => [what, rule ? inWords(blueprint, type, rule) : 'Nobody'] as const);
  return [
    ...sameTogether(said),
    ...sameTogether(restrictionsOf(blueprint, type)),
    ...columnsOf(type),
    ...noticesOf(type),
  ];
}

/** The columns that not everybody sees or sets who sees or writes their rows. */
function restrictionsOf(blueprint: Blueprint, type: TypeBlueprint): Line[] {
  const rules = [
    ...type.columns.map(({ key, restricted }) => [`see ${code(key)}`, restricted?.read] as const),
    ...(type.write?.columns ?? []).map(({ key, rule }) => [`set ${code(key)}`, rule] as const),
  ];
  return rules.flatMap(([what, rule]) => (rule ? [[what, inWords(blueprint, type, rule)] as const] : []));
}

/** What is said alike is said once. */
function sameTogether(lines: readonly Line[]): Line[] {
  const together = new Map<string, string[]>();
  for (const [what, words] of lines) together.set(words, [...(together.get(words) ?? []), what]);
  return [...together].map(([words, whats]) => [whats.join(', '), words]);
}

/** Which columns clients do not see, or do not set. */
function columnsOf({ stored, columns, write, key, timestamps, softDelete }: TypeBlueprint): Line[] {
  const hidden = stored.filter(each => !columns.some(column => column.key === each.key));
  const standard = [...key, timestamps.created, timestamps.updated, softDelete?.column];
  const settable = new Set(write?.columns.map(column => column.key));
  const kept = write ? columns.filter(each => !settable.has(each.key) && !standard.includes(each.key)) : [];
  const fixed = write?.columns.filter(column => column.fixed) ?? [];
  const lines: readonly (readonly [what: string, columns: readonly { readonly key: string }[]])[] = [
    ['hidden', hidden],
    ['read-only', kept],
    ['set once', fixed],
  ];
  return lines
    .filter(([, of]) => of.length > 0)
    .map(([what, of]) => [what, codes(of.map(column => column.key))]);
}

/** Who is told of rows that are written. */
const noticesOf = ({ notifies = [] }: TypeBlueprint): Line[] =>
  notifies.map(({ kind, on, to, changed }) => {
    const what = changed === undefined ? codes(on) : `${codes(on)}, of another ${code(changed)}`;
    return [`notify \`${kind}\``, `${capital(to.meaning)}, when it is ${what}`];
  });

function inWords(blueprint: Blueprint, type: TypeBlueprint, rule: AnyRule): string {
  return capital(ruleWords(rule, wordsFor(blueprint, type, 'it', '')));
}

/** @param prefix of columns: the relation that leads to the row */
function wordsFor(blueprint: Blueprint, type: TypeBlueprint, row: string, prefix: string): RuleWords {
  const viewerColumn = (name: string) => blueprint.viewer.columns[name]!;
  return {
    row,
    column: key => code(prefix + key),
    viewer: name => viewerColumn(name).meaning,
    viewerHas: name => viewerColumn(name).presence ?? `there is ${viewerColumn(name).meaning}`,
    related: (field, rule) => {
      const relation = relationOf(type, field);
      const target = typeOf(blueprint, relation.target);
      const path = `${prefix}${field}`;
      const of = relation.many ? `one of its ${code(path)}` : `its ${code(path)}`;
      const words = ruleWords(rule, wordsFor(blueprint, target, of, `${path}.`));
      return relation.many ? `for ${of}, ${words}` : words;
    },
  };
}
