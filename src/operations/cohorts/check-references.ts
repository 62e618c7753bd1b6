/**
 * Checks of references inside typed JSON, where no foreign key can stand: cohorts have to be there, and lead in no circle.
 * Costs a statement only where something is referred to.
 */
import { aliasedTable, sql } from 'drizzle-orm';
import { type ErrorCode, isCoded } from '../../errors.ts';
import type { Extension } from '../../generator/extension.ts';
import type { ReadContext } from '../../generator/request.ts';
import type { IncomingRow } from '../../generator/types/builder.ts';
import { tables } from '../../model/relations.ts';
import type { CohortDefinition } from '../../model/shapes/cohort-definition.ts';
import type { ApiContext } from '../api-context.ts';
import { checkReferences, loadReferences, referencedCohortIds } from './cohort-references.ts';

type Tables = typeof tables.cohorts | typeof tables.insights;

export function addReferenceChecks(extension: Extension<ApiContext>): void {
  extension.addWriteCheck('cohorts', (row, context) => checkCohort(extension, row, context));
  extension.addWriteCheck('insights', (row, context) => checkInsight(extension, row, context));
}

async function checkCohort(extension: Extension<ApiContext>, row: IncomingRow, context: ReadContext) {
  const definition = row.values.definition as CohortDefinition | null | undefined;
  if (!definition || referencedCohortIds(definition).length === 0) return [];
  const projectId = await projectOf(extension, 'cohorts', row, context);
  if (projectId === undefined) return [];
  try {
    const references = await loadReferences(expression => context.reads.value(expression), projectId, [
      definition,
    ]);
    checkReferences(definition, references, { cohortId: row.id });
    return [];
  } catch (error) {
    if (!isCoded(error)) throw error;
    return [{ code: error.extensions.code as ErrorCode, path: ['definition'], message: error.message }];
  }
}

async function checkInsight(extension: Extension<ApiContext>, row: IncomingRow, context: ReadContext) {
  const config = row.values.config as { cohortIds?: string[]; breakdownCohortIds?: string[] } | undefined;
  const members = (['cohortIds', 'breakdownCohortIds'] as const).filter(member => config?.[member]?.length);
  if (members.length === 0) return [];
  const projectId = await projectOf(extension, 'insights', row, context);
  if (projectId === undefined) return [];
  const ids = members.flatMap(member => config![member]!).map(id => id.toLowerCase());
  const cohort = aliasedTable(tables.cohorts, 'c');
  const found = (await context.reads.value(
    sql`select coalesce(json_agg(${cohort.id}), '[]') from ${tables.cohorts} as "c" where ${cohort.id} = any(${`{${ids.join(',')}}`}::text::uuid[])
      and ${cohort.projectId} = ${projectId}::text::uuid and ${extension.visible('cohorts', cohort)}`,
  )) as string[];
  return members.flatMap(member =>
    config![member]!.flatMap((id, i) =>
      found.includes(id.toLowerCase())
        ? []
        : [
            {
              code: 'NOT_FOUND' as const,
              path: ['config', member, String(i)],
              message: `config.${member}[${i}]: the project has no cohort ${id}.`,
            },
          ],
    ),
  );
}

/** The project a row is or will be in; undefined where the viewer sees none, which the write itself refuses. */
async function projectOf(
  extension: Extension<ApiContext>,
  table: 'cohorts' | 'insights',
  row: IncomingRow,
  context: ReadContext,
): Promise<string | undefined> {
  if (row.isNew) return row.values.project_id as string | undefined;
  const stored = aliasedTable(tables[table] as Tables, 's');
  const found = await context.reads.value(
    sql`select ${stored.projectId} from ${tables[table]} as "s" where ${stored.id} = ${row.id}::text::uuid and ${extension.visible(table, stored)}`,
  );
  return (found as string | null) ?? undefined;
}
