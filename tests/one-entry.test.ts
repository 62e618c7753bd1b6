/**
 * A back-end developer's promise: an operator, a kind of values and a kind of rule are one entry each.
 * Done in a copy of the source; schema, SQL, cursors, checks at the start and words follow from the entry.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import { makeScratchCopy, type ScratchCopy } from './support/scratch-copy.ts';

const operator = `export const texts = [
  operator({
    name: 'matches',
    description: 'Matches a regular expression of PostgreSQL.',
    operand: 'text',
    compile: ({ expression }, operand) => fragment\`\${expression} ~ \${value(operand)}\`,
  }),`;

const kind = `/**
 * Addresses of hosts.
 */
import { GraphQLIP } from 'graphql-scalars';
import { eq, isNull, membership, ne, order } from './operators.ts';
import type { Kind } from './value-kind.ts';

export const address: Kind = {
  columnTypes: ['PgInet'],
  scalar: 'IP',
  type: GraphQLIP,
  orderable: true,
  operators: [eq, ne, ...membership, ...order, isNull],
  encode: value => String(value),
  toStored: value => value,
  isWritten: text => /^[\\da-f.:]+(\\/\\d{1,3})?$/.test(text),
  fromJson: value => value,
};
`;

const rulePart = `  /** A column has a value that the policy says. */
  equals: { readonly column: Column; readonly value: string };
  /** A column has no value. */`;

const ruleKind = `  equals: {
    names: ({ column }) => ({ columns: [column] }),
    sql: ({ column, value }, context) => fragment\`\${context.column(column)} = \${literal(value)}\`,
    words: ({ column, value }, context) => \`\${context.column(column)} is \${value}\`,
  },
  isNull: {`;

let copy: ScratchCopy;
beforeAll(async () => {
  copy = await makeScratchCopy();
});
afterAll(() => copy.drop());

const answer = (operation: string): Any => {
  const { data, errors } = copy.ask(operation);
  expect(errors, JSON.stringify(errors)).toBeUndefined();
  return data;
};

describe('one entry', { timeout: 120_000 }, () => {
  it('for an operator, one for a kind of values and its line in the list, one for a kind of rule: and it compiles', () => {
    copy.edit('src/generator/kinds/operators.ts', text => text.replace('export const texts = [', operator));
    copy.write('src/generator/kinds/address.ts', kind);
    copy.edit('src/generator/kinds/kinds.ts', text =>
      text
        .replace('import { json }', "import { address } from './address.ts';\nimport { json }")
        .replace('  time,\n', '  time,\n  address,\n'),
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
        .replace(' index,', ' index, inet,')
        .replace('    isPinned:', '    home: inet(),\n    isPinned:')
        .replace('\n  isPinned:', "\n  home: 'The host it was made on.',\n  isPinned:"),
    );
    copy.edit('src/seed/project-content.ts', text =>
      text.replace('      isPinned:', "      home: '10.0.0.' + (wanted.indexOf(plan) + 1),\n      isPinned:"),
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

  it('makes an operator that filters', () => {
    const { some, none } = answer(`{
      some: insights(where: { name: { matches: "^First .*s$" } }) { totalCount nodes { name } }
      none: insights(where: { name: { matches: "^irst" } }) { totalCount }
    }`);
    expect(some.totalCount).toBeGreaterThan(0);
    expect(some.nodes.every((node: Any) => /^First .*s$/.test(node.name))).toBe(true);
    expect(none.totalCount).toBe(0);
  });

  it('makes a scalar that is read, compared, ordered by, paged by, and written', () => {
    const { all, found, type } = answer(`{
      all: dashboards(orderBy: [{ home: ASC }]) { edges { cursor node { id home } } }
      found: dashboards(where: { home: { gt: "10.0.0.2", notIn: ["10.0.0.3"] } }) { nodes { home } }
      type: __type(name: "IP") { kind }
    }`);
    expect(type).toEqual({ kind: 'SCALAR' });
    const last = (home: string) => Number(home.split('.').at(-1));
    const homes: string[] = all.edges.map((edge: Any) => edge.node.home);
    expect(homes.length).toBeGreaterThan(1);
    expect(homes).toEqual([...homes].sort((a, b) => last(a) - last(b)));
    expect(found.nodes.map((node: Any) => node.home).sort()).toEqual(
      homes.filter(home => last(home) > 3).sort(),
    );
    const rest = answer(
      `{ dashboards(orderBy: [{ home: ASC }], after: "${all.edges[0].cursor}") { nodes { home } } }`,
    );
    expect(rest.dashboards.nodes.map((node: Any) => node.home)).toEqual(homes.slice(1));
    const { updateDashboard } = answer(
      `mutation { updateDashboard(input: { id: "${all.edges[0].node.id}", home: "::1" }) { dashboard { home } userErrors { message } } }`,
    );
    expect(updateDashboard).toEqual({ dashboard: { home: '::1' }, userErrors: [] });
  });

  it('makes a rule that hides rows at every door', () => {
    const { dashboards, hidden, widgets } = answer(`{
      dashboards(first: 100) { totalCount nodes { isPinned } }
      hidden: dashboards(where: { isPinned: { eq: false } }) { totalCount }
      widgets(first: 100) { nodes { dashboard { isPinned } } }
    }`);
    expect(dashboards.totalCount).toBeGreaterThan(0);
    expect(dashboards.nodes.every((node: Any) => node.isPinned)).toBe(true);
    expect(hidden.totalCount).toBe(0);
    const led = widgets.nodes.map((node: Any) => node.dashboard?.isPinned ?? null);
    expect(new Set(led)).toEqual(new Set([true, null]));
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
