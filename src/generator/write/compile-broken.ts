/**
 * Which rows of a write would break constraints of their table: all of them, where PostgreSQL itself stops at the first.
 * For telling only: whether a row may be written, PostgreSQL says, which also knows what triggers make of it.
 */
import {
  type Blueprint,
  type StoredColumn,
  sqlNameOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import type { ConstraintBlueprint, ConstraintTest } from '../blueprint/write-blueprint.ts';
import { fromTable } from '../list/join.ts';
import { readColumns } from '../list/visibility.ts';
import {
  and,
  bind,
  type Fragment,
  fragment,
  join,
  literal,
  name,
  namesWord,
  or,
  text,
} from '../sql/fragment.ts';
import { column, part, partName, sameKey } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

type UniqueTest = Extract<ConstraintTest, { kind: 'unique' }>;

/** A select of `unit`, `item` and the name of the `constraint` that the item's row would break. */
export function compileBroken(blueprint: Blueprint, units: readonly WriteUnit[]): Fragment {
  const tests = units.flatMap(unit => {
    if (unit.operation !== 'create' && unit.operation !== 'update') return [];
    const type = typeOf(blueprint, unit.table);
    return type.constraints.flatMap(constraint => testsOf(blueprint, units, unit, constraint));
  });
  return tests.length > 0
    ? join(tests, ' union all ')
    : fragment`select null::text as "unit", null::int as "item", null::text as "constraint" where false`;
}

function testsOf(
  blueprint: Blueprint,
  units: readonly WriteUnit[],
  unit: WriteUnit,
  { name: constraint, test }: ConstraintBlueprint,
): Fragment[] {
  const type = typeOf(blueprint, unit.table);
  const columns = test && testedColumns(type, test);
  if (!test || !columns || !isKnown(type, columns)) return [];
  const told = fragment`select ${literal(unit.name)}::text as "unit", "n"."@i" as "item", ${literal(constraint)}::text as "constraint"`;
  if (test.kind === 'check') {
    const next = partName(unit, 'next');
    return [
      fragment`${told} from (select "@i" from ${name(next)} where (${bind(test.condition, next)}) is false) "n"`,
    ];
  }
  const own = type.write!.columns.filter(({ sqlName }) => columns.some(each => each.sqlName === sqlName));
  if (own.length === 0) return [];
  const isGiven = or(...own.map(({ sqlName }) => fragment`"n"."@values" ? ${literal(sqlName)}`))!;
  const taken = or(
    fragment`exists (select 1 from (${storedKeys(type, test)}) "r" where ${areEqual(test, 'r')} and ${untouched(units, type)})`,
    ...units.flatMap((other, i) => alike(units, unit, other, i, test)),
  )!;
  return [fragment`${told} from (${newKeys(unit, test)}) "n" where ${and(isGiven, areThere(test), taken)!}`];
}

/** The columns that a test asks for. */
export const testedColumns = (type: TypeBlueprint, test: ConstraintTest): readonly StoredColumn[] => {
  const asked =
    test.kind === 'check' ? [test.condition] : [...test.parts, ...(test.where ? [test.where] : [])];
  return type.stored.filter(({ sqlName }) => asked.some(each => namesWord(each, sqlName)));
};

/** Whether all of them are known before the row is written. */
function isKnown(type: TypeBlueprint, columns: readonly StoredColumn[]): boolean {
  const known = new Set(type.write!.insert.map(({ sqlName }) => sqlName));
  const readable = new Set(readColumns(type));
  return columns.every(({ sqlName }) => known.has(sqlName) && readable.has(sqlName));
}

const keyPart = (i: number): Fragment => name(`@k${i}`);

const keyParts = ({ parts }: UniqueTest, alias: string): Fragment =>
  join(
    parts.map((each, i) => fragment`${bind(each, alias)} as ${keyPart(i)}`),
    ', ',
  );

const meant = ({ where }: UniqueTest, alias: string): Fragment => (where ? bind(where, alias) : text('true'));

/** What the rows of a unit would have, numbered in the order in which they are written. */
function newKeys(unit: WriteUnit, test: UniqueTest): Fragment {
  const next = partName(unit, 'next');
  return fragment`select "@i", "@values", row_number() over (order by "@i") as "@n", ${keyParts(test, next)}
    from ${name(next)} where ${meant(test, next)}`;
}

/** What the rows of the table have, with the keys by which they are told apart. */
function storedKeys(type: TypeBlueprint, test: UniqueTest): Fragment {
  const keys = type.key.map(key => column('@t', sqlNameOf(type, key)));
  return fragment`select ${join(keys, ', ')}, ${keyParts(test, '@t')} from ${fromTable(type, '@t')} where ${meant(test, '@t')}`;
}

const areEqual = ({ parts, nullsAreEqual }: UniqueTest, alias: string): Fragment =>
  and(
    ...parts.map((_, i) => {
      const operator = text(nullsAreEqual ? 'is not distinct from' : '=');
      return fragment`${name(alias)}.${keyPart(i)} ${operator} "n".${keyPart(i)}`;
    }),
  )!;

const areThere = ({ parts, nullsAreEqual }: UniqueTest): Fragment | undefined =>
  nullsAreEqual ? undefined : and(...parts.map((_, i) => fragment`"n".${keyPart(i)} is not null`));

/** The row `r` stays as it is. */
const untouched = (units: readonly WriteUnit[], type: TypeBlueprint): Fragment =>
  and(
    text('true'),
    ...units
      .filter(({ table, operation }) => table === type.table && operation !== 'create')
      .map(
        touched =>
          fragment`not exists (select 1 from ${part(touched, 'target')} "t" where ${sameKey(type, 't', 'r')})`,
      ),
  )!;

/** A row that is written before it has the same. */
function alike(
  units: readonly WriteUnit[],
  unit: WriteUnit,
  other: WriteUnit,
  position: number,
  test: UniqueTest,
): Fragment[] {
  const own = units.indexOf(unit);
  const isWritten = other.operation === 'create' || other.operation === 'update';
  if (other.table !== unit.table || !isWritten || position > own) return [];
  const isBefore = position === own ? text('"o"."@n" < "n"."@n"') : undefined;
  return [
    fragment`exists (select 1 from (${newKeys(other, test)}) "o" where ${and(areEqual(test, 'o'), isBefore)!})`,
  ];
}
