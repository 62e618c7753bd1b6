/**
 * `Cohort.persons` and `Cohort.personCount`: who is in a cohort, by its list of members or by its definition.
 * A definition is data of the row, so it is evaluated by a second statement, together with those of all other cohorts.
 */
import { aliasedTable, and, type SQL, sql, type Table } from 'drizzle-orm';
import type { ReadContext, Row } from '../../generator/request.ts';
import { tables } from '../../model/relations.ts';
import type { CohortDefinition } from '../../model/shapes/cohort-definition.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { checkReferences, loadReferences } from './cohort-references.ts';
import { compileDefinition } from './compile-definition.ts';
import { priceOfConditions } from './property-price.ts';

/**
 * What it costs to look for the persons of one cohort, told before its definition is read. One that has more to ask is paid for
 * when it is known, as what its conditions may cost at most is more than an operation may.
 */
const evaluation = 500;

/** What is paid for then. */
export const definitionPart = { path: 'definition', why: 'what it asks of each person' };

const columns = ['id', 'projectId', 'isStatic', 'definition'] as const;

export function addCohortPersons(extension: ApiExtension): void {
  extension.addComputedList('cohorts', 'persons', {
    columns,
    price: evaluation,
    // The members of a static cohort are rows, and come with it.
    condition: async (row, context) => (row.isStatic ? undefined : meetsDefinition(extension, row, context)),
  });
  extension.addResolvedField('cohorts', 'personCount', {
    type: 'Int',
    nullable: true,
    isNullOnlyByError: true,
    description:
      'How many persons are in the cohort. An error where its definition has conditions on events, which are not stored.',
    columns,
    price: evaluation,
    resolve: async (row, context) => {
      const isIn = row.isStatic ? isMember(extension, row) : await meetsDefinition(extension, row, context);
      return context.reads.value(countPersons(extension, isIn), 'persons');
    },
  });
}

/** How many of the persons that the viewer may see meet a condition. */
export function countPersons(extension: ApiExtension, condition: (person: Table) => SQL): SQL {
  const person = aliasedTable(tables.persons, 'p');
  return sql`select count(*)::int from ${tables.persons} as "p" where ${and(extension.visible('persons', person), condition(person))}`;
}

/** Who meets a definition. */
export interface MeetingPersons {
  readonly meets: (person: Table) => SQL;
  /** What each look for them costs. */
  readonly price: number;
}

/** Persons of a project that meet a definition. */
export async function personsMeeting(
  extension: ApiExtension,
  definition: CohortDefinition,
  projectId: string,
  context: ReadContext,
  path: string,
): Promise<MeetingPersons> {
  const now = new Date();
  const read = (expression: SQL) => context.reads.value(expression, 'cohorts');
  const referenced = await loadReferences(
    read,
    { projectId, visible: extension.visible('cohorts', tables.cohorts) },
    [definition],
  );
  const compile = (person: Table) =>
    sql`(${(person as typeof tables.persons).projectId} = ${projectId}::text::uuid and ${compileDefinition(definition, { person, referenced, now, path })})`;
  // What cannot be evaluated is an error of this field, before a statement is made of it.
  compile(aliasedTable(tables.persons, 'p'));
  return { meets: compile, price: priceOfConditions(checkReferences(definition, referenced, { path })) };
}

async function meetsDefinition(
  extension: ApiExtension,
  row: Row,
  context: ApiContext,
): Promise<(person: Table) => SQL> {
  const definition = extension.readChecked('cohorts', 'definition', row.definition) as CohortDefinition;
  const { meets, price } = await personsMeeting(
    extension,
    definition,
    row.projectId as string,
    context,
    'definition',
  );
  context.pay(price - evaluation, definitionPart);
  return meets;
}

/** A member counts where the viewer may see that it is one. */
function isMember(extension: ApiExtension, row: Row): (person: Table) => SQL {
  const member = aliasedTable(tables.cohortMembers, 'm');
  return person => {
    const { id, projectId } = person as typeof tables.persons;
    return sql`exists (select 1 from ${tables.cohortMembers} as "m" where ${member.cohortId} = ${row.id as string}::text::uuid
      and ${member.personId} = ${id} and ${member.projectId} = ${projectId} and ${extension.visible('cohortMembers', member)})`;
  };
}
