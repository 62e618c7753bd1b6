/**
 * What cohorts may not do by referring to each other: go round in a circle, or become too large with all that they lead to.
 * That the cohorts are there is the generator's to check. Costs statements only where a cohort is referred to.
 */
import type { SQL } from 'drizzle-orm';
import { type ErrorCode, isCoded } from '../../errors.ts';
import type { ReadContext } from '../../generator/request.ts';
import type { CheckedRow, RowFault } from '../../generator/write/write-check.ts';
import { tables } from '../../model/relations.ts';
import type { CohortDefinition } from '../../model/shapes/cohort-definition.ts';
import type { ApiExtension } from '../api-context.ts';
import {
  checkReferences,
  loadReferences,
  type References,
  referencedCohortIds,
} from './cohort-references.ts';

export function addReferenceChecks(extension: ApiExtension): void {
  extension.addWriteCheck({
    kind: 'rows',
    table: 'cohorts',
    columns: ['definition'],
    reads: ['projectId'],
    concerns: values => refersToCohorts(values.definition),
    check: (rows, context) => checkCohorts(extension, rows, context),
  });
}

const refersToCohorts = (definition: unknown) =>
  definition != null && referencedCohortIds(definition as CohortDefinition).length > 0;

async function checkCohorts(
  extension: ApiExtension,
  rows: readonly CheckedRow[],
  context: ReadContext,
): Promise<RowFault[]> {
  const projects = [...new Set(rows.map(projectOf))];
  // Asked for in one turn, so that they travel in one statement.
  const found = await Promise.all(
    projects.map(projectId =>
      loadStored(
        extension,
        rows.filter(row => projectOf(row) === projectId),
        context,
      ),
    ),
  );
  return rows.flatMap((row, i) => faultsOf(row, i, found[projects.indexOf(projectOf(row))]!));
}

const projectOf = ({ values }: CheckedRow) => values.projectId as string;
const definitionOf = ({ values }: CheckedRow) => values.definition as CohortDefinition;
const idOf = ({ key }: CheckedRow) => key[0]!;

/**
 * What cohorts of one project refer to, as it is stored. Rows that are written together get the same definition, so that
 * where it leads to one of them, that one closes the circle.
 */
function loadStored(
  extension: ApiExtension,
  rows: readonly CheckedRow[],
  context: ReadContext,
): Promise<References> {
  return loadReferences(
    (expression: SQL) => context.reads.value(expression, 'cohorts'),
    { projectId: projectOf(rows[0]!), visible: extension.visible('cohorts', tables.cohorts) },
    rows.map(definitionOf),
  );
}

function faultsOf(row: CheckedRow, index: number, references: References): RowFault[] {
  try {
    checkReferences(definitionOf(row), references, { cohortId: idOf(row) });
    return [];
  } catch (error) {
    if (!isCoded(error)) throw error;
    const code = error.extensions.code as ErrorCode;
    return [{ row: index, code, path: ['definition'], message: error.message }];
  }
}
