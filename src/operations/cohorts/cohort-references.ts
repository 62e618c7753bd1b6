/**
 * The cohorts that a definition refers to, directly and through other cohorts: how they are read and what they may not do.
 * Knows the limits of a definition with its references inlined; refuses to know how a definition becomes SQL.
 */
import { type SQL, sql } from 'drizzle-orm';
import { makePgArray } from 'drizzle-orm/pg-core';
import { badUserInput, notFound } from '../../errors.ts';
import { tables } from '../../model/relations.ts';
import type { CohortConditionNode } from '../../model/shapes/cohort-conditions.ts';
import {
  type CohortDefinition,
  type CohortNode,
  cohortDefinition,
  findTreeExcess,
} from '../../model/shapes/cohort-definition.ts';

/** A cohort that a definition refers to. Invalid is one whose stored definition does not fit its shape. */
export type ReferencedCohort =
  | { readonly kind: 'static'; readonly id: string }
  | { readonly kind: 'dynamic'; readonly definition: CohortDefinition }
  | { readonly kind: 'invalid'; readonly id: string };

/** By the cohort's UUID in lower case. */
export type References = ReadonlyMap<string, ReferencedCohort>;

/** How many cohorts a reference may lead through. */
export const maxReferenceLevels = 8;
/** How many conditions a definition may have, those of the cohorts it refers to included. */
export const maxInlinedConditions = 100;
/** PostgreSQL keeps 32 compiled expressions; with more, it compiles them anew for every person. */
export const maxRegularExpressions = 30;
/** A chain of cohorts at every condition: more than this, no definition within the limits can need. */
const maxReferencedCohorts = maxReferenceLevels * maxInlinedConditions;

/** Evaluates a scalar expression in the database, such as a request's batch of reads does. */
export type ReadValue = (expression: SQL) => Promise<unknown>;

export interface PlacedCondition {
  readonly condition: CohortConditionNode;
  readonly path: string;
}

export const isGroup = (node: CohortNode): node is CohortDefinition =>
  node.type === 'AND' || node.type === 'OR';

export const referenceKey = (cohortId: string): string => cohortId.toLowerCase();

/** Where the conditions of a cohort stand that is referred to at a path. */
export const inlinedPath = (path: string, cohortId: string): string =>
  `${path} → cohort ${referenceKey(cohortId)}`;

/** The conditions of a definition, in their order. */
export function* conditionsOf(group: CohortDefinition, path: string): Generator<PlacedCondition> {
  for (const [index, node] of group.values.entries()) {
    const at = `${path}.values[${index}]`;
    if (isGroup(node)) yield* conditionsOf(node, at);
    else yield { condition: node, path: at };
  }
}

/** The cohorts that a definition itself names, each once. */
export function referencedCohortIds(definition: CohortDefinition): readonly string[] {
  const ids = new Set<string>();
  for (const { condition } of conditionsOf(definition, '')) {
    if (condition.type === 'cohort') ids.add(referenceKey(condition.cohortId));
  }
  return [...ids];
}

/** Which cohorts definitions may lead to. */
export interface Reach {
  readonly projectId: string;
  /** The condition under which a row of `cohorts`, by the table's own name, exists for the viewer. */
  readonly visible: SQL;
}

/**
 * Reads all cohorts that the definitions lead to: one statement, or none where they name no cohort.
 * A cohort that the viewer does not see, of another project or nowhere is not among them.
 * @throws BAD_USER_INPUT where they lead to far too many
 */
export async function loadReferences(
  read: ReadValue,
  reach: Reach,
  definitions: readonly CohortDefinition[],
): Promise<References> {
  const ids = [...new Set(definitions.flatMap(referencedCohortIds))];
  if (ids.length === 0) return new Map();
  const limit = maxReferencedCohorts * definitions.length;
  const rows = JSON.parse((await read(reachableCohorts(ids, reach, limit + 1))) as string) as StoredCohort[];
  if (rows.length > limit) {
    throw badUserInput(`The definition leads to more than ${maxReferencedCohorts} cohorts.`);
  }
  return new Map(rows.map(row => [row.id, referencedCohort(row)]));
}

interface StoredCohort {
  readonly id: string;
  readonly isStatic: boolean;
  readonly definition: unknown;
}

function referencedCohort({ id, isStatic, definition }: StoredCohort): ReferencedCohort {
  if (isStatic) return { kind: 'static', id };
  // Parsing recurses; a tree by other hands may be of any depth.
  const parsed =
    findTreeExcess(definition) === undefined ? cohortDefinition.safeParse(definition) : undefined;
  return parsed?.success ? { kind: 'dynamic', definition: parsed.data } : { kind: 'invalid', id };
}

/** What is no UUID in a stored definition leads nowhere, rather than failing the statement. */
function reachableCohorts(ids: readonly string[], { projectId, visible }: Reach, limit: number): SQL {
  const { cohorts } = tables;
  const isThere = sql`${cohorts.projectId} = ${projectId}::text::uuid and ${visible}`;
  return sql`with recursive "reached"("id", "level") as (
      select unnest(${makePgArray([...ids])}::text::uuid[]), 1
      union
      select case when pg_input_is_valid("found"."id", 'uuid') then "found"."id"::uuid end, "reached"."level" + 1
      from "reached"
      join ${cohorts} on ${cohorts.id} = "reached"."id" and ${isThere} and not ${cohorts.isStatic}
      cross join lateral (
        select "named" #>> '{}'
        from jsonb_path_query(${cohorts.definition}, '$.** ? (@.type == "cohort").cohortId') as "named"
      ) as "found"("id")
      where "reached"."level" < ${sql.raw(String(maxReferenceLevels))}
    )
    select coalesce(json_agg("cohort"), '[]')::text from (
      select ${cohorts.id} as "id", ${cohorts.isStatic} as "isStatic", ${cohorts.definition} as "definition"
      from ${cohorts} where ${isThere} and ${cohorts.id} in (select "reached"."id" from "reached")
      limit ${sql.raw(String(limit))}
    ) as "cohort"`;
}

export interface CheckOptions {
  /** How messages call the definition. */
  readonly path?: string;
  /** The cohort that the definition is of, or is to be of: a reference that leads to it goes round in a circle. */
  readonly cohortId?: string | undefined;
}

/**
 * Holds a definition, with its references inlined, to the limits that guard the size of its statement.
 * @returns all of its conditions, those of the cohorts it refers to included
 * @throws NOT_FOUND for a cohort that was not loaded, BAD_USER_INPUT for a circle and beyond the limits; naming the path
 */
export function checkReferences(
  definition: CohortDefinition,
  references: References,
  { path = 'definition', cohortId }: CheckOptions = {},
): readonly CohortConditionNode[] {
  const conditions: CohortConditionNode[] = [];
  let regularExpressions = 0;
  const self = cohortId === undefined ? [] : [referenceKey(cohortId)];
  check(definition, path, []);
  return conditions;

  function check(tree: CohortDefinition, at: string, trail: readonly string[]): void {
    for (const placed of conditionsOf(tree, at)) {
      const { condition } = placed;
      if (condition.type === 'cohort' && inline(condition.cohortId, placed.path, trail)) continue;
      conditions.push(condition);
      if (conditions.length > maxInlinedConditions) {
        throw badUserInput(
          `${placed.path} is one condition too many: a definition may have ${maxInlinedConditions}, those of the cohorts it refers to included.`,
        );
      }
      if (condition.type !== 'person_property' || !condition.operator.endsWith('regex')) continue;
      regularExpressions += 1;
      if (regularExpressions > maxRegularExpressions) {
        throw badUserInput(
          `${placed.path} is one regular expression too many: a definition may have ${maxRegularExpressions}, those of the cohorts it refers to included.`,
        );
      }
    }
  }

  /** Whether the cohort's conditions stand for the reference, and have been checked. */
  function inline(named: string, at: string, trail: readonly string[]): boolean {
    const id = referenceKey(named);
    if (self.includes(id) || trail.includes(id)) {
      throw badUserInput(`${at}.cohortId refers to cohort ${id} in a circle.`);
    }
    if (trail.length >= maxReferenceLevels) {
      throw badUserInput(`${at}.cohortId refers too deeply: through at most ${maxReferenceLevels} cohorts.`);
    }
    const cohort = references.get(id);
    if (cohort === undefined) throw notFound(`${at}.cohortId: the project has no cohort ${id}.`);
    if (cohort.kind === 'invalid') {
      throw badUserInput(`${at}.cohortId: the stored definition of cohort ${id} is not valid; save it anew.`);
    }
    if (cohort.kind === 'static') return false;
    check(cohort.definition, inlinedPath(at, id), [...trail, id]);
    return true;
  }
}
