/**
 * What every part of the schema is built with: the Blueprint, the builder, and what declared members do that is code.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import type { Blueprint } from '../blueprint/blueprint.ts';
import type { JsonShape } from '../blueprint/table-rules.ts';
import type { HandWrittenFilters } from '../list/parse-where.ts';
import type { ReadContext, Row } from '../request.ts';
import type { Fragment } from '../sql/fragment.ts';
import type { WriteCheck } from '../write/write-check.ts';
import type { DynamicBuilder, TypeRef } from './pothos-types.ts';

/** Decides, for one row, which rows a list of it has: a condition on them; undefined leaves it to the relation. */
export type ListCondition = (row: Row, context: ReadContext) => Promise<Fragment | undefined>;

/** The value of a field that is resolved by hand. */
export type RowResolver = (row: Row, context: ReadContext) => unknown;

/** The code of declared members, by table and name: `cohorts.persons`. */
export interface Implementations {
  readonly filters: HandWrittenFilters;
  readonly lists: ReadonlyMap<string, ListCondition>;
  readonly resolvers: ReadonlyMap<string, RowResolver>;
  /** What is checked by hand of rows that are written. */
  readonly checks: readonly WriteCheck[];
}

export interface SchemaParts extends Implementations {
  readonly builder: DynamicBuilder;
  readonly blueprint: Blueprint;
  /** Drizzle's registry, with which relational queries are built. */
  readonly registry: TablesRelationalConfig;
  /** The types made so far, by GraphQL name. */
  readonly types: Map<string, object>;
  /** The shapes of a table's JSON columns, by column key. */
  readonly shapes: (table: string) => ReadonlyMap<string, JsonShape>;
}

/** A type made earlier, or a built-in scalar by its name. */
export function named(parts: Pick<SchemaParts, 'types'>, name: string): TypeRef {
  return parts.types.get(name) ?? name;
}
