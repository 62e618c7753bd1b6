/**
 * From the rows of an input to units of a write: the rows themselves, those that belong to them, and those that they point to.
 * Knows where each row stands in the input, at whatever depth; faults are noted at their places.
 */
import { type Blueprint, sqlNameOf, typeOf } from '../blueprint/blueprint.ts';
import type { OwnedBlueprint, ReferredBlueprint } from '../blueprint/write-blueprint.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import type { InputPlace } from './input-place.ts';
import { type Change, type PlacedRow, type Reading, type ReadRow, readRow, readSought } from './read-rows.ts';
import { changeKinds, maxOwned } from './write-limits.ts';
import type { WriteUnit } from './write-units.ts';

/** The client's own key of a new row, and which row of which unit that is. */
export interface PlannedKey {
  readonly clientKey: string;
  readonly unit: WriteUnit;
  readonly item: number;
}

type UnitPlace = Pick<WriteUnit, 'parent' | 'sought' | 'unless'>;

/** By which columns main rows are told, or of which unit nothing has to be found. */
type MainRows = Pick<UnitPlace, 'sought' | 'unless'>;

/** The units of a write, parents before those that are written with them. */
export class RowPlan {
  readonly units: WriteUnit[] = [];
  readonly clientKeys = new Map<string, PlannedKey>();
  private readonly reading: Reading;
  private readonly before: number;

  /** @param before how many units the write has beside these */
  constructor(parts: SchemaParts, before = 0) {
    this.reading = { parts, made: new Map() };
    this.before = before;
  }

  addMain(change: Change, rows: readonly PlacedRow[], how: MainRows = {}): void {
    const read = rows.map(({ input, place, under }) => {
      const row = how.sought
        ? readSought(this.reading, change, input, { place, sought: how.sought })
        : readRow(this.reading, change, input, place);
      return { ...row, ...(under === undefined ? {} : { under }) };
    });
    this.addRows(change, read, how);
  }

  private get blueprint(): Blueprint {
    return this.reading.parts.blueprint;
  }

  private addRows(change: Change, rows: readonly ReadRow[], how: UnitPlace): void {
    const { type, operation } = change;
    const items = rows.map(({ item }) => item);
    const name = `u${this.before + this.units.length}`;
    const unit: WriteUnit = { name, table: type.table, operation, items, ...how };
    this.units.push(unit);
    if (unit.parent) this.addClientKeys(unit, rows);
    if (operation !== 'create' && operation !== 'update') return;
    for (const makes of type.write!.makes) this.addReferred(unit, makes, rows);
    for (const owned of type.write!.owns) this.addOwned(unit, owned, rows);
    for (const owned of type.write!.ownsOne) this.addOwnedOne(unit, owned, rows);
  }

  /** The new rows that rows of a unit point to. */
  private addReferred({ name, table }: WriteUnit, makes: ReferredBlueprint, rows: readonly ReadRow[]): void {
    const made = rows.flatMap((row, parentItem) =>
      row.referred
        .flatMap(each => (each.makes === makes && each.made ? [each.made] : []))
        .map(each => ({ ...each, item: { ...each.item, parentItem } })),
    );
    if (made.length === 0) return;
    const type = typeOf(this.blueprint, makes.target);
    const link = linkOf(this.blueprint, table, makes);
    const column = sqlNameOf(typeOf(this.blueprint, table), makes.column);
    const isTold = rows.some(({ item }) => item.points?.some(points => points.column === column));
    const pointing = isTold ? column : undefined;
    const parent = { unit: name, link, isReferred: true, ...(pointing === undefined ? {} : { pointing }) };
    this.addRows({ type, operation: 'create' }, made, { parent });
  }

  /** The changes of rows that belong to rows of a unit. */
  private addOwned({ name, table }: WriteUnit, owned: OwnedBlueprint, rows: readonly ReadRow[]): void {
    const type = typeOf(this.blueprint, owned.target);
    const link = linkOf(this.blueprint, table, owned);
    const named = new Set<string>();
    const changes = changeKinds.map(operation => {
      const change = { type, operation, owned };
      const children = rows.flatMap(({ input, place, under = [] }, parentItem) => {
        const path = [owned.field, ...under, operation];
        const given = path.reduce<unknown>((within, step) => Object(within ?? {})[step], input) ?? [];
        return readChildren(this.reading, change, given as unknown[], place.at(...path)).map(child => {
          return { ...child, item: { ...child.item, parentItem } };
        });
      });
      if (operation !== 'create') refuseRepeated(change, children, named);
      return { change, children };
    });
    for (const { change, children } of changes)
      if (children.length > 0)
        this.addRows(change, children, { parent: { unit: name, link, isReferred: false } });
  }

  /** The one row that belongs to each row of a unit: changed where it is there, or else made. */
  private addOwnedOne(
    { name, table, operation }: WriteUnit,
    owned: OwnedBlueprint,
    rows: readonly ReadRow[],
  ): void {
    const type = typeOf(this.blueprint, owned.target);
    const parent = { unit: name, link: linkOf(this.blueprint, table, owned), isReferred: false };
    const given = rows.flatMap(({ input, place }, parentItem) => {
      const row = input[owned.field] ?? undefined;
      return row === undefined ? [] : [{ input: Object(row), place: place.at(owned.field), parentItem }];
    });
    if (given.length === 0) return;
    const read = (change: Change, sought?: readonly string[]) =>
      given.map(({ input, place, parentItem }) => {
        const row = sought
          ? readSought(this.reading, change, input, { place, sought })
          : readRow(this.reading, change, input, place);
        return { ...row, item: { ...row.item, parentItem } };
      });
    const found = operation === 'update' ? `u${this.before + this.units.length}` : undefined;
    if (found !== undefined) {
      const change = { type, operation: 'update', owned } as const;
      this.addRows(change, read(change, []), { parent, sought: [] });
    }
    const change = { type, operation: 'create', owned } as const;
    this.addRows(change, read(change), { parent, ...(found === undefined ? {} : { unless: found }) });
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
  reading: Reading,
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
    readRow(reading, change, Object(operation === 'delete' ? { id: row } : row), place.at(i)),
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
