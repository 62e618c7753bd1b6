/**
 * What makes the write policy of a table unfit: columns that nothing fills, and rules about what is not known in time.
 * Finds and words problems; deciding to stop is the builder's.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import { type AnyRule, ruleNames } from '../rules/rule.ts';
import { unionOf } from '../shapes/shape-input.ts';
import type { Blueprint, TypeBlueprint } from './blueprint.ts';
import { isComputed } from './column-default.ts';
import { columnsOf, registered } from './drizzle-tables.ts';
import { noticeColumns } from './notice-blueprint.ts';

/** Columns that must have a value, of which a new row would not get one. */
export function findUnfilled(type: TypeBlueprint, required: ReadonlySet<string>): string[] {
  const { columns, set, issues } = type.write!;
  const { created, updated } = type.timestamps;
  const filled = new Set([
    ...(type.write!.key === 'uuid' ? type.key : []),
    created,
    updated,
    ...Object.keys(set),
    ...(issues ? [issues.hash, issues.start] : []),
    ...columns.map(({ key }) => key),
  ]);
  return [...required]
    .filter(key => !filled.has(key))
    .map(
      key =>
        `Column "${type.table}.${key}" must have a value, and nothing gives it one when a row is made: let clients set it, name it in "set" of the write policy, or give it a default in the database.`,
    );
}

/** Writes by which clients could set nothing of a row, and of no row that belongs to it. */
export function findIdle({ table, write }: TypeBlueprint): string[] {
  const { rules, columns, owns, ownsOne } = write!;
  const inputs = { create: columns, update: columns.filter(({ fixed }) => !fixed) };
  return (['create', 'update'] as const)
    .filter(operation => rules[operation] && [...inputs[operation], ...owns, ...ownsOne].length === 0)
    .map(
      operation =>
        `The write policy of table "${table}" grants "${operation}", and nothing of a row could be set by it: leave it out.`,
    );
}

/** Root fields whose row is to be updated, and may be by nobody. */
export const findFixedRootRows = ({ types, rootRows }: Blueprint): string[] =>
  rootRows
    .filter(({ updates, table }) => updates && !types[table]?.write?.rules.update)
    .map(
      ({ field, table }) =>
        `Field "${field}" is declared to update its row, and the policy of table "${table}" grants no "update".`,
    );

/** What is wrong with the writes of all tables, and with the rows that are made beside theirs. */
export function findWriteProblems(blueprint: Blueprint, registry: TablesRelationalConfig): string[] {
  const types = Object.values(blueprint.types);
  const { trail, notices } = blueprint;
  return [
    ...types.flatMap(type => computedInRule(type, registry)),
    ...types.flatMap(type => timelessWhole(blueprint, type)),
    ...types.flatMap(type => unfollowed(blueprint, type)),
    ...types.flatMap(type => unmade(blueprint, type)),
    ...types.flatMap(type => unshown(blueprint, type)),
    ...types.flatMap(unmarked),
    ...types.flatMap(({ table, write }) =>
      write?.companion
        ? unfilledBeside(registry, valuesOf(write.companion), `The companion of table "${table}"`)
        : [],
    ),
    ...(trail ? unfilledBeside(registry, valuesOf(trail), 'The trail') : []),
    ...(notices
      ? unfilledBeside(registry, { table: notices.table, filled: noticeColumns(notices) }, 'A notice')
      : []),
  ];
}

/** A row whose time of change cannot move with its parts. */
function timelessWhole({ types }: Blueprint, { table, write }: TypeBlueprint): string[] {
  const whole = write?.partOf && types[write.partOf.target];
  if (!whole || (whole.timestamps.updated !== undefined && whole.write?.rules.update)) return [];
  return [
    `The write policy of table "${table}" makes rows part of "${write.partOf!.field}", whose table has to have a column "updatedAt" and a rule of who may update it.`,
  ];
}

/** Rows that are to be made with those that point to them, and cannot be. */
function unmade({ types }: Blueprint, { table, write }: TypeBlueprint): string[] {
  return (write?.makes ?? [])
    .filter(({ target }) => !types[target]?.write?.rules.create || types[target].write.key !== 'uuid')
    .map(
      ({ field }) =>
        `The write policy of table "${table}" makes "${field}", whose table has to grant "create" and to have a random UUID as its key.`,
    );
}

/** Secrets that nobody would ever be shown, or that anybody could read. */
function unshown({ types }: Blueprint, { table, columns, write }: TypeBlueprint): string[] {
  if (!write?.issues) return [];
  const { hash, rotates } = write.issues;
  const whose = `The write policy of table "${table}" issues secrets`;
  const makers = Object.values(types).filter(other =>
    [other.write?.owns, other.write?.ownsOne, other.write?.makes].some(made =>
      made?.some(({ target }) => target === table),
    ),
  );
  const ends = write.columns.find(({ key }) => key === rotates?.ends);
  return [
    ...(write.rules.create ? [] : [`${whose}, and grants no "create" that would show them.`]),
    ...(columns.some(({ key }) => key === hash) ? [`${whose}: their hash "${hash}" has to be hidden.`] : []),
    ...makers.map(other => `${whose}, and table "${other.table}" makes its rows, which would not show them.`),
    ...(rotates && !(write.rules.update && ends)
      ? [
          `${whose} that rotate: that takes an "update" rule, and a column "${rotates.ends}" that new rows are given.`,
        ]
      : []),
  ];
}

/** Marks that nobody could set, or that hold no point in time. */
function unmarked({ table, columns, write }: TypeBlueprint): string[] {
  return Object.entries(write?.marks ?? {}).flatMap(([mark, key]) => {
    const column = columns.find(each => each.key === key);
    const isFit = column?.sqlType.startsWith('timestamp') && column.nullable && !column.restricted;
    if (isFit && write!.rules.update) return [];
    return [
      `The write policy of table "${table}" marks rows by "${mark}", which takes an "update" rule, and a column "${key}" for a point in time that may be null.`,
    ];
  });
}

/** Columns that are to follow from what does not tell them. */
function unfollowed({ shapes }: Blueprint, { table, columns, write }: TypeBlueprint): string[] {
  return (write?.columns ?? []).flatMap(({ key, follows }) => {
    if (follows?.kind !== 'variant') return [];
    const source = columns.find(column => column.key === follows.column);
    const union = unionOf(shapes, source?.shape);
    const { labels, kind } = columns.find(column => column.key === key)!;
    const told = union?.variants.flatMap(({ values }) => values);
    const isHeld = (value: string) => kind === 'text' || labels.some(label => label.value === value);
    if (told?.every(isHeld)) return [];
    return [
      `The write policy of table "${table}" lets column "${key}" follow from "${follows.column}", which is no typed JSON whose variants have its values.`,
    ];
  });
}

/** A row that the database has not computed yet cannot be asked about what it computes. */
function computedInRule(type: TypeBlueprint, registry: TablesRelationalConfig): string[] {
  const { rules, columns: settable = [] } = type.write ?? {};
  if (!rules?.create) return [];
  const columns = columnsOf(registered(registry, type.table));
  const given = new Set(type.write!.insert.map(({ key }) => key));
  const isFilled = (key: string) => columns[key] && (isComputed(columns[key]) || !given.has(key));
  const asked = [
    [`create rule of table "${type.table}"`, rules.create] as const,
    ...settable.map(
      ({ key, rule }) => [`write rule of column "${key}" of table "${type.table}"`, rule] as const,
    ),
  ];
  return asked.flatMap(([name, rule]) => {
    const filled = rule ? [...new Set(columnsIn(type, rule))].filter(isFilled) : [];
    return filled.map(
      key =>
        `The ${name} asks for column "${key}", which PostgreSQL fills when the row is stored: ask for the columns that it is filled from.`,
    );
  });
}

/** The columns of the row itself that a rule asks for. */
function columnsIn(type: TypeBlueprint, rule: AnyRule): readonly string[] {
  const { columns = [], related, rules = [] } = ruleNames(rule);
  const relation = type.relations.find(({ field }) => field === related?.relation);
  const pairs = relation?.through?.pairs ?? relation?.pairs ?? [];
  return [...columns, ...pairs.map(({ own }) => own), ...rules.flatMap(part => columnsIn(type, part))];
}

interface RowBeside {
  readonly table: string;
  /** The keys of the columns that it is given values for. */
  readonly filled: readonly string[];
}

const valuesOf = ({
  table,
  values,
}: {
  table: string;
  values: Readonly<Record<string, unknown>>;
}): RowBeside => ({
  table,
  filled: Object.keys(values),
});

/** Columns of a row that is made beside another which neither its values nor the database fill. */
function unfilledBeside(
  registry: TablesRelationalConfig,
  { table, filled }: RowBeside,
  maker: string,
): string[] {
  if (!registry[table]) return [];
  return Object.entries(columnsOf(registered(registry, table)))
    .filter(([key, column]) => !filled.includes(key) && column.notNull && !isFilledByDatabase(column))
    .map(
      ([key]) =>
        `${maker} makes rows of table "${table}" without a value for column "${key}", which must have one: name it in "values", or give it a default in the database.`,
    );
}

const isFilledByDatabase = (column: ReturnType<typeof columnsOf>[string]): boolean =>
  column.default !== undefined ||
  column.generated !== undefined ||
  column.generatedIdentity !== undefined ||
  /Serial/.test(column.columnType);
