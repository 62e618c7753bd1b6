/**
 * From the rows of an input to units of a write: the rows themselves, those that belong to them, and those that they point to.
 * Knows where each row stands in the input, at whatever depth; faults are noted at their places.
 */
import { randomUUID } from 'node:crypto';
import { type Blueprint, columnOf, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { OwnedBlueprint, ReferredBlueprint } from '../blueprint/write-blueprint.ts';
import { parseIdOf } from '../types/global-id.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { filledByCode } from './filled-values.ts';
import type { InputPlace } from './input-place.ts';
import { type GivenValues, type InputRow, readColumns } from './write-inputs.ts';
import { changeKinds, maxOwned } from './write-limits.ts';
import type { WriteItem, WriteOperation, WriteUnit } from './write-units.ts';

/** What is done with rows. */
export interface Change {
  readonly type: TypeBlueprint;
  readonly operation: WriteOperation;
  readonly owned?: OwnedBlueprint;
}

/** A row of an input, and where it stands. */
export interface PlacedRow {
  readonly input: InputRow;
  readonly place: InputPlace;
}

/** A row of the input, as it was understood. */
interface ReadRow extends PlacedRow {
  readonly item: WriteItem;
  /** New rows that it points to. */
  readonly referred: readonly (ReadRow & { readonly makes: ReferredBlueprint })[];
}

/** The client's own key of a new row, and which row of which unit that is. */
export interface PlannedKey {
  readonly clientKey: string;
  readonly unit: WriteUnit;
  readonly item: number;
}

/** The units of a write, parents before those that are written with them. */
export class RowPlan {
  readonly units: WriteUnit[] = [];
  readonly clientKeys = new Map<string, PlannedKey>();
  private readonly parts: SchemaParts;

  constructor(parts: SchemaParts) {
    this.parts = parts;
  }

  addMain(change: Change, rows: readonly PlacedRow[]): void {
    const read = rows.map(({ input, place }) => readRow(this.parts, change, input, place));
    this.addRows(change, read, undefined);
  }

  private addRows(change: Change, rows: readonly ReadRow[], parent: WriteUnit['parent']): void {
    const { type, operation } = change;
    const items = rows.map(({ item }) => item);
    const unit: WriteUnit = { name: `u${this.units.length}`, table: type.table, operation, items };
    const added = parent ? { ...unit, parent } : unit;
    this.units.push(added);
    if (parent) this.addClientKeys(added, rows);
    if (operation !== 'create' && operation !== 'update') return;
    for (const makes of type.write!.makes) this.addReferred(added, makes, rows);
    for (const owned of type.write!.owns) this.addOwned(added, owned, rows);
  }

  /** The new rows that rows of a unit point to. */
  private addReferred({ name, table }: WriteUnit, makes: ReferredBlueprint, rows: readonly ReadRow[]): void {
    const made = rows.flatMap((row, parentItem) =>
      row.referred
        .filter(each => each.makes === makes)
        .map(each => ({ ...each, item: { ...each.item, parentItem } })),
    );
    if (made.length === 0) return;
    const type = typeOf(this.parts.blueprint, makes.target);
    const link = linkOf(this.parts.blueprint, table, makes);
    this.addRows({ type, operation: 'create' }, made, { unit: name, link, isReferred: true });
  }

  /** The changes of rows that belong to rows of a unit. */
  private addOwned({ name, table }: WriteUnit, owned: OwnedBlueprint, rows: readonly ReadRow[]): void {
    const type = typeOf(this.parts.blueprint, owned.target);
    const link = linkOf(this.parts.blueprint, table, owned);
    const named = new Set<string>();
    const changes = changeKinds.map(operation => {
      const change = { type, operation, owned };
      const children = rows.flatMap(({ input, place }, parentItem) => {
        const given = Object(input[owned.field] ?? {})[operation] ?? [];
        return readChildren(this.parts, change, given, place.at(owned.field, operation)).map(child => {
          return { ...child, item: { ...child.item, parentItem } };
        });
      });
      if (operation !== 'create') refuseRepeated(change, children, named);
      return { change, children };
    });
    for (const { change, children } of changes)
      if (children.length > 0) this.addRows(change, children, { unit: name, link, isReferred: false });
  }

  /** The client's keys of new rows, each of which may stand for one row only. */
  private addClientKeys(unit: WriteUnit, rows: readonly ReadRow[]): void {
    for (const [item, { input, place }] of rows.entries()) {
      const { clientKey } = input;
      if (typeof clientKey !== 'string') continue;
      if (this.clientKeys.has(clientKey))
        place.at('clientKey').refuse('clientKey stands for another new row already.');
      else this.clientKeys.set(clientKey, { clientKey, unit, item });
    }
  }
}

/** The columns by which rows are tied to those of a table that they are written with, by SQL names. */
function linkOf(blueprint: Blueprint, parent: string, { target, link }: OwnedBlueprint) {
  const [child, above] = [typeOf(blueprint, target), typeOf(blueprint, parent)];
  return link.map(pair => ({ child: sqlNameOf(child, pair.child), parent: sqlNameOf(above, pair.parent) }));
}

function readChildren(
  parts: SchemaParts,
  change: Change & { readonly owned: OwnedBlueprint },
  given: readonly unknown[],
  place: InputPlace,
): ReadRow[] {
  const { operation, owned } = change;
  if (given.length > maxOwned) {
    place.refuse(`${owned.field}.${operation} takes at most ${maxOwned} rows at once, not ${given.length}.`);
    return [];
  }
  return given.map((row, i) =>
    readRow(parts, change, Object(operation === 'delete' ? { id: row } : row), place.at(i)),
  );
}

/** A statement changes a row once: which of two changes it would be, is not said. @param named those of other lists */
function refuseRepeated(
  { operation, owned }: Change & { readonly owned: OwnedBlueprint },
  rows: readonly ReadRow[],
  named: Set<string>,
): void {
  for (const { item, place } of rows) {
    const id = JSON.stringify(item.key);
    if (named.has(id) && item.key.length > 0) {
      const idPlace = operation === 'delete' ? place : place.at('id');
      idPlace.refuse(`${owned.field} names the same row twice: change or delete it once.`);
    }
    named.add(id);
  }
}

const nothingGiven: GivenValues = { values: {}, given: [], references: [] };

function readRow(parts: SchemaParts, change: Change, input: InputRow, place: InputPlace): ReadRow {
  const { type, operation, owned } = change;
  if (operation === 'create' || operation === 'update') {
    const referred = readReferred(parts, change, input, place);
    const pointing = referred.map(({ makes, item }) => [sqlNameOf(type, makes.column), item.key[0]] as const);
    const { values, given, ...rest } = readColumns(parts, { type, purpose: operation, owned }, input, place);
    const columns = {
      ...rest,
      given: [...given, ...pointing.map(([sqlName]) => sqlName)],
      values: { ...values, ...Object.fromEntries(pointing) },
    };
    const item = operation === 'create' ? newItem(parts, type, columns, place) : undefined;
    return { input, place, referred, item: item ?? storedItem(parts, change, columns, { input, place }) };
  }
  return { input, place, referred: [], item: storedItem(parts, change, nothingGiven, { input, place }) };
}

/** A new row with the values of its columns, and the key that is made for it. */
export function newItem(
  parts: SchemaParts,
  type: TypeBlueprint,
  { values, ...rest }: GivenValues,
  place: InputPlace,
): WriteItem {
  const filled = filledByCode(parts, type, 'create');
  const key =
    type.write!.key === 'uuid' ? [String(filled[sqlNameOf(type, type.key[0]!)] ?? randomUUID())] : [];
  const named = Object.fromEntries(key.map((uuid, i) => [sqlNameOf(type, type.key[i]!), uuid]));
  return { ...rest, key, values: { ...filled, ...values, ...named }, path: place.path };
}

function storedItem(
  parts: SchemaParts,
  { type, operation, owned }: Change,
  { values, ...rest }: GivenValues,
  { input, place }: PlacedRow,
): WriteItem {
  const ifUpdatedAt = input.ifUpdatedAt as string | null | undefined;
  // Children to delete are a list of ids, without a member that could be named.
  const idPlace = operation === 'delete' && owned ? place : place.at('id');
  return {
    ...rest,
    values: { ...filledByCode(parts, type, 'update'), ...values },
    // Without a key, there is a fault that keeps the write from the database.
    key: idPlace.read(() => parseIdOf(parts.blueprint, type, input.id as string, 'id')) ?? [],
    ifUpdatedAt: ifUpdatedAt ?? undefined,
    path: place.path,
  };
}

/** The new rows that a row is to point to. */
function readReferred(
  parts: SchemaParts,
  { type }: Change,
  input: InputRow,
  place: InputPlace,
): ReadRow['referred'] {
  return type.write!.makes.flatMap(makes => {
    const given = Object(input[makes.field] ?? {}).create;
    if (given === undefined || given === null) return [];
    const at = place.at(makes.field);
    const { field } = columnOf(type, makes.column);
    if (input[field] !== undefined) at.refuse(`${makes.field} must not be made where ${field} is given.`);
    const change: Change = {
      type: typeOf(parts.blueprint, makes.target),
      operation: 'create',
      owned: makes,
    };
    return [{ ...readRow(parts, change, given, at.at('create')), makes }];
  });
}
