/**
 * From a `where` argument to a condition, through relations of any depth.
 * An empty filter is absent; a null where a value belongs is an error, never a wider filter.
 */
import { badUserInput } from '../../errors.ts';
import {
  type Blueprint,
  type ColumnBlueprint,
  type RelationBlueprint,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import type { DeclaredFilter } from '../blueprint/declared-members.ts';
import type { ValueKind } from '../kinds/kinds.ts';
import type { Meaning } from '../kinds/meaning.ts';
import { priceOfValue } from '../price/value-price.ts';
import type { Fragment } from '../sql/fragment.ts';
import { askedFor } from './aggregate-members.ts';
import { type Asked, askedOf, type Given, objectAt } from './asked.ts';
import { type Condition, isQuantifier, type Quantifier } from './condition.ts';

export type Where = Given;

/** Filters that are compiled by hand, by table and name: `persons.propertyFilters`. @throws BAD_USER_INPUT */
export type HandWrittenFilters = ReadonlyMap<string, (value: unknown, path: string) => Fragment | undefined>;

/** What arguments are read with. */
export interface ParseScope {
  readonly blueprint: Blueprint;
  readonly filters: HandWrittenFilters;
}

/** A condition, or undefined where the filter asks for nothing. @throws BAD_USER_INPUT naming the member */
export function parseWhere(
  scope: ParseScope,
  table: string,
  where: Where,
  path = 'where',
): Condition | undefined {
  const members = membersOf(typeOf(scope.blueprint, table));
  const nested = (value: unknown, at: string) => parseWhere(scope, table, objectAt(value, at), at);
  return combined(
    'all',
    Object.entries(where).map(([name, value]) => {
      const at = `${path}.${name}`;
      if (name === 'AND' || name === 'OR') {
        const parts = listAt(value, at).map((item, i) => nested(item, `${at}[${i}]`));
        return combined(name === 'AND' ? 'all' : 'any', parts);
      }
      if (name === 'NOT') {
        const of = nested(value, at);
        return of && { kind: 'not', of };
      }
      return parseMember(scope, table, members.get(name)!, objectAt(value, at), at);
    }),
  );
}

function parseMember(
  scope: ParseScope,
  table: string,
  member: Member,
  given: Where,
  path: string,
): Condition | undefined {
  switch (member.kind) {
    case 'column':
      return parseOperators(member.column.kind, member.column, given, path, asked => ({
        kind: 'column',
        column: member.column.key,
        ...asked,
      }));
    case 'relation':
      return parseRelation(scope, member.relation, given, path);
    case 'filter':
      return parseDeclared(scope, table, member.filter, given, path);
  }
}

/** What the operators of a filter ask of a value. */
const parseOperators = (
  kind: ValueKind,
  meaning: Meaning,
  filter: Where,
  path: string,
  condition: (asked: Asked) => Condition,
): Condition | undefined => combined('all', askedOf(kind, meaning, filter, path).map(condition));

function parseRelation(
  scope: ParseScope,
  { field, target, many }: RelationBlueprint,
  filter: Where,
  path: string,
): Condition | undefined {
  const related = (quantifier: Quantifier, value: Where, at: string): Condition | undefined => {
    const of = parseWhere(scope, target, value, at);
    // Every row meets a filter that asks for nothing.
    if (quantifier === 'every' && !of) return undefined;
    return { kind: 'related', relation: field, quantifier, of };
  };
  if (!many) return related('one', filter, path);
  return combined(
    'all',
    Object.entries(filter).map(([member, value]) => {
      const at = `${path}.${member}`;
      if (isQuantifier(member)) return related(member, objectAt(value, at), at);
      const asked = askedFor(typeOf(scope.blueprint, target), { [member]: value }, path, 'rows together');
      return combined(
        'all',
        asked.map(each => ({ kind: 'aggregate', relation: field, ...each })),
      );
    }),
  );
}

function parseDeclared(
  scope: ParseScope,
  table: string,
  { name, values, price }: DeclaredFilter,
  given: Where,
  path: string,
): Condition | undefined {
  if (values) {
    const meaning = { ...values, list: true, labels: [] };
    return parseOperators(values.kind, meaning, given, path, asked => ({
      kind: 'values',
      filter: name,
      ...asked,
    }));
  }
  const sql = scope.filters.get(`${table}.${name}`)!(given, path);
  return sql && { kind: 'sql', filter: name, sql, price: priceOfValue(price, given) };
}

function combined(
  kind: 'all' | 'any',
  conditions: readonly (Condition | undefined)[],
): Condition | undefined {
  const of = conditions.filter(condition => condition !== undefined);
  return of.length < 2 ? of[0] : { kind, of };
}

type Member =
  | { readonly kind: 'column'; readonly column: ColumnBlueprint }
  | { readonly kind: 'relation'; readonly relation: RelationBlueprint }
  | { readonly kind: 'filter'; readonly filter: DeclaredFilter };

const memberCache = new WeakMap<TypeBlueprint, ReadonlyMap<string, Member>>();

function membersOf(type: TypeBlueprint): ReadonlyMap<string, Member> {
  const known = memberCache.get(type);
  if (known) return known;
  const members = new Map<string, Member>([
    ...type.columns.map(column => [column.field, { kind: 'column', column }] as const),
    ...type.relations.map(relation => [relation.field, { kind: 'relation', relation }] as const),
    ...type.filters.map(filter => [filter.name, { kind: 'filter', filter }] as const),
  ]);
  memberCache.set(type, members);
  return members;
}

function listAt(value: unknown, path: string): readonly unknown[] {
  if (value === null) throw badUserInput(`${path} must be a list of filters, not null.`);
  return value as readonly unknown[];
}
