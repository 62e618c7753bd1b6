/**
 * From what a row was, and the rows that belong to it, to the write that makes them so again.
 * What the trail does not tell, or nobody may set, is a fault of the write, which then changes nothing.
 */
import { type ColumnBlueprint, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { keptColumns } from '../blueprint/kept-columns.ts';
import type { RowKey } from '../blueprint/row-key.ts';
import type { OwnedBlueprint } from '../blueprint/write-blueprint.ts';
import { referencesIn } from '../shapes/references.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { readChecked } from '../types/shaped-values.ts';
import { type Kept, type KeptRow, maxUndone } from './compile-kept.ts';
import { filledByCode } from './filled-values.ts';
import type { InputPlace } from './input-place.ts';
import { undo } from './undo.ts';
import { changeKinds, maxOwned } from './write-limits.ts';
import type { JsonReference, WriteItem, WriteUnit } from './write-units.ts';

type Fields = KeptRow['fields'];
type ChangeKind = (typeof changeKinds)[number];

/** The row that is meant, and as of when it must be as it is. */
interface Meant {
  readonly type: TypeBlueprint;
  readonly key: RowKey;
  readonly ifUpdatedAt: string | undefined;
}

/** The units of the write; without a row that the viewer sees, of the row alone, which is refused. */
export function planRevert(
  parts: SchemaParts,
  { type, key, ifUpdatedAt }: Meant,
  kept: Kept,
  place: InputPlace,
): WriteUnit[] {
  const [row] = kept.rows['']!;
  const main = { parts, type, place: place.at('to') };
  const before = row && wasOf(main, row, kept.events['']!);
  const item = {
    ...itemOf(main, { key, row, fields: before ?? row?.fields ?? {} }),
    ...(ifUpdatedAt === undefined ? {} : { ifUpdatedAt }),
    path: place.path,
  };
  const children = row ? type.write!.owns.flatMap(owned => childUnits(main, owned, kept)) : [];
  return [
    { name: 'u0', table: type.table, operation: 'update', items: [item] },
    ...children.map((unit, i): WriteUnit => ({ ...unit, name: `u${i + 1}` })),
  ];
}

/** Rows of a type at a place. */
interface At {
  readonly parts: SchemaParts;
  readonly type: TypeBlueprint;
  readonly place: InputPlace;
}

/** What a row was; what of it cannot be told is refused. */
function wasOf({ type, place }: At, now: KeptRow | undefined, events: Kept['events'][string]): Fields | null {
  const { fields, untold } = undo(type, now?.fields ?? null, events);
  for (const field of untold)
    place.refuse(
      field === ''
        ? 'What became of it since is not in the trail as it is told here, or not seen.'
        : `What became of ${field} since is not in the trail, or was changed past it.`,
    );
  return untold.length > 0 ? (now?.fields ?? null) : fields;
}

function childUnits({ parts, type, place }: At, owned: OwnedBlueprint, kept: Kept): WriteUnit[] {
  const child = typeOf(parts.blueprint, owned.target);
  const rows = new Map(kept.rows[owned.field]!.map(row => [row.key[0]!, row]));
  const events = kept.events[owned.field]!;
  const link = owned.link.map(pair => ({
    child: sqlNameOf(child, pair.child),
    parent: sqlNameOf(type, pair.parent),
  }));
  const items: Record<ChangeKind, WriteItem[]> = { delete: [], update: [], create: [] };
  for (const id of new Set(events.map(event => event.id))) {
    const at = { parts, type: child, place: place.at(owned.field, id) };
    const row = rows.get(id);
    const was = wasOf(
      at,
      row,
      events.filter(event => event.id === id),
    );
    const kind = was ? (row ? 'update' : 'create') : row ? 'delete' : undefined;
    if (!kind) continue;
    const linked = new Set(owned.link.map(pair => pair.child));
    const item = itemOf(at, { key: [id], row, fields: was ?? row!.fields, linked, isNew: kind === 'create' });
    if (!child.write!.rules[kind]) at.place.refuse(`Nobody may ${kind} it.`);
    else if (kind !== 'update' || Object.keys(item.values).length > 0) items[kind].push(item);
  }
  if (events.length > maxUndone || Object.values(items).some(({ length }) => length > maxOwned))
    place.refuse(
      `More of ${owned.field} changed since than can be brought back at once: choose a later event.`,
    );
  return changeKinds
    .filter(kind => items[kind].length > 0)
    .map(kind => ({
      name: kind,
      table: child.table,
      operation: kind,
      items: items[kind],
      parent: { unit: 'u0', link, isReferred: false },
    }));
}

interface Version {
  readonly key: RowKey;
  readonly row: KeptRow | undefined;
  /** What it is to be. */
  readonly fields: Fields;
  /** The keys of columns that come from the row it belongs to. */
  readonly linked?: ReadonlySet<string>;
  readonly isNew?: boolean;
}

/** The values to set, so that a row is what it was. */
function itemOf(at: At, { key, row, fields, linked, isNew = false }: Version): WriteItem {
  const { parts, type, place } = at;
  const { columns, key: keySource } = type.write!;
  const values: Record<string, unknown> = {};
  const references: JsonReference[] = [];
  const settable = new Set(columns.filter(({ fixed }) => isNew || !fixed).map(column => column.key));
  for (const column of keptColumns(type)) {
    const was = fields[column.field];
    const isSame = isNew ? was === 'null' : was === row?.fields[column.field];
    if (was === undefined || isSame || linked?.has(column.key) || type.key.includes(column.key)) continue;
    if (!settable.has(column.key)) {
      place.refuse(`${column.field} was another, and nobody may set it.`);
      continue;
    }
    const value = valueFrom(at, column, was);
    values[column.sqlName] = value;
    if (column.shape)
      for (const { target, id, path } of referencesIn(parts.blueprint.shapes, column.shape, value))
        references.push({ target, id, path: place.at(column.field, ...path).path });
  }
  const given = Object.keys(values);
  if (isNew) refuseForgotten(at);
  if (isNew && keySource !== 'uuid') place.refuse('Its key is not the server’s to give again.');
  const named = isNew ? { [sqlNameOf(type, type.key[0]!)]: key[0]! } : {};
  return {
    key,
    values: { ...filledByCode(parts, type, isNew ? 'create' : 'update'), ...values, ...named },
    given,
    references,
    ifUpdatedAt: row?.updated ?? undefined,
    path: place.path,
  };
}

/** Of a row that is to be made again, all has to be known that it held. */
function refuseForgotten({ type, place }: At): void {
  const { created, updated } = type.timestamps;
  const known = new Set([...keptColumns(type).map(({ key }) => key), created, updated]);
  const forgotten = type.write!.insert.filter(({ key }) => !known.has(key));
  if (forgotten.length > 0) place.refuse('It was deleted for good, and the trail did not keep all of it.');
}

/** More digits than JavaScript keeps of a number. */
const longNumber = /(?<![\w"])-?(?=[\d.]*\d{16})[\d.]+/;

/** A value as writes take it. */
function valueFrom({ parts, type, place }: At, column: ColumnBlueprint, was: string): unknown {
  // PostgreSQL reads a number from its text, of any length.
  if (column.kind !== 'json') return /^-?\d/.test(was) ? was : JSON.parse(was);
  const value: unknown = JSON.parse(was);
  if (longNumber.test(was.replace(/"(?:[^"\\]|\\.)*"/g, '""')))
    place.refuse(`${column.field} held numbers that cannot be set again exactly.`);
  if (column.shape && value !== null && !place.read(() => [readChecked(parts, type, column.key, was)]))
    return null;
  return value;
}
