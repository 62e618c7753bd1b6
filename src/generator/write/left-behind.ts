/**
 * Members of payloads for the rows that a removed row belonged to, read under their own rules.
 * Knows the values that led to them; refuses to know what else the row had.
 */
import { getTableName, type Table } from 'drizzle-orm';
import {
  type Blueprint,
  type RelationBlueprint,
  sqlNameOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import { words } from '../blueprint/names.ts';
import { leftBehind } from '../blueprint/write-names.ts';
import { visible } from '../list/visibility.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { and, fragment, rowColumn, text, value } from '../sql/fragment.ts';
import { planQuery } from '../types/builder.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import type { Written } from './run-write-plan.ts';
import { storedOf } from './write-parts.ts';

/** The members of a payload for what a removed row belonged to. */
export function leftBehindFields(parts: SchemaParts, type: TypeBlueprint, t: Fields): Record<string, object> {
  const single = words(type.single);
  return Object.fromEntries(
    leftBehind(parts.blueprint, type).map((relation, i) => [
      relation.field,
      t.field<Written>({
        type: named(parts, typeOf(parts.blueprint, relation.target).name),
        nullable: true,
        description: `The ${words(relation.field)} of a deleted ${single}.`,
        resolve: ({ leftBehind: values }, _args, context, info) => {
          const found = values?.[i];
          if (!found || found.some(each => each === null)) return null;
          const where = { RAW: rowBy(parts.blueprint, type, relation, found) };
          const plan = { context, info, typeName: typeOf(parts.blueprint, relation.target).name };
          return context.reads.first(relation.target, planQuery(parts, plan, { where }));
        },
      }),
    ]),
  );
}

/** The visible row that a relation led to from these values. */
function rowBy(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { target, pairs }: RelationBlueprint,
  values: readonly (string | null)[],
) {
  const other = typeOf(blueprint, target);
  const equal = pairs.map((pair, i) => {
    const { sqlType } = storedOf(type, pair.own);
    return fragment`${rowColumn(sqlNameOf(other, pair.target))} = ${value(values[i]!)}::text::${text(sqlType)}`;
  });
  const condition = and(...equal, visible(blueprint, other))!;
  return (row: Table) => toDrizzle(condition, getTableName(row));
}
