/**
 * One row of an input as it is understood: its values, its key, and the rows that it is to point to, new or told by a unique key.
 * Faults are noted at their places; which rows are written together is planned elsewhere.
 */
import { randomUUID } from 'node:crypto';
import { columnOf, sqlNameOf, type TypeBlueprint, typeOf, type UniqueKey } from '../blueprint/blueprint.ts';
import { connectKeys } from '../blueprint/unique-keys.ts';
import type { OwnedBlueprint, ReferredBlueprint } from '../blueprint/write-blueprint.ts';
import { kinds } from '../kinds/kinds.ts';
import { parseIdOf } from '../types/global-id.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { filledByCode } from './filled-values.ts';
import { InputPlace } from './input-place.ts';
import { newSecret, secretHash, secretStart } from './issued-secret.ts';
import { connectsOf, makesOf } from './settable-columns.ts';
import { type GivenValues, type InputRow, readColumns } from './write-inputs.ts';
import type { Pointing, WriteItem, WriteOperation } from './write-units.ts';

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
  /** The members of those for rows that belong to it under which they stand; undefined for none. */
  readonly under?: readonly string[];
}

/** A row of the input, as it was understood. */
export interface ReadRow extends PlacedRow {
  readonly item: WriteItem;
  /** Rows that it is to point to. */
  readonly referred: readonly Referred[];
}

/** A row that another is to point to: one that is made, one that is there, or whichever it takes. */
interface Referred {
  readonly makes: ReferredBlueprint;
  readonly made?: ReadRow;
  readonly points?: Pointing;
}

/** What rows are read with. */
export interface Reading {
  readonly parts: SchemaParts;
  /** The keys of rows that are made where there are none, by what tells them: each of them is made once. */
  readonly made: Map<string, string>;
}

const nothingGiven: GivenValues = { values: {}, given: [], references: [] };

export function readRow(reading: Reading, change: Change, input: InputRow, place: InputPlace): ReadRow {
  const { type, operation } = change;
  const { parts } = reading;
  if (operation === 'create' || operation === 'update') {
    const { referred, values } = readValues(reading, change, input, place);
    const item = operation === 'create' ? newItem(parts, type, values, place) : undefined;
    return { input, place, referred, item: item ?? storedItem(parts, change, values, { input, place }) };
  }
  return { input, place, referred: [], item: storedItem(parts, change, nothingGiven, { input, place }) };
}

/** Where a row stands that is changed if it is there, and the SQL names of the columns by which it is told. */
export interface SoughtAt {
  readonly place: InputPlace;
  readonly sought: readonly string[];
}

/** A row that is told by values of its own, of which the input is that of a new one: what is wrong with it, that tells. */
export function readSought(
  reading: Reading,
  change: Change,
  input: InputRow,
  { place, sought }: SoughtAt,
): ReadRow {
  const { parts } = reading;
  const { type } = change;
  const unheard = InputPlace.argument('input');
  const { referred, values } = readValues(reading, change, input, unheard);
  const told = readColumns(parts, { type, purpose: 'create' }, input, unheard).values;
  const item: WriteItem = {
    ...values,
    given: values.given.filter(sqlName => !sought.includes(sqlName)),
    values: {
      ...filledByCode(parts, type, 'update'),
      ...values.values,
      ...Object.fromEntries(sought.map(sqlName => [sqlName, told[sqlName]])),
    },
    key: [],
    path: place.path,
  };
  return { input, place, referred, item };
}

/** The values of a row that is made or changed, and what it is to point to. */
function readValues(
  reading: Reading,
  change: Change,
  input: InputRow,
  place: InputPlace,
): { readonly referred: ReadRow['referred']; readonly values: GivenValues } {
  const { type, owned } = change;
  const purpose = change.operation === 'create' ? 'create' : 'update';
  const referred = readReferred(reading, change, input, place);
  const pointing = referred.map(
    ({ makes, made, points }) =>
      // What points to a row that is there is found with the write.
      [sqlNameOf(type, makes.column), made?.item.key[0] ?? points?.orElse ?? null] as const,
  );
  const points = referred.flatMap(each => each.points ?? []);
  const { values, given, ...rest } = readColumns(reading.parts, { type, purpose, owned }, input, place);
  return {
    referred,
    values: {
      ...rest,
      given: [...given, ...pointing.map(([sqlName]) => sqlName)],
      values: { ...values, ...Object.fromEntries(pointing) },
      ...(points.length > 0 ? { points } : {}),
    },
  };
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
  const issued = issueSecret(type);
  const all = { ...filled, ...values, ...named, ...issued?.values };
  return { ...rest, ...(issued && { secret: issued.secret }), key, values: all, path: place.path };
}

/** A secret for a new row, and what the row holds of it; undefined where it stands for none. */
function issueSecret(type: TypeBlueprint) {
  const { issues } = type.write!;
  if (!issues) return undefined;
  const secret = newSecret(issues.prefix);
  const values = {
    [sqlNameOf(type, issues.hash)]: secretHash(secret),
    [sqlNameOf(type, issues.start)]: secretStart(issues.prefix, secret),
  };
  return { secret, values };
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

/** The rows that a row is to point to. */
function readReferred(
  reading: Reading,
  { type, operation, owned }: Change,
  input: InputRow,
  place: InputPlace,
): ReadRow['referred'] {
  const purpose = operation === 'create' ? operation : 'update';
  const connects = connectsOf(reading.parts.blueprint, { type, purpose, owned });
  return [...makesOf(type, operation), ...connects].flatMap(makes => {
    const { create, connect, connectOrCreate } = Object(input[makes.field] ?? {});
    const at = place.at(makes.field);
    if ((create ?? connect ?? connectOrCreate ?? undefined) === undefined) return [];
    const { field } = columnOf(type, makes.column);
    if (input[field] !== undefined) at.refuse(`${makes.field} must be left out where ${field} is given.`);
    const target = typeOf(reading.parts.blueprint, makes.target);
    const own = { makes, target, column: sqlNameOf(type, makes.column) };
    const readNew = (given: InputRow, of: InputPlace) =>
      readRow(reading, { type: target, operation: 'create', owned: makes }, given, of);
    if (create) return [{ makes, made: readNew(create, at.at('create')) }];
    if (connect) return [{ makes, points: readConnect(own, connect, at.at('connect')) }];
    const { by, create: given } = connectOrCreate;
    const made = readNew(given, at.at('connectOrCreate', 'create'));
    return [readEither(reading, own, { made, by })];
  });
}

/** A reference that is to be told. */
interface Told {
  readonly makes: ReferredBlueprint;
  readonly target: TypeBlueprint;
  /** The SQL name of the column that points. */
  readonly column: string;
}

/** A row that has to be there, by the values of one of its unique keys. */
function readConnect({ target, column }: Told, given: InputRow, place: InputPlace): Pointing {
  const [name, value] = Object.entries(given)[0]!;
  const { columns } = target.uniqueKeys.find(key => key.name === name)!;
  const at = place.at(name);
  const by = columns.map(key => {
    const meaning = columnOf(target, key);
    const [own, content] =
      columns.length === 1 ? [at, value] : [at.at(meaning.field), Object(value)[meaning.field]];
    const text = own.read(() => kinds[meaning.kind].encode(content, meaning.field, meaning));
    return [meaning.sqlName, text ?? null] as const;
  });
  return { column, target: target.table, by: Object.fromEntries(by), path: at.path };
}

/** A row that is made where there is none that has the values of one of its unique keys. */
function readEither(
  { made: known }: Reading,
  { makes, target, column }: Told,
  { made, by: name }: { readonly made: ReadRow; readonly by: unknown },
): Referred {
  const keys = connectKeys(target, makes);
  const key = keys.find(each => each.name === name) ?? keys[0]!;
  const by = keyValues(target, key, made);
  const points = { column, target: target.table, by, path: made.place.path };
  const identity = JSON.stringify([target.table, by]);
  const orElse = known.get(identity);
  // What another place of the input makes is the row that is there by then.
  if (orElse !== undefined) return { makes, points: { ...points, orElse } };
  const [own] = made.item.key;
  known.set(identity, own!);
  return { makes, made, points: { ...points, orElse: own! } };
}

/** The values of a unique key that a new row has. */
function keyValues(
  type: TypeBlueprint,
  { columns }: UniqueKey,
  { input, item, place }: ReadRow,
): Pointing['by'] {
  const values = columns.map(key => {
    const { field, sqlName } = columnOf(type, key);
    if (input[field] == null) place.at(field).refuse(`${field} must be given: it tells which row is meant.`);
    return [sqlName, item.values[sqlName] ?? null] as const;
  });
  return Object.fromEntries(values);
}
