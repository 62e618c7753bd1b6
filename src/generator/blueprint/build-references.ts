/**
 * From a table's foreign keys to where its columns point.
 * Knows which columns hold the whole key of another row; whether a viewer sees that row is asked with each write.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import { primaryKeyOf } from './build-key.ts';
import { foreignPairs } from './build-relation.ts';
import { type AnyTable, registered } from './drizzle-tables.ts';
import type { ReferenceBlueprint, TieBlueprint } from './write-blueprint.ts';

export interface References {
  /** By the key of the column that points. */
  readonly byColumn: ReadonlyMap<string, ReferenceBlueprint>;
  readonly ties: readonly TieBlueprint[];
}

/**
 * Of a foreign key of several columns, the one points that meets the target's own key of one column. The others keep both
 * rows in one tenant, in whatever order they are declared.
 */
export function buildReferences(table: AnyTable, registry: TablesRelationalConfig): References {
  const all = Object.keys(registry).flatMap(target => tiesTo(table, target, registry));
  const byColumn = new Map<string, TieBlueprint>();
  for (const tie of all.filter(isOfColumn)) {
    const known = byColumn.get(tie.column);
    if (!known || strictness(tie) > strictness(known)) byColumn.set(tie.column, tie);
  }
  const chosen = [...byColumn.values()];
  return {
    byColumn: new Map(chosen.map(({ column, ...reference }) => [column, reference])),
    ties: all.filter(tie => !chosen.some(other => implies(other, tie))),
  };
}

function tiesTo(table: AnyTable, target: string, registry: TablesRelationalConfig): TieBlueprint[] {
  const other = registered(registry, target);
  const [key, ...rest] = primaryKeyOf(other);
  return foreignPairs(table, other).map(pairs => {
    const whole = rest.length === 0 ? pairs.find(pair => pair.target === key) : undefined;
    return { target, byId: whole !== undefined, pairs, column: (whole ?? pairs.at(-1)!).own };
  });
}

const isOfColumn = ({ byId, pairs }: TieBlueprint): boolean => byId || pairs.length === 1;

/** Ids come first, and then the key of more columns, where a column points by several. */
const strictness = ({ byId, pairs }: ReferenceBlueprint): number => (byId ? 1_000 : 0) + pairs.length;

/** Whether a row that one foreign key leads to is one that the other leads to. */
const implies = (one: ReferenceBlueprint, other: ReferenceBlueprint): boolean =>
  one.target === other.target &&
  other.pairs.every(pair => one.pairs.some(known => known.own === pair.own && known.target === pair.target));
