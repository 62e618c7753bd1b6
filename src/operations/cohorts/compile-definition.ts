/**
 * From a cohort's definition to one boolean SQL expression over a row of `persons`.
 * Knows groups and references to cohorts; refuses to know what a condition on a property means and who may read whom.
 */
import { type SQL, sql, type Table } from 'drizzle-orm';
import { badUserInput } from '../../errors.ts';
import { tables } from '../../model/relations.ts';
import type { CohortConditionNode } from '../../model/shapes/cohort-conditions.ts';
import type { CohortDefinition, CohortNode } from '../../model/shapes/cohort-definition.ts';
import { checkReferences, inlinedPath, isGroup, type References, referenceKey } from './cohort-references.ts';
import { compilePropertyCondition } from './compile-property-condition.ts';

export interface CompileOptions {
  /** `persons` under the statement's alias. */
  readonly person: Table;
  /** Every cohort that the definition leads to, as loaded for the person's project. */
  readonly referenced: References;
  /** What relative dates are relative to. */
  readonly now: Date;
  /** How messages call the definition. */
  readonly path?: string;
}

/**
 * A condition that is TRUE or FALSE for every person, never NULL. It does not hold persons to a project: that is the
 * statement's part. Needs PostgreSQL 16 (pg_input_is_valid); a regular expression may run until the statement's deadline.
 * @param definition that has passed its shape
 * @throws BAD_USER_INPUT or NOT_FOUND, naming the path, for what cannot be evaluated
 */
export function compileDefinition(definition: CohortDefinition, options: CompileOptions): SQL {
  const { referenced, now, path = 'definition' } = options;
  const person = options.person as typeof tables.persons;
  checkReferences(definition, referenced, { path });
  return compileGroup(definition, path);

  function compileGroup(group: CohortDefinition, at: string): SQL {
    // The shape has no empty groups; rows by other hands may: all of nothing holds, any of nothing does not.
    if (group.values.length === 0) return group.type === 'AND' ? sql`true` : sql`false`;
    const members = group.values.map((node, index) => compileNode(node, `${at}.values[${index}]`));
    return sql`(${sql.join(members, group.type === 'AND' ? sql` and ` : sql` or `)})`;
  }

  function compileNode(node: CohortNode, at: string): SQL {
    return isGroup(node) ? compileGroup(node, at) : compileCondition(node, at);
  }

  function compileCondition(condition: CohortConditionNode, at: string): SQL {
    switch (condition.type) {
      case 'person_property':
        return compilePropertyCondition(condition, { properties: person.properties, now }, at);
      case 'cohort': {
        const membership = compileMembership(referenceKey(condition.cohortId), at);
        return condition.negated ? sql`(not ${membership})` : membership;
      }
      default:
        throw badUserInput(
          `${at} is a condition of type ${condition.type}, which cannot be evaluated: events are not stored. Conditions of type person_property and cohort can be.`,
        );
    }
  }

  function compileMembership(cohortId: string, at: string): SQL {
    // Checked above: the cohort is there, and valid.
    const cohort = referenced.get(cohortId)!;
    if (cohort.kind === 'dynamic') return compileGroup(cohort.definition, inlinedPath(at, cohortId));
    const { cohortMembers } = tables;
    return sql`exists (select 1 from ${cohortMembers} where ${cohortMembers.projectId} = ${person.projectId} and ${cohortMembers.cohortId} = ${cohortId}::text::uuid and ${cohortMembers.personId} = ${person.id})`;
  }
}
