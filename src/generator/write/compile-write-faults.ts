/**
 * What stands against a write: rows that are not there, not allowed, changed meanwhile, or point where they may not.
 * Every check is a select of faults; a write without faults is done.
 */
import { type Blueprint, columnOf, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { ReferenceBlueprint } from '../blueprint/write-blueprint.ts';
import { arrayLiteral } from '../kinds/array-literal.ts';
import { fromTable } from '../list/join.ts';
import { knownValue } from '../list/known-value.ts';
import { compileRule, type MadeRows, readColumns, visible } from '../list/visibility.ts';
import type { AnyRule } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, join, literal, name, or, text, value } from '../sql/fragment.ts';
import { isNamed } from './compile-rows.ts';
import { column, integer, part, partColumn, partName, storedOf } from './write-parts.ts';
import type { WriteFault, WriteUnit } from './write-units.ts';

/** A select of all faults of all units. */
export function compileFaults(blueprint: Blueprint, units: readonly WriteUnit[]): Fragment {
  return join(
    units.flatMap(unit => faultsOf(blueprint, units, unit)),
    ' union all ',
  );
}

/** The rows that a unit's rows are written with, as far up as there are such, and those that they point to, where they are made. */
function madeBeside(blueprint: Blueprint, units: readonly WriteUnit[], unit: WriteUnit): MadeRows[] {
  const above = units.find(({ name }) => name === unit.parent?.unit);
  // A row that is made where there is none, rows of other units may point to as well.
  const referred = units.filter(
    ({ parent }) => parent?.isReferred && (parent.unit === unit.name || parent.pointing !== undefined),
  );
  return [
    ...(above?.operation === 'create' ? [madeRows(blueprint, above)] : []),
    ...(above ? madeBeside(blueprint, units, above) : []),
    ...referred.map(each => madeRows(blueprint, each)),
  ];
}

function madeRows(blueprint: Blueprint, made: WriteUnit): MadeRows {
  const type = typeOf(blueprint, made.table);
  const known = new Set(type.write!.insert.map(({ sqlName }) => sqlName));
  // What PostgreSQL computes is not known yet.
  const columns = readColumns(type).map(each => (known.has(each) ? name(each) : text('null')));
  return { table: type.table, rows: fragment`select ${join(columns, ', ')} from ${part(made, 'next')}` };
}

function faultsOf(blueprint: Blueprint, units: readonly WriteUnit[], unit: WriteUnit): Fragment[] {
  const made = madeBeside(blueprint, units, unit);
  const { rules } = typeOf(blueprint, unit.table).write!;
  switch (unit.operation) {
    case 'create':
      return [
        ...referenceFaults(blueprint, unit, made),
        ...jsonReferenceFaults(blueprint, unit),
        forbidden(blueprint, unit, rules.create, 'next', made),
        ...forbiddenColumns(blueprint, unit, 'next', made),
      ];
    case 'update':
      return [
        ...targetFaults(blueprint, units, unit),
        forbidden(blueprint, unit, rules.update, 'target'),
        ...(unit.rule ? [forbidden(blueprint, unit, unit.rule, 'target')] : []),
        forbidden(blueprint, unit, rules.update, 'next', made),
        ...forbiddenColumns(blueprint, unit, 'target'),
        ...forbiddenColumns(blueprint, unit, 'next', made),
        ...referenceFaults(blueprint, unit, made),
        ...jsonReferenceFaults(blueprint, unit),
      ];
    case 'delete':
      return [...targetFaults(blueprint, units, unit), forbidden(blueprint, unit, rules.delete, 'target')];
    case 'restore':
      // Who sees a deleted row may restore it: that is its rule of visibility.
      return targetFaults(blueprint, units, unit);
  }
}

interface FaultSql {
  readonly code: WriteFault['code'];
  readonly item?: Fragment;
  readonly column?: string;
  readonly reference?: Fragment;
  /** What is selected from, with its conditions: a row for each fault. */
  readonly from: Fragment;
}

function fault(unit: WriteUnit, { code, item, column: sqlName, reference, from }: FaultSql): Fragment {
  return fragment`select ${literal(unit.name)}::text as "unit", ${item ?? text('null::int')} as "item",
    ${literal(code)}::text as "code", ${sqlName === undefined ? text('null') : literal(sqlName)}::text as "column", ${reference ?? text('null::int')} as "reference" from ${from}`;
}

/** Rows that are not there for the viewer, or not as they were; and of a filter, too many of them. */
function targetFaults(blueprint: Blueprint, units: readonly WriteUnit[], unit: WriteUnit): Fragment[] {
  const type = typeOf(blueprint, unit.table);
  const target = part(unit, 'target');
  if (unit.bulk) {
    const from = fragment`(select count(*) as "n" from ${target}) "c" where "c"."n" > ${integer(unit.bulk.atMost)}`;
    return [fault(unit, { code: 'LIMIT_EXCEEDED', from })];
  }
  // What is sought and not there is made.
  if (unit.sought) return [];
  const missing = fragment`${part(unit, 'items')} "s" where not exists (select 1 from ${target} "t" where ${isNamed(type, 't', 's')})${ifFound(units, unit)}`;
  const { updated } = type.timestamps;
  return [
    fault(unit, { code: 'NOT_FOUND', item: fragment`"s"."@i"`, from: missing }),
    ...(updated === undefined
      ? []
      : [
          fault(unit, {
            code: 'CONFLICT',
            item: fragment`"t"."@i"`,
            from: fragment`${target} "t" where "t"."@if" is not null and ${bind(knownValue(blueprint, type, columnOf(type, updated)), 't')} is distinct from "t"."@if"`,
          }),
        ]),
  ];
}

/** Of rows that belong to one that is sought, nothing is asked where that is not there. */
function ifFound(units: readonly WriteUnit[], unit: WriteUnit): Fragment {
  const parent = units.find(({ name: above }) => above === unit.parent?.unit);
  if (!parent) return [];
  return parent.sought
    ? fragment` and exists (select 1 from ${part(parent, 'target')})`
    : ifFound(units, parent);
}

/** Rows for which the rule does not hold; without a rule, all. */
function forbidden(
  blueprint: Blueprint,
  unit: WriteUnit,
  rule: AnyRule | undefined,
  named: 'target' | 'next',
  made: readonly MadeRows[] = [],
): Fragment {
  return fault(unit, {
    code: 'FORBIDDEN',
    item: partColumn(unit, named, '@i'),
    from: fragment`${part(unit, named)} where ${isBarred(blueprint, unit, rule, named, made)}`,
  });
}

/** Columns that were given in rows for which their own rules do not hold. */
function forbiddenColumns(
  blueprint: Blueprint,
  unit: WriteUnit,
  named: 'target' | 'next',
  made: readonly MadeRows[] = [],
): Fragment[] {
  return typeOf(blueprint, unit.table).write!.columns.flatMap(({ sqlName, rule }) => {
    if (!rule) return [];
    const items = unit.items.flatMap(({ given }, i) => (given.includes(sqlName) ? [String(i)] : []));
    const item = partColumn(unit, named, '@i');
    // Asked whether or not anybody sets it: there is one statement whatever is set.
    const isGiven = fragment`${item} = any(${value(arrayLiteral(items))}::text::int[])`;
    const from = fragment`${part(unit, named)} where ${isGiven} and ${isBarred(blueprint, unit, rule, named, made)}`;
    return [fault(unit, { code: 'FORBIDDEN', item, column: sqlName, from })];
  });
}

/** A rule does not hold for a row; without a rule, for none. */
function isBarred(
  blueprint: Blueprint,
  unit: WriteUnit,
  rule: AnyRule | undefined,
  named: 'target' | 'next',
  made: readonly MadeRows[],
): Fragment {
  const type = typeOf(blueprint, unit.table);
  const condition = rule
    ? (compileRule(blueprint, type, rule, 'joined', made) ?? text('true'))
    : text('false');
  return fragment`(${bind(condition, partName(unit, named))}) is not true`;
}

/** References that were set and lead to no row that is visible and of the same tenant. */
function referenceFaults(blueprint: Blueprint, unit: WriteUnit, made: readonly MadeRows[]): Fragment[] {
  const type = typeOf(blueprint, unit.table);
  const linked = new Set((unit.parent?.link ?? []).map(({ child }) => child));
  const next = (sqlName: string) => partColumn(unit, 'next', sqlName);
  const isSet = (sqlName: string) => fragment`${next('@values')} ? ${literal(sqlName)}`;
  const single = type
    .write!.columns.filter(({ sqlName, reference }) => reference && !linked.has(sqlName))
    .map(({ sqlName, reference }) => {
      const from = fragment`${part(unit, 'next')} where ${isSet(sqlName)}
        and ${next(sqlName)} is not null and not exists (${pointedTo(blueprint, unit, type, reference!, made)})`;
      return fault(unit, { code: 'NOT_FOUND', item: next('@i'), column: sqlName, from });
    });
  const tied = type.write!.ties.map(tie => {
    const own = tie.pairs.map(pair => sqlNameOf(type, pair.own));
    const there = and(...own.map(sqlName => fragment`${next(sqlName)} is not null`))!;
    const from = fragment`${part(unit, 'next')} where ${or(...own.map(isSet))!}
        and ${there} and not exists (${pointedTo(blueprint, unit, type, tie, made)})`;
    return fault(unit, { code: 'NOT_FOUND', item: next('@i'), column: sqlNameOf(type, tie.column), from });
  });
  return [...single, ...tied, ...pointingFaults(unit)];
}

/** Columns that are to point to rows by unique keys, of which there are none. */
function pointingFaults(unit: WriteUnit): Fragment[] {
  const needed = unit.items.flatMap(({ points = [] }, i) =>
    points.filter(({ orElse }) => orElse === undefined).map(each => ({ ...each, i })),
  );
  return [...new Set(needed.map(each => each.column))].sort().map(sqlName => {
    const items = needed.filter(each => each.column === sqlName).map(({ i }) => String(i));
    const [item, pointing] = [partColumn(unit, 'next', '@i'), partColumn(unit, 'next', sqlName)];
    const from = fragment`${part(unit, 'next')} where ${item} = any(${value(arrayLiteral(items))}::text::int[]) and ${pointing} is null`;
    return fault(unit, { code: 'NOT_FOUND', item, column: sqlName, from });
  });
}

/** The row that a foreign key points to, where the viewer sees it. */
function pointedTo(
  blueprint: Blueprint,
  unit: WriteUnit,
  type: TypeBlueprint,
  reference: ReferenceBlueprint,
  made: readonly MadeRows[],
): Fragment {
  const target = typeOf(blueprint, reference.target);
  const equal = reference.pairs.map(
    pair =>
      fragment`${column('r', sqlNameOf(target, pair.target))} = ${partColumn(unit, 'next', sqlNameOf(type, pair.own))}`,
  );
  const stored = fragment`select 1 from ${fromTable(target, 'r')} where ${and(...equal, bind(visible(blueprint, target), 'r'))!}`;
  // Whether a row that is made may be, its own rules say.
  const own = made
    .filter(({ table }) => table === reference.target)
    .map(({ rows }) => fragment` union all select 1 from (${rows}) "r" where ${and(...equal)!}`);
  return [stored, ...own].flat();
}

/** References inside typed JSON that lead to no row that is visible and of the same tenant; one parameter for each table. */
function jsonReferenceFaults(blueprint: Blueprint, unit: WriteUnit): Fragment[] {
  const type = typeOf(blueprint, unit.table);
  const all = unit.items.flatMap(({ references }, item) =>
    references.map(({ target, id }, reference) => ({ target, item, reference, id })),
  );
  return [...new Set(all.map(({ target }) => target))].sort().map(table => {
    const target = typeOf(blueprint, table);
    const given = JSON.stringify(all.filter(each => each.target === table));
    const id = fragment`"x"."id"::${text(storedOf(target, target.key[0]!).sqlType)}`;
    const isThere = and(
      fragment`${column('r', sqlNameOf(target, target.key[0]!))} = ${id}`,
      type.tenant !== undefined && target.tenant !== undefined
        ? fragment`${column('r', sqlNameOf(target, target.tenant))} = ${column('n', sqlNameOf(type, type.tenant))}`
        : undefined,
      bind(visible(blueprint, target), 'r'),
    )!;
    const from = fragment`${part(unit, 'next')} "n"
      join jsonb_to_recordset(${value(given)}::text::jsonb) as "x" ("item" int, "reference" int, "id" text) on "x"."item" = "n"."@i"
      where not exists (select 1 from ${fromTable(target, 'r')} where ${isThere})`;
    return fault(unit, {
      code: 'NOT_FOUND',
      item: fragment`"n"."@i"`,
      reference: fragment`"x"."reference"`,
      from,
    });
  });
}
