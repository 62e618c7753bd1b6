/**
 * What makes a set of tables unfit for an API: name collisions, secrets in the open, joins that repeat rows.
 * Finds and words problems; deciding to stop is the builder's.
 */
import type { Relation } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import type { NamedShape } from '../shapes/shape-blueprint.ts';
import type { Blueprint } from './blueprint.ts';
import { namesOf, shapeInputName } from './names.ts';
import type { TableRules } from './table-rules.ts';

/** Column names that sound like credentials. A key that points to a row (`…Id`) is none. */
const secretName = /password|passwd|passphrase|secret|token|hash|salt|credential|private_?key|api_?key$/i;

/** Type names that the API uses for itself. */
const reservedTypes = [
  'Query',
  'Mutation',
  'Subscription',
  'Node',
  'PageInfo',
  'OrderDirection',
  'DeletedRows',
  'JSONPathFilter',
];

const reservedRootFields = ['node', 'nodes'];

/** Columns that sound like secrets and are neither hidden nor declared harmless. */
export function findSecretProblems(table: string, columns: readonly string[], rules: TableRules): string[] {
  const listed = new Set([...(rules.hidden ?? []), ...(rules.notSecret ?? [])]);
  const unknown = [...listed].filter(key => !columns.includes(key));
  return [
    ...unknown.map(
      key => `The policy of table "${table}" names a column "${key}" that the table does not have.`,
    ),
    ...columns
      .filter(key => secretName.test(key) && !/Id$/.test(key) && !listed.has(key))
      .map(
        key =>
          `Column "${table}.${key}" is named like a secret. Add it to "hidden" in the policy, or to "notSecret" if anyone who sees the row may read it.`,
      ),
  ];
}

/** Rules that a table's columns cannot keep. */
export function findRuleProblems(
  table: string,
  columns: Readonly<Record<string, PgColumn>>,
  primaryKey: string,
  { hidden = [], softDelete }: TableRules,
): string[] {
  const mark = softDelete && columns[softDelete.column];
  return [
    ...(hidden.includes(primaryKey)
      ? [`The policy of table "${table}" hides its primary key "${primaryKey}", which ids are made of.`]
      : []),
    ...(softDelete &&
    (!mark || mark.notNull || !/^PgTimestamp/.test(mark.columnType) || hidden.includes(softDelete.column))
      ? [
          `The policy of table "${table}" marks deleted rows by "${softDelete.column}", which has to be a visible, nullable timestamp column.`,
        ]
      : []),
  ];
}

/** Many-to-many relations whose join table may hold a pair twice: pages would repeat rows. */
export function findThroughProblems(table: string, relations: Readonly<Record<string, Relation>>): string[] {
  return Object.entries(relations).flatMap(([field, { through, throughTable }]) => {
    if (!through || !throughTable) return [];
    const join = getTableConfig(throughTable as PgTable);
    const pair = [...through.source, ...through.target].map(c => (c._.column as { name: string }).name);
    const unique = [
      ...join.uniqueConstraints.map(constraint => constraint.columns),
      ...join.indexes
        .filter(({ config }) => config.unique && !config.where)
        .map(({ config }) => config.columns as { name?: string }[]),
    ];
    const isUnique = unique.some(columns =>
      columns.every(c => c.name !== undefined && pair.includes(c.name)),
    );
    return isUnique
      ? []
      : [
          `Relation "${table}.${field}" goes through table "${join.name}", which has no unique constraint on (${pair.join(', ')}): rows would repeat.`,
        ];
  });
}

/** Names that two things would have to share. */
export function findNameProblems(blueprint: Blueprint): string[] {
  const types = Object.values(blueprint.types);
  const claims: [kind: string, name: string, owner: string][] = [
    ...reservedTypes.map(name => ['type', name, 'the API itself'] as [string, string, string]),
    ...[...new Set(types.flatMap(t => t.columns).filter(c => c.kind !== 'enum' && !c.shape))].map(
      c => ['type', c.typeName, 'a scalar'] as [string, string, string],
    ),
    ...Object.values(blueprint.shapes).flatMap(shape =>
      [
        shape.name,
        ...(shape.kind === 'object' || shape.kind === 'union' ? [shapeInputName(shape.name)] : []),
      ].map(name => ['type', name, `shape "${shape.name}"`] as [string, string, string]),
    ),
    ...Object.values(blueprint.shapes).flatMap(shape =>
      membersOf(shape).map(
        name => [`member of shape ${shape.name}`, name, `shape "${shape.name}"`] as [string, string, string],
      ),
    ),
    ...blueprint.enums.map(e => ['type', e.name, `enum "${e.name}"`] as [string, string, string]),
    ...types.flatMap(t =>
      namesOf(t.name).map(n => ['type', n, `table "${t.table}"`] as [string, string, string]),
    ),
    ...reservedRootFields.map(name => ['root field', name, 'the API itself'] as [string, string, string]),
    ...blueprint.rootRows.map(
      ({ field }) => ['root field', field, `field "${field}"`] as [string, string, string],
    ),
    ...types.flatMap(t =>
      [t.single, t.plural].map(n => ['root field', n, `table "${t.table}"`] as [string, string, string]),
    ),
    ...types.flatMap(t => [
      [`field of ${t.name}`, 'id', 'the global id'] as [string, string, string],
      ...t.columns.map(
        c => [`field of ${t.name}`, c.field, `column "${t.table}.${c.key}"`] as [string, string, string],
      ),
      ...t.relations.map(
        r => [`field of ${t.name}`, r.field, `relation "${t.table}.${r.field}"`] as [string, string, string],
      ),
      ...[...t.computed, ...t.resolved].map(
        ({ field }) =>
          [`field of ${t.name}`, field, `field "${t.name}.${field}"`] as [string, string, string],
      ),
    ]),
    ...types.flatMap(t => [
      ...['AND', 'OR', 'NOT'].map(
        name => [`filter of ${t.name}`, name, 'the API itself'] as [string, string, string],
      ),
      ...t.columns.map(
        c => [`filter of ${t.name}`, c.field, `column "${t.table}.${c.key}"`] as [string, string, string],
      ),
      ...t.filters.map(
        f => [`filter of ${t.name}`, f.name, `filter "${t.name}.${f.name}"`] as [string, string, string],
      ),
    ]),
    ...blueprint.enums.flatMap(e =>
      e.values.map(v => [`value of ${e.name}`, v.name, `label "${v.value}"`] as [string, string, string]),
    ),
  ];
  const owners = new Map<string, Set<string>>();
  const repeated = new Set<string>();
  for (const [kind, name, owner] of claims) {
    const key = `${kind} "${name}"`;
    const known = owners.get(key) ?? new Set();
    if (known.has(owner) && owner !== 'a scalar') repeated.add(`${key} is claimed twice by ${owner}.`);
    owners.set(key, known.add(owner));
  }
  const shared = [...owners]
    .filter(([, claimants]) => claimants.size > 1)
    .map(
      ([key, claimants]) =>
        `The ${key} is claimed by ${[...claimants].join(' and by ')}: rename one of them.`,
    );
  const malformed = types.flatMap(t =>
    [t.name, ...t.columns.map(c => c.field), ...t.relations.map(r => r.field)]
      .filter(name => !/^[A-Za-z][_0-9A-Za-z]*$/.test(name))
      .map(name => `Table "${t.table}" would need the name "${name}", which GraphQL does not allow.`),
  );
  const hollow = Object.values(blueprint.shapes)
    .filter(shape => membersOf(shape).length === 0)
    .map(shape => `The shape "${shape.name}" has no members that GraphQL could show.`);
  return [...shared, ...[...repeated].map(text => `The ${text}`), ...malformed, ...hollow];
}

/** The GraphQL names inside a shape. */
function membersOf(shape: NamedShape): string[] {
  switch (shape.kind) {
    case 'object':
      return shape.members.map(member => member.field);
    case 'union':
      return shape.variants.map(variant => variant.field);
    case 'enum':
      return shape.values.map(value => value.name);
    case 'scalar':
      return [...shape.primitives];
  }
}
