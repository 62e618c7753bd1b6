/**
 * From the input of a mutation to the units of a write.
 * Knows where each unit's rows stand in the input; SQL, policy and what stands against a write are elsewhere.
 */
import { randomUUID } from 'node:crypto';
import { type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { OwnedBlueprint } from '../blueprint/write-blueprint.ts';
import type { SchemaParts } from '../types/builder.ts';
import { parseIdOf } from '../types/global-id.ts';
import { type InputFault, type InputRow, readColumns } from './write-inputs.ts';
import { sqlNameOf } from './write-parts.ts';
import type { WriteItem, WriteOperation, WriteUnit } from './write-units.ts';

export interface WritePlan {
  readonly units: readonly WriteUnit[];
  /** Where each unit's items stand in the input: the path of item i, by unit. */
  readonly paths: Readonly<Record<string, (item: number) => InputFault['path']>>;
  /** The client's own keys of new rows, with the rows' type and UUID. */
  readonly clientKeys: readonly {
    readonly clientKey: string;
    readonly type: string;
    readonly uuid: string;
  }[];
  readonly faults: readonly InputFault[];
}

/** Rows of one kind of change that travel with their parent. */
const maxOwned = 500;

const inputRoot = ['input'] as const;

/** The plan of `createX`, `updateX`, `deleteX` and `restoreX`: one row, and the rows that belong to it. */
export function planRow(
  parts: SchemaParts,
  type: TypeBlueprint,
  operation: WriteOperation,
  input: InputRow,
): WritePlan {
  const faults: InputFault[] = [];
  const clientKeys: WritePlan['clientKeys'][number][] = [];
  const main: WriteUnit = {
    name: 'u0',
    table: type.table,
    operation,
    items: [readItem(parts, type, operation, input, inputRoot, faults)],
  };
  const units = [main];
  const paths: Record<string, (item: number) => InputFault['path']> = { u0: () => inputRoot };
  for (const owned of operation === 'create' || operation === 'update' ? type.write!.owns : []) {
    const changes = input[owned.field] as InputRow | null | undefined;
    for (const unit of ownedUnits(parts, type, owned, changes ?? {}, units.length, faults, clientKeys)) {
      units.push(unit);
      const at = [...inputRoot, owned.field, unit.operation];
      paths[unit.name] = item => [...at, item];
    }
  }
  return { units, paths, clientKeys, faults };
}

function ownedUnits(
  parts: SchemaParts,
  parent: TypeBlueprint,
  owned: OwnedBlueprint,
  changes: InputRow,
  from: number,
  faults: InputFault[],
  clientKeys: WritePlan['clientKeys'][number][],
): WriteUnit[] {
  const type = typeOf(parts.blueprint, owned.target);
  const link = owned.link.map(({ child, parent: key }) => ({
    child: sqlNameOf(parts.scope, type.table, child),
    parent: sqlNameOf(parts.scope, parent.table, key),
  }));
  const asked = (['delete', 'update', 'create'] as const).flatMap(operation => {
    const rows = changes[operation] as readonly unknown[] | null | undefined;
    if (!rows || rows.length === 0) return [];
    if (rows.length <= maxOwned) return [{ operation, rows }];
    const message = `${owned.field}.${operation} takes at most ${maxOwned} rows at once, not ${rows.length}.`;
    faults.push({ path: [...inputRoot, owned.field, operation], message });
    return [];
  });
  const units = asked.map(({ operation, rows }, i) => ({
    name: `u${from + i}`,
    table: type.table,
    operation,
    parent: { unit: 'u0', link },
    items: rows.map((row, j) => {
      const path = [...inputRoot, owned.field, operation, j];
      const input = (operation === 'delete' ? { id: row } : row) as InputRow;
      const item = readItem(parts, type, operation, input, path, faults, owned);
      if (typeof input.clientKey === 'string') {
        if (clientKeys.some(({ clientKey }) => clientKey === input.clientKey))
          faults.push({
            path: [...path, 'clientKey'],
            message: 'clientKey stands for another new row already.',
          });
        clientKeys.push({ clientKey: input.clientKey, type: type.name, uuid: item.id });
      }
      return item;
    }),
  }));
  refuseRepeated(units, owned, faults);
  return units;
}

/** A statement changes a row once: which of two changes it would be, is not said. */
function refuseRepeated(units: readonly WriteUnit[], owned: OwnedBlueprint, faults: InputFault[]): void {
  const seen = new Set<string>();
  for (const { operation, items } of units) {
    if (operation === 'create') continue;
    items.forEach(({ id }, i) => {
      const at = [...inputRoot, owned.field, operation, i];
      if (seen.has(id) && id !== noId) {
        const path = operation === 'delete' ? at : [...at, 'id'];
        faults.push({ path, message: `${owned.field} names the same row twice: change or delete it once.` });
      }
      seen.add(id);
    });
  }
}

/** The plan of `updateXs` and `deleteXs`: all visible rows that a filter finds. */
export function planBulk(
  parts: SchemaParts,
  type: TypeBlueprint,
  operation: 'update' | 'delete',
  changes: InputRow,
  bulk: NonNullable<WriteUnit['bulk']>,
): WritePlan {
  const faults: InputFault[] = [];
  const values =
    operation === 'update' ? readColumns(parts, type, 'update', changes, [...inputRoot, 'set'], faults) : {};
  const unit: WriteUnit = {
    name: 'u0',
    table: type.table,
    operation,
    items: [{ id: randomUUID(), values }],
    bulk,
  };
  return { units: [unit], paths: { u0: () => inputRoot }, clientKeys: [], faults };
}

function readItem(
  parts: SchemaParts,
  type: TypeBlueprint,
  operation: WriteOperation,
  input: InputRow,
  path: InputFault['path'],
  faults: InputFault[],
  owned?: OwnedBlueprint,
): WriteItem {
  if (operation === 'create') {
    const id = randomUUID();
    const key = sqlNameOf(parts.scope, type.table, type.primaryKey);
    return { id, values: { ...readColumns(parts, type, 'create', input, path, faults, owned), [key]: id } };
  }
  const ifUpdatedAt = input.ifUpdatedAt as Date | null | undefined;
  return {
    id: readId(type, input.id as string, path, faults),
    values: operation === 'update' ? readColumns(parts, type, 'update', input, path, faults, owned) : {},
    ifUpdatedAt: ifUpdatedAt?.toISOString(),
  };
}

/** Stands for an id that could not be read; the fault keeps it from the database. */
const noId = '00000000-0000-0000-0000-000000000000';

function readId(type: TypeBlueprint, id: string, path: InputFault['path'], faults: InputFault[]): string {
  try {
    return parseIdOf(type.name, id, 'id');
  } catch (error) {
    faults.push({ path: [...path, 'id'], message: (error as Error).message });
    return noId;
  }
}
