/**
 * A back-end developer's promise: an operator, a kind of values and a kind of rule are one entry each.
 * Done in a copy of the source; schema, SQL, cursors, checks at the start and words follow from the entry.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import { isLong, patienceMs } from './support/scale.ts';
import { makeScratchCopy, type ScratchCopy } from './support/scratch-copy.ts';

const operator = `export const texts = [
  operator({
    name: 'matches',
    description: 'Matches a regular expression of PostgreSQL.',
    operand: 'text',
    compile: ({ expression }, operand) => fragment\`\${expression} ~ \${value(operand)}\`,
  }),`;

const kind = `/**
 * Places in the log of a database.
 */
import { GraphQLNonEmptyString } from 'graphql-scalars';
import { escapedText } from './json-text.ts';
import { eq, isNull, membership, ne, order } from './operators.ts';
import type { Kind } from './value-kind.ts';

export const logPlace: Kind = {
  columnTypes: ['pg_lsn'],
  scalar: 'NonEmptyString',
  type: GraphQLNonEmptyString,
  orderable: true,
  operators: [eq, ne, ...membership, ...order, isNull],
  encode: value => String(value),
  toStored: value => value,
  isWritten: text => /^[\\dA-F]+\\/[\\dA-F]+$/.test(text),
  json: escapedText,
  read: text => text,
};
`;

const rulePart = `  /** A column has a value that the policy says. */
  equals: { readonly column: V['column']; readonly value: string };
  /** A column has no value. */`;

const ruleKind = `  equals: {
    names: ({ column }) => ({ columns: [column] }),
    sql: ({ column, value }, context) => fragment\`\${context.column(column)} = \${literal(value)}\`,
    words: ({ column, value }, context) => \`\${context.column(column)} is \${value}\`,
  },
  isNull: {`;

let copy: ScratchCopy;

const answers = (...operations: readonly string[]): Any[] =>
  copy.ask(...operations).map(({ data, errors }) => {
    expect(errors, JSON.stringify(errors)).toBeUndefined();
    return data;
  });

// What a developer adds every day, a table, is tried in usual runs too: adding-a-table.
describe.runIf(isLong)('one entry', { timeout: 3 * patienceMs }, () => {
  beforeAll(async () => {
    copy = await makeScratchCopy();
  });
  afterAll(() => copy.drop());

  it('for an operator, one for a kind of values and its line in the list, one for a kind of rule: and it compiles', () => {
    copy.edit('src/generator/kinds/operators.ts', text => text.replace('export const texts = [', operator));
    copy.write('src/generator/kinds/log-place.ts', kind);
    copy.edit('src/generator/kinds/kinds.ts', text =>
      text
        .replace('import { json }', "import { logPlace } from './log-place.ts';\nimport { json }")
        .replace('  time,\n', '  time,\n  logPlace,\n'),
    );
    copy.edit('src/generator/rules/rule.ts', text =>
      text
        .replace('  /** A column has no value. */', rulePart)
        .replace('  isNull: {\n    names', `${ruleKind}\n    names`)
        .replace('fragment, or,', 'fragment, literal, or,'),
    );
    // What a developer does with them: a column, and a rule that hides rows.
    copy.edit('src/model/tables/dashboards.ts', text =>
      text
        .replace(' index,', ' customType, index,')
        .replace(
          '    isPinned:',
          "    home: customType<{ data: string }>({ dataType: () => 'pg_lsn' })(),\n    isPinned:",
        )
        .replace('\n  isPinned:', "\n  home: 'Where the log was when it was made.',\n  isPinned:"),
    );
    copy.edit('src/seed/project-content.ts', text =>
      text.replace('      isPinned:', "      home: '0/' + (wanted.indexOf(plan) + 1),\n      isPinned:"),
    );
    copy.edit('src/policy/policy.ts', text =>
      text.replace(
        "  dashboards: {\n    read: inReadableProject('projectId'),",
        "  dashboards: {\n    read: all(inReadableProject('projectId'), { kind: 'equals', column: 'isPinned', value: 'true' }),",
      ),
    );
    copy.generateMigration('home');
    expect(copy.compile()).toBe('');
  });

  it('is all it takes: it filters, is read, ordered by, paged by and written, and hides rows', () => {
    const [operator, scalar, rule] = answers(
      `{
        some: insights(where: { name: { matches: "^First .*s$" } }) { totalCount nodes { name } }
        none: insights(where: { name: { matches: "^irst" } }) { totalCount }
      }`,
      `{
        all: dashboards(orderBy: [{ home: ASC }]) { edges { cursor node { id home } } }
        found: dashboards(where: { home: { gt: "0/2", notIn: ["0/3"] } }) { nodes { home } }
        type: __type(name: "NonEmptyString") { kind }
      }`,
      `{
        dashboards(first: 100) { totalCount nodes { isPinned } }
        hidden: dashboards(where: { isPinned: { eq: false } }) { totalCount }
        widgets(first: 100) { nodes { dashboard { isPinned } } }
      }`,
    );
    expect(operator.some.totalCount).toBeGreaterThan(0);
    expect(operator.some.nodes.every((node: Any) => /^First .*s$/.test(node.name))).toBe(true);
    expect(operator.none.totalCount).toBe(0);

    expect(scalar.type).toEqual({ kind: 'SCALAR' });
    const last = (home: string) => Number(home.split('/').at(-1));
    const homes: string[] = scalar.all.edges.map((edge: Any) => edge.node.home);
    expect(homes.length).toBeGreaterThan(1);
    expect(homes).toEqual([...homes].sort((a, b) => last(a) - last(b)));
    const found: string[] = scalar.found.nodes.map((node: Any) => node.home);
    expect(found.sort()).toEqual(homes.filter(home => last(home) > 3).sort());

    expect(rule.dashboards.totalCount).toBeGreaterThan(0);
    expect(rule.dashboards.nodes.every((node: Any) => node.isPinned)).toBe(true);
    expect(rule.hidden.totalCount).toBe(0);
    const led = rule.widgets.nodes.map((node: Any) => node.dashboard?.isPinned ?? null);
    expect(new Set(led)).toEqual(new Set([true, null]));

    const [first] = scalar.all.edges;
    const [rest, written] = answers(
      `{ dashboards(orderBy: [{ home: ASC }], after: "${first.cursor}") { nodes { home } } }`,
      `mutation { updateDashboard(input: { id: "${first.node.id}", home: "A/F" }) { dashboard { home } userErrors { message } } }`,
    );
    expect(rest.dashboards.nodes.map((node: Any) => node.home)).toEqual(homes.slice(1));
    expect(written.updateDashboard).toEqual({ dashboard: { home: 'A/F' }, userErrors: [] });
  });

  it('has its names checked at the start, like those of every other rule', () => {
    copy.edit('src/policy/policy.ts', text =>
      text.replace("column: 'isPinned', value: 'true'", "column: 'isPined' as 'isPinned', value: 'true'"),
    );
    expect(() => copy.ask('{ viewer { uuid } }')).toThrow(
      'The read rule of table "dashboards" names a column "isPined" that the table does not have.',
    );
  });
});
