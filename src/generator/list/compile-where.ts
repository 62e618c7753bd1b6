/**
 * From a `where` argument to a SQL condition, through relations of any depth.
 * An empty filter is absent; a null where a value belongs is an error, never a wider filter.
 */
import { and, not, or, type SQL, sql, type Table } from 'drizzle-orm';
import { badUserInput } from '../../errors.ts';
import {
  type ColumnBlueprint,
  type RelationBlueprint,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import { compileColumnFilter } from './compile-column-filter.ts';
import { columnOf, joinRelation, type SqlScope, visible } from './visibility.ts';

export type Where = Readonly<Record<string, unknown>>;

/** A condition, or undefined where the filter asks for nothing. @throws BAD_USER_INPUT naming the member. */
export function compileWhere(
  scope: SqlScope,
  table: string,
  row: Table,
  where: Where,
  path = 'where',
  depth = 0,
): SQL | undefined {
  const type = typeOf(scope.blueprint, table);
  const members = membersOf(type);
  const nested = (value: unknown, at: string) =>
    compileWhere(scope, table, row, objectAt(value, at), at, depth);
  const conditions = Object.entries(where).map(([name, value]) => {
    const at = `${path}.${name}`;
    switch (name) {
      case 'AND':
        return and(...listAt(value, at).map((item, i) => nested(item, `${at}[${i}]`)));
      case 'OR':
        return or(...listAt(value, at).map((item, i) => nested(item, `${at}[${i}]`)));
      case 'NOT':
        return negate(nested(value, at));
    }
    const custom = scope.customFilters.get(`${table}.${name}`);
    if (custom) return custom.compile(row, objectAt(value, at), at);
    const member = members.get(name)!;
    return 'target' in member
      ? compileRelationFilter(scope, table, row, member, objectAt(value, at), at, depth)
      : compileColumnFilter(columnOf(row, member.key), member, objectAt(value, at), at);
  });
  return and(...conditions);
}

function compileRelationFilter(
  scope: SqlScope,
  table: string,
  row: Table,
  relation: RelationBlueprint,
  filter: Where,
  path: string,
  depth: number,
): SQL | undefined {
  // Aliases of deeper levels differ, so that no level hides the one it is compared with.
  const alias = `w${depth}`;
  const { target, from, on } = joinRelation(scope, table, relation.field, row, alias);
  const related = (condition: SQL | undefined) =>
    sql`exists (select 1 from ${from} where ${and(on, visible(scope, relation.target, target), condition)})`;
  const compiled = (value: unknown, at: string) =>
    compileWhere(scope, relation.target, target, objectAt(value, at), at, depth + 1);
  if (!relation.many) return related(compiled(filter, path));
  return and(
    ...Object.entries(filter).map(([quantifier, value]) => {
      const condition = compiled(value, `${path}.${quantifier}`);
      switch (quantifier) {
        case 'some':
          return related(condition);
        case 'none':
          return not(related(condition));
        default:
          // A row for which the condition is unknown does not meet it.
          return condition && not(related(sql`(${condition}) is not true`));
      }
    }),
  );
}

/** SQL's NOT leaves an unknown condition unknown; a filter that is not met is one whose negation is. */
const negate = (condition: SQL | undefined) => condition && sql`(${condition}) is not true`;

const memberCache = new WeakMap<TypeBlueprint, Map<string, ColumnBlueprint | RelationBlueprint>>();

function membersOf(type: TypeBlueprint): Map<string, ColumnBlueprint | RelationBlueprint> {
  let members = memberCache.get(type);
  if (!members) {
    members = new Map([...type.columns, ...type.relations].map(member => [member.field, member]));
    memberCache.set(type, members);
  }
  return members;
}

function objectAt(value: unknown, path: string): Where {
  if (value === null)
    throw badUserInput(`${path} must be a filter, not null. Leave it out to filter nothing.`);
  return value as Where;
}

function listAt(value: unknown, path: string): readonly unknown[] {
  if (value === null) throw badUserInput(`${path} must be a list of filters, not null.`);
  return value as readonly unknown[];
}
