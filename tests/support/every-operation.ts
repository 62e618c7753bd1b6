/**
 * Everything that can be asked of a Blueprint, one of each: all operators, orders, pages, relations and writes.
 * Made from the Blueprint alone, so that what is added to it is asked for without a change here.
 */
import {
  type Blueprint,
  type ColumnBlueprint,
  type RelationBlueprint,
  sqlNameOf,
  type TypeBlueprint,
  typeOf,
} from '../../src/generator/blueprint/blueprint.ts';
import { pathOperators } from '../../src/generator/kinds/json-path.ts';
import { operatorsOf, type ValueKind } from '../../src/generator/kinds/kinds.ts';
import type { Operator } from '../../src/generator/kinds/operator.ts';
import { type Aggregate, aggregatesOf, rowCount } from '../../src/generator/list/aggregates.ts';
import { encodeCursor } from '../../src/generator/list/cursor.ts';
import { groupedBy } from '../../src/generator/list/group-keys.ts';
import type { ListArguments, ListSource } from '../../src/generator/list/list-spec.ts';
import { type OrderBy, orderDirections, parseOrdering } from '../../src/generator/list/ordering.ts';
import type { Where } from '../../src/generator/list/parse-where.ts';
import { parseSearch } from '../../src/generator/list/search.ts';
import type { DeletedRows } from '../../src/generator/list/visibility.ts';
import type { WriteItem, WriteUnit } from '../../src/generator/write/write-units.ts';
import { uuidOf } from './fixture.ts';

export const deletionModes: readonly DeletedRows[] = ['EXCLUDE', 'INCLUDE', 'ONLY'];

type Valued = Pick<ColumnBlueprint, 'kind' | 'list' | 'labels'>;

/** A value of each kind, as the scalar gives it from a client, and as PostgreSQL writes it in a cursor. */
const samples: Readonly<Record<Exclude<ValueKind, 'enum'>, readonly [given: unknown, written: string]>> = {
  uuid: [uuidOf('sample'), uuidOf('sample')],
  text: [`it's "so" \\ 50%`, `it's "so" \\ 50%`],
  boolean: [true, 'true'],
  integer: [-7, '-7'],
  bigint: [2n ** 60n, String(2n ** 60n)],
  float: [1.5, '1.5'],
  decimal: ['12.50', '12.50'],
  instant: ['2026-01-02T03:04:05.006Z', '2026-01-02 03:04:05.006+00'],
  date: ['2026-01-02', '2026-01-02'],
  time: ['03:04:05', '03:04:05'],
  offsetTime: ['03:04:05+02', '03:04:05+02'],
  interval: ['3 days 04:05:06', '3 days 04:05:06'],
  json: [{ a: [1, 'x', null] }, ''],
  bytes: ['aGk=', '\\x6869'],
  bits: ['0101', '0101'],
  address: ['10.0.0.1', '10.0.0.1/32'],
  network: ['10.0.0.0/8', '10.0.0.0/8'],
  device: ['08:00:2b:01:02:03', '08:00:2b:01:02:03'],
  point: ['(1,2)', ''],
  line: ['{1,2,3}', ''],
  vector: ['[1,2]', ''],
  geometry: ['POINT(1 2)', ''],
  opaque: ['x', ''],
};

const sampleOf = ({ kind, labels }: Omit<Valued, 'list'>): readonly [given: unknown, written: string] =>
  kind === 'enum' ? [labels[0]!.value, labels[0]!.value] : samples[kind];

const conditionsAtPaths = pathOperators.map(({ name, type, list }) => {
  const value = { JSON: 'x', String: 'x%', Boolean: true }[type];
  return { path: ['a', '0'], [name]: list ? [value, 'y'] : value };
});

/** An operand for an operator. */
function operandFor(operator: Operator, valued: Omit<Valued, 'list'>): unknown {
  const [given] = sampleOf(valued);
  switch (operator.operand) {
    case 'value':
    case 'element':
      return given;
    case 'values':
      return [given, given];
    case 'flag':
      return true;
    case 'text':
    case 'pattern':
      return 'a_b%';
    case 'json':
      return samples.json[0];
    case 'paths':
      return conditionsAtPaths;
  }
}

/** A filter with every operator of a kind of values. */
const everyOperator = (valued: Valued): Where =>
  Object.fromEntries(
    operatorsOf(valued.kind, valued.list).map(operator => [operator.name, operandFor(operator, valued)]),
  );

/** Filters on the type's own columns and declared lists of values, each with every operator. */
export function filtersOf(type: TypeBlueprint): Where {
  const declared = type.filters.flatMap(({ name, values }) =>
    values ? [[name, everyOperator({ kind: values.kind, list: true, labels: [] })] as const] : [],
  );
  return Object.fromEntries([
    ...type.columns.map(column => [column.field, everyOperator(column)] as const),
    ...declared,
  ]);
}

/** A filter with every operator on every column, through every relation and quantifier, and every combination. */
function everyFilter(blueprint: Blueprint, type: TypeBlueprint): Where {
  const own = filtersOf(type);
  const relations = type.relations.map(({ field, many, target }) => {
    const of = filtersOf(typeOf(blueprint, target));
    const told = valuesOf(typeOf(blueprint, target), everyOperator, { countDistinct: false });
    return [field, many ? { some: of, every: of, none: {}, ...told } : of] as const;
  });
  return {
    ...own,
    ...Object.fromEntries(relations),
    AND: [own],
    OR: Object.entries(own).map(([name, filter]) => ({ [name]: filter })),
    NOT: { ...own, uuid: { isNull: false } },
  };
}

/** Something for each value that is told of rows together, by the members that ask for it. */
function valuesOf(
  type: TypeBlueprint,
  given: (of: Valued) => unknown,
  { countDistinct }: { readonly countDistinct: boolean },
): Readonly<Record<string, unknown>> {
  const of = ({ kind, meaning }: Aggregate) => given({ kind, list: false, labels: meaning.labels });
  const functions = [...aggregatesOf(type)].filter(([name]) => countDistinct || name !== 'countDistinct');
  return {
    count: of(rowCount),
    ...Object.fromEntries(
      functions.map(([name, aggregates]) => [
        name,
        Object.fromEntries(aggregates.map(each => [each.column!.field, of(each)])),
      ]),
    ),
  };
}

/** Every order by one value about the rows of a relation. */
function orderedByRows(blueprint: Blueprint, { field, target }: RelationBlueprint): readonly OrderBy[] {
  const { count, ...functions } = valuesOf(typeOf(blueprint, target), () => 'DESC', { countDistinct: true });
  const columns = Object.entries(functions).flatMap(([name, members]) =>
    Object.keys(Object(members)).map(column => ({ [name]: { [column]: 'ASC_NULLS_FIRST' } })),
  );
  return [{ count }, ...columns].map(value => ({ [field]: value }));
}

/** Every order by one key: of the type, in every direction, of the rows that its relations lead to, and of values about them. */
function everyOrder(blueprint: Blueprint, type: TypeBlueprint): readonly (readonly OrderBy[])[] {
  const orderable = (of: TypeBlueprint) => of.columns.filter(column => column.orderable);
  return [
    [],
    ...orderable(type).flatMap(({ field }) => orderDirections.map(direction => [{ [field]: direction }])),
    ...type.relations
      .filter(({ many }) => !many)
      .flatMap(({ field, target }) =>
        orderable(typeOf(blueprint, target)).map(column => [{ [field]: { [column.field]: 'DESC' } }]),
      ),
    ...type.relations
      .filter(({ many }) => many)
      .flatMap(relation => orderedByRows(blueprint, relation).map(key => [key])),
  ];
}

/** A cursor of an ordering; where `empty`, with null for every key that can be. */
export function cursorOf(
  blueprint: Blueprint,
  table: string,
  orderBy: readonly OrderBy[],
  empty = false,
  search?: string,
): string {
  const keys = parseOrdering(blueprint, table, orderBy, parseSearch(search));
  const ordering = `${table}: ${keys.map(({ label }) => label).join(', ')}`;
  return encodeCursor(
    ordering,
    keys.map(({ kind, meaning, nullable }) =>
      empty && nullable ? null : sampleOf({ kind, labels: meaning.labels })[1],
    ),
  );
}

export interface ListCase {
  readonly source: ListSource;
  readonly args: ListArguments;
}

/** Lists of a type: every filter, every order with pages in both directions, each column that tells rows apart, every relation in every mode of deletion. */
export function everyList(blueprint: Blueprint, type: TypeBlueprint): readonly ListCase[] {
  const source = { kind: 'table', table: type.table } as const;
  const pages = everyOrder(blueprint, type).flatMap((orderBy): ListArguments[] => {
    const [whole, empty] = [false, true].map(each => cursorOf(blueprint, type.table, orderBy, each));
    return [
      { orderBy, first: 2, after: whole! },
      { orderBy, last: 2, before: empty!, after: whole! },
    ];
  });
  return [
    ...[{ where: everyFilter(blueprint, type) }, ...pages].map(args => ({ source, args })),
    ...type.columns
      .filter(column => groupedBy(column) === 'value')
      .map(({ field }) => ({ source, args: { distinctOn: [{ [field]: true }], first: 2 } })),
    ...(type.search ? ['grow', 'growth ', 'two words'] : []).flatMap(search => [
      { source, args: { search } },
      { source, args: { search, after: cursorOf(blueprint, type.table, [], false, search) } },
    ]),
    ...deletionModes.flatMap(deleted => [
      { source, args: { deleted } },
      ...type.relations
        .filter(({ many }) => many)
        .map(({ field }) => ({
          source: { kind: 'relation', table: type.table, field } as const,
          args: { deleted },
        })),
    ]),
  ];
}

export interface WriteCase {
  readonly name: string;
  readonly units: readonly WriteUnit[];
}

/** The writes that a type's rules grant: of one row with those it owns, and of many by a filter. */
export function everyWrite(blueprint: Blueprint, type: TypeBlueprint): readonly WriteCase[] {
  if (!type.write) return [];
  const { rules, restore, owns, makes } = type.write;
  const named = (operation: WriteUnit['operation'], units: Omit<WriteUnit, 'operation'>[]): WriteCase => ({
    name: `${operation}${type.name}`,
    units: units.map(unit => ({ operation, ...unit })),
  });
  const main = (operation: WriteUnit['operation']): Omit<WriteUnit, 'operation'> => ({
    name: 'u0',
    table: type.table,
    items: [itemFor(type, operation, ['input'])],
  });
  const children = (operations: readonly ('create' | 'update' | 'delete')[]): WriteUnit[] =>
    owns
      .flatMap(owned => operations.map(operation => ({ owned, operation })))
      .filter(({ owned, operation }) => typeOf(blueprint, owned.target).write?.rules[operation])
      .map(({ owned, operation }, i) => {
        const child = typeOf(blueprint, owned.target);
        return {
          name: `u${i + 1}`,
          table: child.table,
          operation,
          items: [{ ...itemFor(child, operation, ['input', owned.field, operation, 0]), parentItem: 0 }],
          parent: {
            unit: 'u0',
            isReferred: false,
            link: owned.link.map(pair => ({
              child: sqlNameOf(child, pair.child),
              parent: sqlNameOf(type, pair.parent),
            })),
          },
        };
      });
  /** The rows that a new one points to, made with it. */
  const referred = (): WriteUnit[] =>
    makes.map(({ field, target, link }, i) => {
      const made = typeOf(blueprint, target);
      return {
        name: `u${i + 1}`,
        table: target,
        operation: 'create',
        items: [{ ...itemFor(made, 'create', ['input', field, 'create']), parentItem: 0 }],
        parent: {
          unit: 'u0',
          isReferred: true,
          link: link.map(pair => ({
            child: sqlNameOf(made, pair.child),
            parent: sqlNameOf(type, pair.parent),
          })),
        },
      };
    });
  const bulk = (operation: 'update' | 'delete'): WriteCase => ({
    name: `${operation} ${type.plural} by a filter`,
    units: [
      {
        name: 'u0',
        table: type.table,
        operation,
        items: [{ ...itemFor(type, operation, ['input']), key: [] }],
        bulk: {
          condition: {
            kind: 'column',
            column: type.key[0]!,
            operator: 'in',
            operand: `{"${uuidOf('sample')}"}`,
          },
          atMost: 10,
        },
      },
    ],
  });
  return [
    ...(rules.create ? [named('create', [main('create'), ...children(['create'])])] : []),
    ...(rules.create && makes.length > 0
      ? [
          {
            name: `create${type.name} with new rows`,
            units: [...named('create', [main('create')]).units, ...referred()],
          },
        ]
      : []),
    ...(rules.update
      ? [named('update', [main('update'), ...children(['delete', 'update', 'create'])]), bulk('update')]
      : []),
    ...(rules.delete ? [named('delete', [main('delete')]), bulk('delete')] : []),
    ...(restore ? [named('restore', [main('restore')])] : []),
  ];
}

/** A row of a unit, with a value for every column that the operation sets. */
function itemFor(type: TypeBlueprint, operation: WriteUnit['operation'], path: WriteItem['path']): WriteItem {
  const key = type.key.map(column => uuidOf(`${type.table} ${column}`));
  const columns = type.write!.columns.filter(
    ({ fixed }) => operation === 'create' || (operation === 'update' && !fixed),
  );
  const values = columns.map(({ key: name, sqlName }) => {
    const column = type.columns.find(candidate => candidate.key === name)!;
    const [given, written] = sampleOf(column);
    const value = column.kind === 'json' ? given : written;
    return [sqlName, column.list ? [value] : value];
  });
  const named = operation === 'create' ? type.key.map((column, i) => [sqlNameOf(type, column), key[i]]) : [];
  return {
    key,
    values: Object.fromEntries([...values, ...named]),
    given: values.map(([sqlName]) => String(sqlName)),
    references: [],
    ...(operation === 'create' ? {} : { ifUpdatedAt: '2026-01-02T03:04:05.006Z' }),
    path,
  };
}
