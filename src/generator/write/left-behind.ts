/**
 * Members of payloads for the rows that removed rows belonged to, read under their own rules.
 * Knows the values that led to them; refuses to know what else the removed rows had.
 */
import { getTableName, type Table } from 'drizzle-orm';
import { type RelationBlueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { words } from '../blueprint/names.ts';
import { leftBehind, leftBehindMany } from '../blueprint/write-names.ts';
import { hasOneOf } from '../list/row-key.ts';
import { visible } from '../list/visibility.ts';
import { type FieldPrice, priceExtension } from '../price/field-price.ts';
import type { QueryConfig } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { and } from '../sql/fragment.ts';
import { type PlanOptions, planQuery } from '../types/builder.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import type { Written } from './run-write-plan.ts';
import { storedOf } from './write-parts.ts';
import type { LeftBehind } from './write-units.ts';

type Values = LeftBehind[number];
type RowPlan = Omit<PlanOptions, 'typeName'>;

/** The members of a payload for what a removed row belonged to. */
export function leftBehindFields(parts: SchemaParts, type: TypeBlueprint, t: Fields): Record<string, object> {
  return Object.fromEntries(
    leftBehind(parts.blueprint, type).map((relation, i) => [
      relation.field,
      t.field<Written>({
        type: named(parts, typeOf(parts.blueprint, relation.target).name),
        nullable: true,
        description: `The ${words(relation.field)} of a deleted ${words(type.single)}.`,
        resolve: ({ leftBehind: all }, _args, context, info) => {
          const values = all?.[i] ?? [];
          if (values.length === 0) return null;
          const query = queryBy(parts, relation, values, { context, info });
          return context.reads.first(relation.target, query);
        },
      }),
    ]),
  );
}

/** The members of a payload of many for what removed rows belonged to. */
export function leftBehindManyFields(
  parts: SchemaParts,
  type: TypeBlueprint,
  t: Fields,
): Record<string, object> {
  const relations = leftBehind(parts.blueprint, type);
  return Object.fromEntries(
    leftBehindMany(parts.blueprint, type).map(({ field, relation }) => [
      field,
      t.field<Written>({
        type: [named(parts, typeOf(parts.blueprint, relation.target).name)],
        description: `The ${words(field)} of deleted ${words(type.plural)}, each once, in no order.`,
        extensions: { [priceExtension]: { ofWritten: true } satisfies FieldPrice },
        resolve: ({ leftBehind: all }, _args, context, info) => {
          const values = all?.[relations.indexOf(relation)] ?? [];
          if (values.length === 0) return [];
          const query = queryBy(parts, relation, values, { context, info });
          return context.reads.many(relation.target, query);
        },
      }),
    ]),
  );
}

/** The visible rows that a relation led to from these values. */
function queryBy(
  parts: SchemaParts,
  { target, pairs }: RelationBlueprint,
  values: Values,
  plan: RowPlan,
): QueryConfig {
  const type = typeOf(parts.blueprint, target);
  const columns = pairs.map(pair => storedOf(type, pair.target));
  const condition = and(hasOneOf(columns, values), visible(parts.blueprint, type))!;
  const where = { RAW: (row: Table) => toDrizzle(condition, getTableName(row)) };
  return planQuery(parts, { ...plan, typeName: type.name }, { where });
}
