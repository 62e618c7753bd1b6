/**
 * From a `where` argument to a condition, through relations of any depth.
 * An empty filter is absent; a null where a value belongs is an error, never a wider filter.
 */
import { badUserInput } from '../../errors.ts';
import {
  type Blueprint,
  type ColumnBlueprint,
  type DeclaredFilter,
  type RelationBlueprint,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import { kinds, operatorNamed, type ValueKind } from '../kinds/kinds.ts';
import type { Meaning } from '../kinds/meaning.ts';
import { operands } from '../kinds/operator.ts';
import { priceOfValue } from '../price/value-price.ts';
import type { Fragment } from '../sql/fragment.ts';
import type { Condition, Quantifier } from './condition.ts';

export type Where = Readonly<Record<string, unknown>>;

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

/** An operator with its operand. */
export type Asked = { readonly operator: string; readonly operand: unknown };

/** What the operators of a filter ask of a value. */
const parseOperators = (
  kind: ValueKind,
  meaning: Meaning,
  filter: Where,
  path: string,
  condition: (asked: Asked) => Condition,
): Condition | undefined => combined('all', askedOf(kind, meaning, filter, path).map(condition));

/** Each operator of a filter with its operand. @throws BAD_USER_INPUT naming the member */
export const askedOf = (kind: ValueKind, meaning: Meaning, filter: Where, path: string): Asked[] =>
  Object.entries(filter).map(([name, value]) => {
    const at = `${path}.${name}`;
    if (value === null) {
      throw badUserInput(
        `${at} must not be null. Use { isNull: true } to find missing values, or leave the operator out.`,
      );
    }
    const { operand } = operatorNamed(kind, meaning.list, name);
    return { operator: name, operand: operands[operand].parse(value, at, kinds[kind], meaning) };
  });

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
    Object.entries(filter).map(([quantifier, value]) => {
      const at = `${path}.${quantifier}`;
      return related(quantifier as Quantifier, objectAt(value, at), at);
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
    const meaning = { list: true, sqlType: values.sqlType, labels: [] };
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

export function objectAt(value: unknown, path: string): Where {
  if (value === null)
    throw badUserInput(`${path} must be a filter, not null. Leave it out to filter nothing.`);
  return value as Where;
}

function listAt(value: unknown, path: string): readonly unknown[] {
  if (value === null) throw badUserInput(`${path} must be a list of filters, not null.`);
  return value as readonly unknown[];
}
