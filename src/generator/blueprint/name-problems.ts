/**
 * Names that GraphQL does not allow, and names that two things would have to share.
 * Every name of the schema is claimed here by what it is for, so that a collision has words of its own.
 */
import type { NamedShape } from '../shapes/shape-blueprint.ts';
import type { Blueprint, TypeBlueprint } from './blueprint.ts';
import {
  abilitiesField,
  type Claim,
  connectName,
  lookupKeyName,
  lookupName,
  namesOf,
  shapeInputName,
  sharedAbilitiesName,
} from './names.ts';
import { searchableTypes, searchTypeNames } from './searchable.ts';
import { ownUpdateClaims, writeClaims } from './write-names.ts';

const itself = 'the API itself';

/** Type names that the API uses for itself. */
const reservedTypes = [
  'Query',
  'Mutation',
  'Subscription',
  'Node',
  'PageInfo',
  'OrderDirection',
  'DeletedRows',
  'JSONPathFilter',
  'JSONValueAt',
  'TimeBucket',
  'TimeUnit',
  'UserError',
  'ErrorCode',
  'ClientKey',
  sharedAbilitiesName,
];

/** Scalars that are there whether or not a column has values of them. */
const scalars = ['ID', 'String', 'Int', 'Float', 'Boolean', 'DateTime', 'JSON', 'UUID'];

/** Owners that stand for many things of one name and one meaning. */
const shared = ['a scalar', 'a filter'];

/** What is wrong with the names of a Blueprint. */
export function findNameProblems(blueprint: Blueprint): string[] {
  const types = Object.values(blueprint.types);
  const hollow = Object.values(blueprint.shapes)
    .filter(shape => membersOf(shape).length === 0)
    .map(shape => `The shape "${shape.name}" has no members that GraphQL could show.`);
  return [
    ...findCollisions([
      ...typeClaims(blueprint),
      ...rootClaims(blueprint),
      ...types.flatMap(memberClaims),
      ...valueClaims(blueprint),
    ]),
    ...types.flatMap(malformedNames),
    ...malformedEnums(blueprint),
    ...hollow,
  ];
}

function findCollisions(claims: readonly Claim[]): string[] {
  const owners = new Map<string, Set<string>>();
  const repeated = new Set<string>();
  for (const [kind, name, owner] of claims) {
    const key = `${kind} "${name}"`;
    const known = owners.get(key) ?? new Set();
    if (known.has(owner) && !shared.includes(owner)) repeated.add(`${key} is claimed twice by ${owner}`);
    owners.set(key, known.add(owner));
  }
  return [
    ...[...owners]
      .filter(([, claimants]) => claimants.size > 1)
      .map(
        ([key, claimants]) =>
          `The ${key} is claimed by ${[...claimants].join(' and by ')}: rename one of them.`,
      ),
    ...[...repeated].map(text => `The ${text}.`),
  ];
}

function typeClaims(blueprint: Blueprint): Claim[] {
  const { types, shapes, enums } = blueprint;
  const columns = Object.values(types).flatMap(type => type.columns);
  const used = new Set(columns.filter(c => c.kind !== 'enum' && !c.shape).map(c => c.typeName));
  return [
    ...reservedTypes.map((name): Claim => ['type', name, itself]),
    ...Object.values(searchTypeNames).flatMap((name): Claim[] =>
      searchableTypes({ types }).length > 0 ? [['type', name, itself]] : [],
    ),
    ...[...new Set([...scalars, ...used])].map((name): Claim => ['type', name, 'a scalar']),
    ...[...new Set(columns.map(c => c.filterName))].map((name): Claim => ['type', name, 'a filter']),
    ...Object.values(shapes).flatMap(shape =>
      [
        shape.name,
        ...(shape.kind === 'object' || shape.kind === 'union' ? [shapeInputName(shape.name)] : []),
      ].map((name): Claim => ['type', name, `shape "${shape.name}"`]),
    ),
    ...enums.map(({ name, sqlName }): Claim => ['type', name, `enum ${sqlName}`]),
    ...Object.values(types).flatMap(type =>
      namesOf(type.name).map((name): Claim => ['type', name, `table "${type.table}"`]),
    ),
    ...(blueprint.abilities ? [['type', blueprint.abilities.typeName, itself] satisfies Claim] : []),
    ...Object.values(types).flatMap(type => [...lookupClaims(type), ...abilityClaims(type)]),
    ...Object.values(types).flatMap(type => writeClaims(blueprint, type)),
  ];
}

function lookupClaims({ name, table, uniqueKeys }: TypeBlueprint): Claim[] {
  if (uniqueKeys.length === 0) return [];
  const several = uniqueKeys.filter(({ columns }) => columns.length > 1);
  const names = [lookupName(name), connectName(name), ...several.map(key => lookupKeyName(name, key.name))];
  return names.map((claimed): Claim => ['type', claimed, `table "${table}"`]);
}

/** The type of its own that tells what may be done with its rows. */
const abilityClaims = ({ abilities, table }: TypeBlueprint): Claim[] =>
  abilities && abilities.typeName !== sharedAbilitiesName
    ? [['type', abilities.typeName, `table "${table}"`]]
    : [];

function rootClaims({ types, rootRows, abilities }: Blueprint): Claim[] {
  return [
    ...(abilities ? [['root field', abilitiesField, 'what the viewer may do'] satisfies Claim] : []),
    ...['node', 'nodes', ...(searchableTypes({ types }).length > 0 ? ['search'] : [])].map(
      (name): Claim => ['root field', name, itself],
    ),
    ...rootRows.map(({ field }): Claim => ['root field', field, `field "${field}"`]),
    ...rootRows.filter(({ updates }) => updates).flatMap(({ field }) => ownUpdateClaims(field)),
    ...Object.values(types).flatMap(({ table, single, plural }) =>
      [single, plural].map((name): Claim => ['root field', name, `table "${table}"`]),
    ),
  ];
}

/** The fields of a type, and the members of its filter. */
function memberClaims(type: TypeBlueprint): Claim[] {
  const { name, table } = type;
  const both = [
    ...type.columns.map(({ field, key }) => [field, `column "${table}.${key}"`] as const),
    ...type.relations.map(({ field }) => [field, `relation "${table}.${field}"`] as const),
  ];
  return [
    [`field of ${name}`, 'id', 'the global id'],
    ...(type.abilities
      ? [[`field of ${name}`, abilitiesField, 'what the viewer may do'] satisfies Claim]
      : []),
    ...both.map(([field, owner]): Claim => [`field of ${name}`, field, owner]),
    ...[...type.computed, ...type.resolved].map(
      ({ field }): Claim => [`field of ${name}`, field, `field "${name}.${field}"`],
    ),
    ...['AND', 'OR', 'NOT'].map((member): Claim => [`filter of ${name}`, member, itself]),
    ...both.map(([field, owner]): Claim => [`filter of ${name}`, field, owner]),
    ...type.filters.map(
      (filter): Claim => [`filter of ${name}`, filter.name, `filter "${name}.${filter.name}"`],
    ),
  ];
}

function valueClaims({ enums, shapes }: Blueprint): Claim[] {
  return [
    ...enums.flatMap(({ sqlName, values }) =>
      values.map(({ name, value }): Claim => [`value of enum ${sqlName}`, name, `label "${value}"`]),
    ),
    ...Object.values(shapes).flatMap(shape =>
      membersOf(shape).map((name): Claim => [`member of shape ${shape.name}`, name, `shape "${shape.name}"`]),
    ),
  ];
}

const notAllowed = 'which GraphQL does not allow: give it another in its words.';

/** Why a name cannot be one of the schema, and what to do; undefined where it can. */
function faultOf(name: string): string | undefined {
  if (!/^(?!__)[_A-Za-z][_0-9A-Za-z]*$/.test(name)) return notAllowed;
  // Inputs are objects of JavaScript, which have such members without being given them.
  return name in Object.prototype
    ? 'which JavaScript keeps for itself: give it another in its words.'
    : undefined;
}

function malformedNames({ table, name, single, plural, columns, relations }: TypeBlueprint): string[] {
  return [name, single, plural, ...columns.map(c => c.field), ...relations.map(r => r.field)].flatMap(
    each => {
      const fault = faultOf(each);
      return fault ? [`Table "${table}" would need the name "${each}", ${fault}`] : [];
    },
  );
}

function malformedEnums({ enums }: Blueprint): string[] {
  return enums.flatMap(({ sqlName, name, values }) => [
    ...(faultOf(name) ? [`Enum ${sqlName} would need the name "${name}", ${faultOf(name)}`] : []),
    ...values.flatMap(value => {
      const isWord = ['true', 'false', 'null'].includes(value.name);
      const fault = isWord ? notAllowed : faultOf(value.name);
      return fault
        ? [`Label "${value.value}" of enum ${sqlName} would need the name "${value.name}", ${fault}`]
        : [];
    }),
  ]);
}

/** The GraphQL names inside a shape. */
function membersOf(shape: NamedShape): string[] {
  switch (shape.kind) {
    case 'object':
      return shape.members.flatMap(({ field, apart }) => (apart === undefined ? [field] : [field, apart]));
    case 'union':
      return shape.variants.map(variant => variant.field);
    case 'enum':
      return shape.values.map(value => value.name);
    case 'scalar':
      return [...shape.primitives];
  }
}
