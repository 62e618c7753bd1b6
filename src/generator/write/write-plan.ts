/**
 * From the input of a mutation to the units of a write, everything that is wrong with it found at once.
 * Knows where each unit's rows stand in the input; SQL and what the database has against a write are elsewhere.
 */
import { randomUUID } from 'node:crypto';
import { sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { upperFirst } from '../blueprint/names.ts';
import type { OwnedBlueprint } from '../blueprint/write-blueprint.ts';
import { onceMember } from '../blueprint/write-names.ts';
import type { Condition } from '../list/condition.ts';
import type { ShapeIssue } from '../shapes/shape-blueprint.ts';
import { parseIdOf } from '../types/global-id.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { filledByCode } from './filled-values.ts';
import { InputPlace } from './input-place.ts';
import { readOnce } from './once.ts';
import { type GivenValues, type InputRow, readColumns } from './write-inputs.ts';
import { changeKinds, maxBulk, maxOwned } from './write-limits.ts';
import type { Once, WriteItem, WriteOperation, WriteUnit } from './write-units.ts';

export interface WritePlan {
  readonly units: readonly WriteUnit[];
  readonly clientKeys: readonly PlannedKey[];
  readonly faults: readonly ShapeIssue[];
  /** Where the client sent a key with it. */
  readonly once?: Once | undefined;
}

/** The client's own key of a new row, and which row of which unit that is. */
export interface PlannedKey {
  readonly clientKey: string;
  readonly unit: WriteUnit;
  readonly item: number;
}

/** The plan of `createX`, `updateX`, `deleteX` and `restoreX`: one row, and the rows that belong to it. */
export function planRow(
  parts: SchemaParts,
  type: TypeBlueprint,
  operation: WriteOperation,
  input: InputRow,
): WritePlan {
  const place = InputPlace.argument('input');
  const plan = planRows(parts, { type, operation }, [{ input, place }], place);
  return { ...plan, once: readOnce(`${operation}${type.name}`, input, place) };
}

/** What `createXs` takes. */
export interface ManyInput extends InputRow {
  readonly rows: readonly InputRow[];
}

/** The plan of `createXs`: new rows, each with those that belong to it. */
export function planMany(parts: SchemaParts, type: TypeBlueprint, input: ManyInput): WritePlan {
  const inputs = input.rows;
  const place = InputPlace.argument('input');
  const at = place.at('rows');
  if (inputs.length < 1 || inputs.length > maxBulk)
    at.refuse(`rows must be 1 to ${maxBulk}, not ${inputs.length}.`);
  const rows = inputs.slice(0, maxBulk).map((row, i) => ({ input: row, place: at.at(i) }));
  for (const { input: row, place: own } of rows)
    if (row[onceMember] != null)
      own.at(onceMember).refuse(`${onceMember} is the whole mutation's: give it beside rows.`);
  const { units, ...plan } = planRows(parts, { type, operation: 'create' }, rows, place);
  return {
    ...plan,
    units: units.map((unit, i) => (i === 0 ? { ...unit, many: true } : unit)),
    once: readOnce(`create${upperFirst(type.plural)}`, input, place),
  };
}

/** A row of an input, and where it stands. */
interface PlacedRow {
  readonly input: InputRow;
  readonly place: InputPlace;
}

function planRows(
  parts: SchemaParts,
  change: Change,
  rows: readonly PlacedRow[],
  { faults }: InputPlace,
): WritePlan {
  const { type, operation } = change;
  const items = rows.map(({ input, place }) => readItem(parts, change, input, place));
  const isWritten = operation === 'create' || operation === 'update';
  const owned = together(
    rows.flatMap(({ input, place }, parentItem) =>
      (isWritten ? type.write!.owns : []).flatMap(children =>
        readChildren(
          parts,
          { owned: children, parentItem },
          (input[children.field] ?? {}) as InputRow,
          place.at(children.field),
        ),
      ),
    ),
  );
  const units = owned.map(({ owned: children, operation: change, rows }, i): WriteUnit => {
    const child = typeOf(parts.blueprint, children.target);
    const link = children.link.map(pair => ({
      child: sqlNameOf(child, pair.child),
      parent: sqlNameOf(type, pair.parent),
    }));
    return {
      name: `u${i + 1}`,
      table: child.table,
      operation: change,
      items: rows.map(({ item }) => item),
      parent: { unit: 'u0', link },
    };
  });
  return {
    units: [{ name: 'u0', table: type.table, operation, items }, ...units],
    clientKeys: readClientKeys(units, owned),
    faults,
  };
}

/** Children of several rows that are changed alike are one set of rows. */
function together(all: readonly Children[]): Children[] {
  const sets = new Map<string, Children>();
  for (const children of all) {
    const key = `${children.owned.field} ${children.operation}`;
    const { rows = [] } = sets.get(key) ?? {};
    sets.set(key, { ...children, rows: [...rows, ...children.rows] });
  }
  return [...sets.values()];
}

/** What a bulk mutation was given, as it was understood. */
interface BulkChange {
  readonly type: TypeBlueprint;
  readonly operation: 'update' | 'delete';
  readonly condition: Condition | undefined;
  readonly atMost: number;
  readonly changes: InputRow;
}

/** The plan of `updateXs` and `deleteXs`: all visible rows that meet a condition. */
export function planBulk(parts: SchemaParts, bulk: BulkChange, place: InputPlace): WritePlan {
  const { type, operation, condition, atMost, changes } = bulk;
  const given =
    operation === 'update'
      ? readColumns(parts, { type, purpose: operation }, changes, place.at('set'))
      : nothingGiven;
  const values = { ...filledByCode(parts, type, 'update'), ...given.values };
  const items = [{ ...given, values, key: [], path: place.path }];
  return {
    units: [{ name: 'u0', table: type.table, operation, items, bulk: { condition, atMost } }],
    clientKeys: [],
    faults: place.faults,
  };
}

const nothingGiven: GivenValues = { values: {}, given: [], references: [] };

/** What is done with rows. */
interface Change {
  readonly type: TypeBlueprint;
  readonly operation: WriteOperation;
  readonly owned?: OwnedBlueprint;
}

function readItem(parts: SchemaParts, change: Change, input: InputRow, place: InputPlace): WriteItem {
  const { type, operation, owned } = change;
  const columns = (purpose: 'create' | 'update') =>
    readColumns(parts, { type, purpose, owned }, input, place);
  if (operation === 'create') {
    const filled = filledByCode(parts, type, 'create');
    const { values, ...rest } = columns('create');
    const key =
      type.write!.key === 'uuid' ? [String(filled[sqlNameOf(type, type.key[0]!)] ?? randomUUID())] : [];
    const named = Object.fromEntries(key.map((uuid, i) => [sqlNameOf(type, type.key[i]!), uuid]));
    return { ...rest, key, values: { ...filled, ...values, ...named }, path: place.path };
  }
  const ifUpdatedAt = input.ifUpdatedAt as string | null | undefined;
  // Children to delete are a list of ids, without a member that could be named.
  const idPlace = operation === 'delete' && owned ? place : place.at('id');
  const { values, ...rest } = operation === 'update' ? columns('update') : nothingGiven;
  return {
    ...rest,
    values: { ...filledByCode(parts, type, 'update'), ...values },
    // Without a key, there is a fault that keeps the write from the database.
    key: idPlace.read(() => parseIdOf(parts.blueprint, type, input.id as string, 'id')) ?? [],
    ifUpdatedAt: ifUpdatedAt ?? undefined,
    path: place.path,
  };
}

interface Children {
  readonly owned: OwnedBlueprint;
  readonly operation: (typeof changeKinds)[number];
  readonly rows: readonly (PlacedRow & { readonly item: WriteItem })[];
}

/** The changes of rows that belong to the row written. */
function readChildren(
  parts: SchemaParts,
  { owned, parentItem }: { readonly owned: OwnedBlueprint; readonly parentItem: number },
  changes: InputRow,
  place: InputPlace,
): Children[] {
  const type = typeOf(parts.blueprint, owned.target);
  const children = changeKinds.flatMap((operation): Children[] => {
    const given = (changes[operation] ?? []) as readonly unknown[];
    const at = place.at(operation);
    if (given.length > maxOwned) {
      at.refuse(`${owned.field}.${operation} takes at most ${maxOwned} rows at once, not ${given.length}.`);
      return [];
    }
    const rows = given.map((row, i) => {
      const input = (operation === 'delete' ? { id: row } : row) as InputRow;
      const item = readItem(parts, { type, operation, owned }, input, at.at(i));
      return { input, item: { ...item, parentItem }, place: at.at(i) };
    });
    return rows.length === 0 ? [] : [{ owned, operation, rows }];
  });
  refuseRepeated(children);
  return children;
}

/** A statement changes a row once: which of two changes it would be, is not said. */
function refuseRepeated(children: readonly Children[]): void {
  const seen = new Set<string>();
  for (const { owned, operation, rows } of children) {
    if (operation === 'create') continue;
    for (const { item, place } of rows) {
      const id = JSON.stringify(item.key);
      if (seen.has(id) && item.key.length > 0) {
        const idPlace = operation === 'delete' ? place : place.at('id');
        idPlace.refuse(`${owned.field} names the same row twice: change or delete it once.`);
      }
      seen.add(id);
    }
  }
}

/** The client's keys of new rows, each of which may stand for one row only. */
function readClientKeys(units: readonly WriteUnit[], children: readonly Children[]): PlannedKey[] {
  const keys = new Map<string, PlannedKey>();
  for (const [i, { rows }] of children.entries()) {
    for (const [item, { input, place }] of rows.entries()) {
      const { clientKey } = input;
      if (typeof clientKey !== 'string') continue;
      if (keys.has(clientKey)) place.at('clientKey').refuse('clientKey stands for another new row already.');
      else keys.set(clientKey, { clientKey, unit: units[i]!, item });
    }
  }
  return [...keys.values()];
}
