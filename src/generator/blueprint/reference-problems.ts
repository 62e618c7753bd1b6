/**
 * Names in rules and policies that nothing answers to: columns, relations, values of the viewer, tables.
 * The compiler finds most of them in a policy that is typed; a Blueprint made of other data is checked all the same.
 */
import { type AnyRule, ruleNames } from '../rules/rule.ts';
import type { Blueprint, TypeBlueprint } from './blueprint.ts';
import { hasUuidKey } from './row-key.ts';
import type { ValueSource } from './shared-parts.ts';

/** What rules and policies name that is not there. */
export function findReferenceProblems(blueprint: Blueprint): string[] {
  return [
    ...Object.values(blueprint.types).flatMap(type => problemsOfType(blueprint, type)),
    ...problemsOfAccount(blueprint),
    ...problemsOfTrail(blueprint),
    ...(blueprint.notices
      ? problemsOfValues(blueprint, blueprint.notices.table, blueprint.notices.values, 'A notice', undefined)
      : []),
    ...problemsOfCircles(blueprint),
  ];
}

function problemsOfAccount({ viewer: { name, account, columns } }: Blueprint): string[] {
  if (account === undefined || columns[account]?.set === false) return [];
  return [`The account of viewers is told by "${account}", which is no value of the row "${name}".`];
}

function problemsOfType(blueprint: Blueprint, type: TypeBlueprint): string[] {
  const { write, softDelete } = type;
  const named: readonly (readonly [string, AnyRule | undefined])[] = [
    ['read rule', type.read],
    ['restore rule', softDelete?.restore],
    ['create rule', write?.rules.create],
    ['update rule', write?.rules.update],
    ['delete rule', write?.rules.delete],
    ...type.columns.map(({ key, restricted }) => [`read rule of column "${key}"`, restricted?.read] as const),
    ...(write?.columns ?? []).map(({ key, rule }) => [`write rule of column "${key}"`, rule] as const),
  ];
  return [
    ...named.flatMap(([name, rule]) =>
      rule ? problemsOfRule(blueprint, type, rule, `The ${name} of table "${type.table}"`) : [],
    ),
    ...problemsOfValues(
      blueprint,
      type.table,
      write?.set ?? {},
      `The write policy of table "${type.table}"`,
      type,
    ),
    ...(write?.companion
      ? problemsOfValues(
          blueprint,
          write.companion.table,
          write.companion.values,
          `The companion of table "${type.table}"`,
          type,
        )
      : []),
  ];
}

function problemsOfRule(blueprint: Blueprint, type: TypeBlueprint, rule: AnyRule, where: string): string[] {
  const { columns = [], sets = [], values = [], related, rules = [] } = ruleNames(rule);
  const viewer = (name: string, set: boolean) =>
    blueprint.viewer.columns[name]?.set === set
      ? []
      : [
          `${where} asks for "${name}", which is no ${set ? 'set' : 'value'} of the row "${blueprint.viewer.name}".`,
        ];
  return [
    ...columns
      .filter(key => !type.stored.some(column => column.key === key))
      .map(key => `${where} names a column "${key}" that the table does not have.`),
    ...sets.flatMap(name => viewer(name, true)),
    ...values.flatMap(name => viewer(name, false)),
    ...(related ? problemsOfRelated(blueprint, type, related, where) : []),
    ...rules.flatMap(part => problemsOfRule(blueprint, type, part, where)),
  ];
}

function problemsOfRelated(
  blueprint: Blueprint,
  type: TypeBlueprint,
  related: { readonly relation: string; readonly rule: AnyRule },
  where: string,
): string[] {
  const relation = type.relations.find(({ field }) => field === related.relation);
  if (!relation) return [`${where} names a relation "${related.relation}" that the table does not have.`];
  const target = blueprint.types[relation.target];
  return target ? problemsOfRule(blueprint, target, related.rule, where) : [];
}

function problemsOfValues(
  blueprint: Blueprint,
  table: string,
  values: Readonly<Record<string, ValueSource>>,
  where: string,
  source: TypeBlueprint | undefined,
): string[] {
  const type = blueprint.types[table];
  if (!type) return [`${where} names a table "${table}" that is not in the registry.`];
  const has = (of: TypeBlueprint, key: string) => of.stored.some(column => column.key === key);
  return Object.entries(values).flatMap(([key, from]) => [
    ...(has(type, key) ? [] : [`${where} names a column "${key}" that table "${table}" does not have.`]),
    ...(from.from === 'viewer' && blueprint.viewer.columns[from.name]?.set !== false
      ? [`${where} takes "${key}" from "${from.name}", which the viewer's row does not hold.`]
      : []),
    ...(from.from === 'row' && source && !has(source, from.column)
      ? [`${where} takes "${key}" from a column "${from.column}" that table "${source.table}" does not have.`]
      : []),
  ]);
}

function problemsOfTrail(blueprint: Blueprint): string[] {
  const { trail, types } = blueprint;
  if (!trail) return [];
  const idColumn = Object.keys(trail.values).find(key => isRowId(trail.values[key]!));
  const stored = types[trail.table]?.stored.find(({ key }) => key === idColumn);
  const untold = Object.values(types).filter(
    type => type.write && type.tenant !== undefined && !hasUuidKey(type),
  );
  return [
    ...problemsOfValues(blueprint, trail.table, trail.values, 'The trail', undefined),
    ...(stored?.sqlType === 'uuid'
      ? untold.map(
          ({ table, key }) =>
            `The trail keeps which row was written in column "${trail.table}.${stored.key}" of type uuid, which holds no key (${key.join(', ')}) of table "${table}": make it text.`,
        )
      : []),
  ];
}

const isRowId = (source: ValueSource): boolean => source.from === 'event' && source.member === 'id';

/** Rules that ask whether a row may be seen of the rows of a table whose own rule leads there: they would never end. */
function problemsOfCircles({ types }: Blueprint): string[] {
  const asked = new Map(Object.values(types).map(type => [type.table, seenBy(types, type, type.read)]));
  const leadsTo = (from: string, to: string): boolean => {
    const reached = new Set(asked.get(from));
    for (const table of reached) for (const next of asked.get(table) ?? []) reached.add(next);
    return reached.has(to);
  };
  return [...asked.keys()]
    .filter(table => leadsTo(table, table))
    .map(
      table =>
        `The read rule of table "${table}" asks whether rows may be seen that its own rule decides upon: a rule must not lead back to itself.`,
    );
}

/** The tables of whose rows a rule asks whether they may be seen. */
function seenBy(types: Blueprint['types'], type: TypeBlueprint, rule: AnyRule): readonly string[] {
  if (rule.kind === 'visible') return [type.table];
  const { related, rules = [] } = ruleNames(rule);
  const target =
    related && types[type.relations.find(({ field }) => field === related.relation)?.target ?? ''];
  return [
    ...(related && target ? seenBy(types, target, related.rule) : []),
    ...rules.flatMap(part => seenBy(types, type, part)),
  ];
}
