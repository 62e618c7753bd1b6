/**
 * From a table's constraints and its write rules to what can be written of it.
 * Knows Drizzle's columns and foreign keys; who may write is the rules'.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import { isNever } from '../rules/rule.ts';
import type { TypeBlueprint } from './blueprint.ts';
import { primaryKeyOf } from './build-key.ts';
import { buildReferences, type References } from './build-references.ts';
import { foreignPairs } from './build-relation.ts';
import { defaultOf, fillingOf, isComputed, isCounted } from './column-default.ts';
import { type AnyTable, columnsOf, pointsElsewhere, registered } from './drizzle-tables.ts';
import { hasUuidKey } from './row-key.ts';
import type { TableRules } from './table-rules.ts';
import { isUniqueBy } from './unique-keys.ts';
import type {
  Followed,
  InsertColumn,
  OwnedBlueprint,
  ReferredBlueprint,
  WholeBlueprint,
  WriteBlueprint,
  WriteColumn,
} from './write-blueprint.ts';
import { findIdle, findUnfilled } from './write-problems.ts';

/** What can be written of a type; undefined where its rules grant no write. */
export function buildWriteBlueprint(
  type: TypeBlueprint,
  table: AnyTable,
  { write, columns: columnRules = {} }: TableRules,
  registry: TablesRelationalConfig,
  problems: string[],
): WriteBlueprint | undefined {
  if (!write) return undefined;
  if (type.sql.kind !== 'table') {
    problems.push(
      `The policy of table "${type.table}" grants writes, and views are read only: leave "write" out.`,
    );
    return undefined;
  }
  const columns = columnsOf(table);
  const { created, updated } = type.timestamps;
  const set = write.set ?? {};
  const filled = new Set<string>(write.filled);
  const { key, given } = keySource(type, table);
  const marks = write.marks ?? {};
  const issued = write.issues ? [write.issues.hash, write.issues.start] : [];
  const serverSet = new Set([
    ...type.key.filter(column => !given.includes(column)),
    ...[created, updated, type.softDelete?.column].filter(key => key !== undefined),
    ...(write.readOnly ?? []),
    ...filled,
    ...issued,
    ...Object.values(marks),
    ...Object.keys(set),
    ...Object.keys(columnRules).filter(
      key => isNever(columnRules[key]?.write) || columnRules[key]?.shownAs !== undefined,
    ),
  ]);
  for (const key of [
    ...(write.readOnly ?? []),
    ...(write.fixed ?? []),
    ...filled,
    ...issued,
    ...Object.values(marks),
    ...(write.issues?.rotates ? [write.issues.rotates.ends] : []),
    ...Object.keys({ ...set, ...write.follows }),
  ]) {
    if (!columns[key])
      problems.push(
        `The write policy of table "${type.table}" names a column "${key}" that it does not have.`,
      );
  }
  const fixed = new Set(write.fixed);
  const { byColumn, ties } = buildReferences(table, registry);
  const overridden = type.key.filter(column => isCounted(columns[column]!));
  const insert = type.stored
    .filter(({ key }) => !filled.has(key) && (!isComputed(columns[key]!) || overridden.includes(key)))
    .map((stored): InsertColumn => {
      const { key, sqlName } = stored;
      const column = columns[key]!;
      return {
        key,
        sqlName,
        fallback: defaultOf(table, column, stored) ?? fillingOf(table, column, 'create'),
      };
    });
  const onUpdate = Object.entries(columns).flatMap(([column, stored]) => {
    const filling = column === updated || isComputed(stored) ? undefined : fillingOf(table, stored, 'update');
    return filling ? [[column, filling] as const] : [];
  });
  const isRequired = (column: InsertColumn) =>
    (columns[column.key]!.notNull || type.key.includes(column.key)) && column.fallback === undefined;
  const required = new Set(insert.filter(isRequired).map(column => column.key));
  const settable = type.columns.filter(
    column => !serverSet.has(column.key) && !isComputed(columns[column.key]!),
  );
  const isFixed = (column: string) => fixed.has(column) || given.includes(column);
  const owned = (fields: readonly string[] | undefined, many: boolean) =>
    (fields ?? []).flatMap(field => ownedOf(type, { field, many }, registry, problems));
  const built: WriteBlueprint = {
    rules: { create: write.create, update: write.update, delete: write.delete },
    restore: type.softDelete !== undefined && write.delete !== undefined,
    columns: settable.map(
      ({ key, field, sqlName }): WriteColumn => ({
        key,
        field,
        sqlName,
        required: required.has(key),
        fixed: isFixed(key),
        reference: byColumn.get(key),
        follows: followedBy(key, { given: write.follows, required, byColumn }),
        rule: columnRules[key]?.write,
      }),
    ),
    ties,
    key,
    overrides: overridden.length > 0,
    insert,
    onUpdate: Object.fromEntries(onUpdate),
    set,
    owns: owned(write.owns, true),
    ownsOne: owned(write.ownsOne, false),
    makes: (write.makes ?? []).flatMap(field => madeOf(type, field, { byColumn, registry }, problems)),
    partOf: write.partOf === undefined ? undefined : wholeOf(type, write.partOf, problems),
    marks,
    issues: write.issues && { rotates: undefined, ...write.issues },
    companion: write.companion,
  };
  problems.push(...findIdle({ ...type, write: built }));
  if (write.create) problems.push(...findUnfilled({ ...type, write: built }, required));
  return built;
}

interface FollowSources {
  readonly given: Readonly<Partial<Record<string, string>>> | undefined;
  readonly required: ReadonlySet<string>;
  readonly byColumn: References['byColumn'];
}

/** What a column follows from: typed JSON, as the policy says, or a reference that every new row has. */
function followedBy(key: string, { given, required, byColumn }: FollowSources): Followed | undefined {
  const column = given?.[key];
  if (column !== undefined) return { kind: 'variant', column };
  if (!required.has(key)) return undefined;
  const told = [...byColumn].filter(([pointing, { byId }]) => byId && required.has(pointing));
  const pairFor = (own: string) =>
    told.flatMap(([pointing, { pairs }]) =>
      pairs.filter(pair => pair.own === own && pointing !== own).map(pair => ({ pointing, pair })),
    )[0];
  const found = pairFor(key);
  // What follows itself tells nothing where it is left out.
  if (!found || pairFor(found.pointing)) return undefined;
  return { kind: 'reference', column: found.pointing, of: found.pair.target };
}

/**
 * Where the key of a new row comes from, and the columns of it that clients give: those that point elsewhere, and those that
 * have no default.
 */
function keySource(
  type: TypeBlueprint,
  table: AnyTable,
): { readonly key: WriteBlueprint['key']; readonly given: readonly string[] } {
  const columns = columnsOf(table);
  const defaults = new Map(
    type.stored.map(stored => {
      const column = columns[stored.key]!;
      return [stored.key, defaultOf(table, column, stored) ?? fillingOf(table, column, 'create')] as const;
    }),
  );
  const isOwn = (key: string) => !pointsElsewhere(table, key);
  const isRandom = ([key]: readonly string[]) => {
    const made = defaults.get(key!);
    return isOwn(key!) && (made === undefined || made === 'code' || made.join() === 'gen_random_uuid()');
  };
  if (hasUuidKey(type) && isRandom(type.key)) return { key: 'uuid', given: [] };
  return { key: 'row', given: type.key.filter(key => !isOwn(key) || defaults.get(key) === undefined) };
}

/** The row that rows are a part of; whether its time of change can move, is asked once all tables are known. */
function wholeOf(type: TypeBlueprint, field: string, problems: string[]): WholeBlueprint | undefined {
  const relation = type.relations.find(candidate => candidate.field === field);
  if (!relation || relation.many || relation.condition) {
    problems.push(
      `The write policy of table "${type.table}" makes rows part of "${field}", which is no to-one relation by columns alone.`,
    );
    return undefined;
  }
  return { field, target: relation.target, pairs: [...relation.pairs, ...relation.implied] };
}

interface MadeSources {
  readonly byColumn: References['byColumn'];
  readonly registry: TablesRelationalConfig;
}

/** The row of a relation that a column holds the whole key of; what else the foreign key says is taken from the row that points. */
function madeOf(
  type: TypeBlueprint,
  field: string,
  { byColumn, registry }: MadeSources,
  problems: string[],
): ReferredBlueprint[] {
  const relation = type.relations.find(candidate => candidate.field === field);
  const found = [...byColumn].find(
    ([column, { target, byId }]) =>
      byId && target === relation?.target && relation.pairs.some(({ own }) => own === column),
  );
  if (!relation || relation.many || !found) {
    problems.push(
      `The write policy of table "${type.table}" makes "${field}", which is no to-one relation by a foreign key of its own to ids.`,
    );
    return [];
  }
  const [column, { target, pairs }] = found;
  const key = primaryKeyOf(registered(registry, target));
  const link = pairs.filter(pair => !key.includes(pair.target));
  return [{ field, target, column, link: link.map(pair => ({ child: pair.target, parent: pair.own })) }];
}

/** The children of a relation, tied by the foreign key that the relation is about, and no other between the two tables. */
function ownedOf(
  type: TypeBlueprint,
  { field, many }: { readonly field: string; readonly many: boolean },
  registry: TablesRelationalConfig,
  problems: string[],
): OwnedBlueprint[] {
  const relation = type.relations.find(candidate => candidate.field === field);
  if (!relation || relation.many !== many || relation.through !== undefined) {
    problems.push(
      `The write policy of table "${type.table}" owns "${field}", which is no to-${many ? 'many' : 'one'} relation of its own.`,
    );
    return [];
  }
  const keys = foreignPairs(registered(registry, relation.target), registered(registry, type.table)).filter(
    key =>
      relation.pairs.every(pair => key.some(other => other.own === pair.target && other.target === pair.own)),
  );
  if (keys.length === 0) {
    problems.push(
      `The write policy of table "${type.table}" owns "${field}", which no foreign key leads back from.`,
    );
    return [];
  }
  const told = relation.pairs.map(({ target }) => target);
  if (!many && !isUniqueBy(registered(registry, relation.target), told)) {
    problems.push(
      `The write policy of table "${type.table}" owns one "${field}", of which there may be several: make (${told.join(', ')}) of table "${relation.target}" unique.`,
    );
    return [];
  }
  const longest = keys.reduce((a, b) => (b.length > a.length ? b : a));
  return [
    {
      field,
      target: relation.target,
      link: longest.map(pair => ({ child: pair.own, parent: pair.target })),
    },
  ];
}
