/**
 * Groups of the rows of a list as they were asked for: by what, which of them, in which order, as frozen plain data.
 */
import { badUserInput } from '../../errors.ts';
import { type Blueprint, deepFreeze, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { askedFor, givenFor } from './aggregate-members.ts';
import type { Aggregate } from './aggregates.ts';
import type { Asked, Given } from './asked.ts';
import { type GroupKey, maxGroupKeys, parseGroupKeys } from './group-keys.ts';

/** Of what values are told here, in words. */
const rows = 'groups';

export interface GroupsArguments {
  readonly by?: readonly Given[];
  readonly having?: Given | null;
  readonly orderBy?: readonly Given[] | null;
  readonly first?: number | null;
}

/** By which groups are found again that were read for the same arguments. */
export const groupsKey = (args: GroupsArguments): string =>
  JSON.stringify(args, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));

export interface GroupsSpec {
  readonly keys: readonly GroupKey[];
  /** What is asked of the groups' values. */
  readonly having: readonly (Asked & { readonly aggregate: Aggregate })[];
  readonly order: readonly GroupOrder[];
  readonly first: number;
}

/** By a key's place, or by a value. */
interface GroupOrder {
  readonly by: number | Aggregate;
  readonly direction: string;
}

export const groupLimits = { maxKeys: maxGroupKeys, defaultSize: 100, maxSize: 1_000 } as const;

/** @throws BAD_USER_INPUT naming the argument and the place in it */
export function parseGroups(blueprint: Blueprint, table: string, args: GroupsArguments): GroupsSpec {
  const type = typeOf(blueprint, table);
  const { defaultSize, maxSize } = groupLimits;
  const { by = [], having, orderBy, first } = args;
  if (first != null && (first < 1 || first > maxSize))
    throw badUserInput(`first must be from 1 to ${maxSize}, not ${first}.`);
  const keys = parseGroupKeys(blueprint, type, by, 'by');
  const spec: GroupsSpec = {
    keys,
    having: having == null ? [] : askedFor(type, having, 'having', rows),
    order: (orderBy ?? []).map((given, i) => parseOrder(type, keys, given, `orderBy[${i}]`)),
    first: first ?? defaultSize,
  };
  assertFillable(spec);
  return deepFreeze(spec);
}

function parseOrder(type: TypeBlueprint, keys: readonly GroupKey[], given: Given, path: string): GroupOrder {
  if (!('key' in given)) {
    const found = givenFor(type, given, path, rows)[0]!;
    return { by: found.aggregate, direction: String(found.given) };
  }
  const names: string[] = [];
  let inner: unknown = given.key;
  while (typeof inner === 'object' && inner !== null) {
    const [member, value] = Object.entries(inner)[0]!;
    names.push(member);
    inner = value;
  }
  const place = keys.findIndex(key => key.name === names.join('.'));
  if (place < 0)
    throw badUserInput(
      `${path}.key.${names.join('.')} is not among the keys of by: groups have no such value.`,
    );
  return { by: place, direction: String(inner) };
}

/** Units without rows have no place among groups of several keys, or among some of the groups. */
function assertFillable({ keys, having, order }: GroupsSpec): void {
  if (!keys.some(({ bucket }) => bucket?.empty)) return;
  if (keys.length > 1) throw badUserInput('empty can be asked for where by has one key.');
  if (having.length > 0) throw badUserInput('empty cannot be asked for together with having.');
  if (order.some(({ by }) => by !== 0))
    throw badUserInput('empty can be asked for in the order of the key alone.');
}
