/**
 * The names that the mutations of a table bring with them: of mutations, inputs, payloads, and members of these.
 * Names only; what they are the names of is made elsewhere.
 */
import type { Blueprint, RelationBlueprint, TypeBlueprint } from './blueprint.ts';
import { connectable } from './connectable.ts';
import { isReverted } from './histories.ts';
import { type Claim, pluralName, rowEdgeName, rowEdgesName, upperFirst } from './names.ts';
import { upsertKeys } from './unique-keys.ts';

/** The input of rows that belong to another. */
export const ownedInputName = (operation: string, type: string, field: string) =>
  `${upperFirst(operation)}${type}${upperFirst(field)}Input`;

/** The members of an upsert under which rows stand that belong to its row, by what becomes of that. */
export const [whenCreated, whenUpdated] = ['whenCreated', 'whenUpdated'] as const;

/** The input of what a row points to, and the enum of the keys that tell it. */
export const referredInputName = (type: string, field: string) => `${type}${upperFirst(field)}Input`;
export const referredKeyName = (type: string, field: string) => `${type}${upperFirst(field)}UniqueKey`;

/** Whether rows are written with the one that they belong to, and by no mutations of their own: another table owns one of them. */
export const isPartOnly = ({ types }: Pick<Blueprint, 'types'>, { table }: TypeBlueprint): boolean =>
  Object.values(types).some(({ write }) => write?.ownsOne.some(({ target }) => target === table));

/** The mutation of a row that a root field gives, which need not be named. */
export const ownUpdateName = (field: string) => `update${upperFirst(field)}`;

export const ownUpdateClaims = (field: string): Claim[] => [
  ['mutation', ownUpdateName(field), `field "${field}"`],
  ['type', `${upperFirst(ownUpdateName(field))}Input`, `field "${field}"`],
];

/** The member of every input by which a write is done once. */
export const onceMember = 'idempotencyKey';

/** The member of inputs that says for how long the old one goes on beside a new one. */
export const overlapMember = 'overlapSeconds';

/** The members of payloads with the secrets of new rows. */
export const secretMember = 'secret';
export const secretsMember = 'secrets';

export function writeClaims(blueprint: Blueprint, type: TypeBlueprint): Claim[] {
  const { types, idempotency, rootRows } = blueprint;
  const { write, name, plural, table, single } = type;
  if (!write || isPartOnly(blueprint, type)) return [];
  const owner = `table "${table}"`;
  const many = upperFirst(plural);
  const bulk = (['update', 'delete'] as const).filter(operation => write.rules[operation]);
  const mutations = [
    ...(['create', 'update', 'delete'] as const).filter(operation => write.rules[operation]),
    ...(write.restore ? (['restore'] as const) : []),
    ...(isReverted(blueprint, type) ? (['revert'] as const) : []),
    ...Object.keys(write.marks),
    ...(write.issues?.rotates ? (['rotate'] as const) : []),
  ].map(operation => `${operation}${name}`);
  const all = [...mutations, ...bulk.map(operation => `${operation}${many}`)];
  const isOwned = Object.values(types).some(each => each.write?.owns.some(({ target }) => target === table));
  const isUpserted = upsertKeys(type).length > 0;
  const payload = payloadMembers(type);
  const shown = rootRows.filter(({ inPayloads }) => inPayloads);
  const members = [
    ...(idempotency ? [onceMember] : []),
    ...(isOwned ? ['clientKey'] : []),
    ...(isUpserted ? ['by'] : []),
    ...(write.issues?.rotates ? [overlapMember] : []),
    ...(write.rules.update ? ['id', ...(type.timestamps.updated === undefined ? [] : ['ifUpdatedAt'])] : []),
  ];
  return [
    ...all.flatMap((mutation): Claim[] => [
      ['mutation', mutation, owner],
      ['type', `${upperFirst(mutation)}Input`, owner],
    ]),
    ...(isUpserted ? upsertClaims(type, owner) : []),
    ...(write.rules.create ? manyClaims(many, owner) : []),
    ...[`${name}Payload`, `${many}Payload`, ...(write.rules.update ? [`${name}Changes`] : [])].map(
      (payloadName): Claim => ['type', payloadName, owner],
    ),
    ...payload.map((member): Claim => [`payload of ${name}`, member, 'the API itself']),
    [`payload of ${name}`, single, owner],
    ...manyPayloadMembers(type).map((member): Claim => [`payload of many ${name}`, member, 'the API itself']),
    [`payload of many ${name}`, plural, owner],
    ...[name, `many ${name}`].flatMap(of =>
      shown.map(({ field }): Claim => [`payload of ${of}`, field, `field "${field}"`]),
    ),
    ...members.map((member): Claim => [`input of ${name}`, member, 'the API itself']),
    ...write.columns.map(({ field, key }): Claim => [`input of ${name}`, field, `column "${table}.${key}"`]),
    ...[...write.owns, ...write.ownsOne, ...connectable(blueprint, type)].map(
      ({ field }): Claim => [`input of ${name}`, field, `relation "${table}.${field}"`],
    ),
    ...write.ownsOne.map(({ field }): Claim => ['type', ownedInputName('write', name, field), owner]),
    ...ownedClaims(types, type, owner),
    ...write.makes.flatMap(({ field }) => referredClaims(name, field, owner)),
  ];
}

/** The members of the payload of one row beside the row, as the API names them itself. */
function payloadMembers(type: TypeBlueprint): string[] {
  const write = type.write!;
  return [
    'userErrors',
    'query',
    ...(write.rules.create ? [rowEdgeName(type.single)] : []),
    ...(upsertKeys(type).length > 0 ? ['created'] : []),
    ...(write.rules.delete ? ['deletedId'] : []),
    ...(write.owns.length > 0 ? ['clientKeys'] : []),
    ...(write.issues ? [secretMember] : []),
  ];
}

/** The same of the payload of many rows. */
function manyPayloadMembers({ write, single }: TypeBlueprint): string[] {
  const { rules, owns, issues } = write!;
  return [
    ...['userErrors', 'query', 'count', 'ids'],
    ...(rules.create ? [rowEdgesName(single)] : []),
    ...(owns.length > 0 ? ['clientKeys'] : []),
    ...(issues ? [secretsMember] : []),
  ];
}

/** The to-one relations of a removed row that its payload has in its place: those whose names it has for nothing else. */
export function leftBehind({ rootRows }: Blueprint, type: TypeBlueprint): readonly RelationBlueprint[] {
  if (!type.write?.rules.delete || type.softDelete) return [];
  const taken = [type.single, ...payloadMembers(type), ...rootRows.map(({ field }) => field)];
  return type.relations.filter(
    ({ field, many, through, condition, pairs }) =>
      !many && !through && !condition && pairs.length > 0 && !taken.includes(field),
  );
}

/** The same of many removed rows, by names of several: of a relation that is named for its type, that type's. */
export function leftBehindMany(
  blueprint: Blueprint,
  type: TypeBlueprint,
): readonly { readonly field: string; readonly relation: RelationBlueprint }[] {
  const taken = new Set([
    type.plural,
    ...manyPayloadMembers(type),
    ...blueprint.rootRows.map(({ field }) => field),
  ]);
  return leftBehind(blueprint, type).flatMap(relation => {
    const { single, plural } = blueprint.types[relation.target]!;
    const field = relation.field === single ? plural : pluralName(relation.field);
    if (taken.has(field)) return [];
    taken.add(field);
    return [{ field, relation }];
  });
}

/** Of the mutation that makes a row or changes it. */
const upsertClaims = ({ name, write }: TypeBlueprint, owner: string): Claim[] => [
  ['mutation', `upsert${name}`, owner],
  ...[
    `Upsert${name}Input`,
    `${name}UniqueKey`,
    ...write!.owns.map(({ field }) => ownedInputName('upsert', name, field)),
  ].map((claimed): Claim => ['type', claimed, owner]),
];

/** Of the mutation that makes many. Rows that belong to others have inputs that are named for both: `CreateCohortMembersInput`. */
const manyClaims = (many: string, owner: string): Claim[] => [
  ['mutation', `create${many}`, owner],
  ['type', `CreateMany${many}Input`, owner],
];

/** The inputs of a row that another points to. */
function referredClaims(type: string, field: string, owner: string): Claim[] {
  const name = referredInputName(type, field);
  return [name, `Create${name}`, `ConnectOrCreate${name}`, referredKeyName(type, field)].map(
    (claimed): Claim => ['type', claimed, owner],
  );
}

/** The inputs of rows that are written with those that they belong to. */
function ownedClaims(types: Blueprint['types'], { name, write }: TypeBlueprint, owner: string): Claim[] {
  const operations = (['create', 'update'] as const).filter(operation => write?.rules[operation]);
  return operations.flatMap(operation => {
    const targets = new Set((write?.owns ?? []).map(({ target }) => types[target]?.name ?? target));
    return [
      ...(write?.owns ?? []).map(({ field }) => upperFirst(field)),
      // One for all relations that lead to rows of the type.
      ...targets,
    ].map((part): Claim => ['type', `${upperFirst(operation)}${name}${part}Input`, owner]);
  });
}
