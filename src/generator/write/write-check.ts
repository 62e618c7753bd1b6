/**
 * Checks of what is written that no type and no constraint can make: declared once, and made at every door.
 * Create, update, children and bulk run them alike.
 */
import type { ErrorCode } from '../../errors.ts';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { BlueprintError } from '../blueprint/build-blueprint.ts';
import type { Path } from '../format-path.ts';
import type { ReadContext, Row } from '../request.ts';
import type { WriteOperation } from './write-units.ts';

/** Something that a check has against a row. */
export interface CheckFault {
  readonly code: ErrorCode;
  /**
   * What of the row is wrong: the key of a column, and the members of its JSON from the outside in; nothing where it is
   * the row. Clients are told the place in the names of their input.
   */
  readonly path: Path;
  readonly message: string;
}

interface CheckBase<TableKey extends string, Column extends string> {
  /** The registry key of the table. */
  readonly table: TableKey;
  /**
   * The keys of the columns that it is about: it is made where one of them is written, as all are of a new row. The mark
   * of deletion is written by deleting and restoring, the key by removing for good.
   */
  readonly columns: readonly Column[];
}

/** A check of values by themselves, whatever row they are for. Costs no statement. */
export interface ValueCheck<TableKey extends string = string, Column extends string = string>
  extends CheckBase<TableKey, Column> {
  readonly kind: 'values';
  /** @param values those that were given, by key, as JSON; null where a column is cleared */
  check(values: Row): readonly CheckFault[];
}

/** A check of rows as they would be. Made only where the write itself has nothing against them. */
export interface RowCheck<TableKey extends string = string, Column extends string = string>
  extends CheckBase<TableKey, Column> {
  readonly kind: 'rows';
  /** Keys of further columns that it has to know. */
  readonly reads: readonly Column[];
  /** Whether there is anything to look at where these values were given; asked before a statement is spent. */
  concerns(values: Row): boolean;
  check(rows: readonly CheckedRow[], context: ReadContext): Promise<readonly RowFault[]>;
}

export type WriteCheck<TableKey extends string = string, Column extends string = string> =
  | ValueCheck<TableKey, Column>
  | RowCheck<TableKey, Column>;

/** A row that is about to be written. */
export interface CheckedRow {
  readonly operation: WriteOperation;
  /** The values of the row's key; of a new row that PostgreSQL counts, others than it will have. */
  readonly key: readonly string[];
  /** The row as it is: the columns that the check is about and those that it reads, by key, as JSON; null for a new one. */
  readonly stored: Row | null;
  /** The same columns as they would be, with all that the server sets; of a row that goes, as they are. */
  readonly values: Row;
}

export interface RowFault extends CheckFault {
  /** The position of the row among those that were checked. */
  readonly row: number;
}

/** @throws BlueprintError for checks that would never be made, or could not be */
export function assertChecks({
  blueprint,
  checks,
}: {
  readonly blueprint: Blueprint;
  readonly checks: readonly WriteCheck[];
}): void {
  const problems = checks.flatMap(check => {
    const type = blueprint.types[check.table];
    if (!type)
      return [`A check of writes is declared for table "${check.table}", which is not in the registry.`];
    const whose = `A check of writes of table "${check.table}"`;
    const named = [...check.columns, ...(check.kind === 'rows' ? check.reads : [])];
    return [
      ...(check.columns.length === 0 ? [`${whose} is about no column.`] : []),
      ...named
        .filter(key => !type.columns.some(column => column.key === key))
        .map(key => `${whose} names a column "${key}" that clients do not meet.`),
    ];
  });
  if (problems.length > 0) throw new BlueprintError(problems);
}
