/**
 * Random mutations of tables of others: mostly sensible, often refused. What can be tried, the input types of the schema say;
 * whether it succeeds is the model's business.
 */
import { type GraphQLInputObjectType, type GraphQLSchema, isNonNullType } from 'graphql';
import {
  columnOf,
  type TypeBlueprint,
  typeOf,
  type UniqueKey,
} from '../../src/generator/blueprint/blueprint.ts';
import { connectable } from '../../src/generator/blueprint/connectable.ts';
import { constantName, upperFirst } from '../../src/generator/blueprint/names.ts';
import { upsertKeys } from '../../src/generator/blueprint/unique-keys.ts';
import type { Random } from '../../src/seed/random.ts';
import type { Any } from './api.ts';
import { mayBeNull, nothing, type Pools, randomValue, type Value } from './foreign-values.ts';
import type { ForeignWorld, PlainRow } from './foreign-world.ts';
import { missingId, plainKey } from './row-names.ts';

export type Operation = 'create' | 'update' | 'delete' | 'restore';

/** Values by the keys of columns. */
export type Given = Readonly<Record<string, Value | ReferredValue>>;

/** A row that a column is to point to, in place of its id: a new one, one that is there, or whichever it takes. */
export interface Referred {
  readonly form: 'create' | 'connect' | 'connectOrCreate';
  /** The relation's field, and the column of the unique key that tells the row. */
  readonly field: string;
  readonly target: string;
  readonly by: string;
  readonly given: Given;
  /** Under which the new row's id is told. */
  readonly key: string;
}

export interface ReferredValue extends Value {
  readonly referred: Referred;
}

/** The rows that columns are to point to. */
export const referredIn = (given: Given): readonly (readonly [key: string, referred: Referred])[] =>
  Object.entries(given).flatMap(([key, value]) =>
    'referred' in value ? [[key, value.referred] as const] : [],
  );

/** What becomes of the row of an upsert. */
export const branches = ['whenCreated', 'whenUpdated'] as const;
export type Branch = (typeof branches)[number];

/** Rows that are written with the row that they belong to. */
export interface ChildWrites {
  readonly field: string;
  /** Of an upsert, what has to become of its row. */
  readonly under?: Branch;
  readonly create: readonly { readonly clientKey: string; readonly given: Given }[];
  readonly update: readonly { readonly id: string; readonly given: Given }[];
  readonly delete: readonly string[];
}

export interface ForeignCommand {
  readonly viewer: string;
  readonly table: string;
  readonly operation: Operation;
  readonly mutation: string;
  /** As it is sent. */
  readonly input: object;
  /** The row meant; of many, the column whose value they have, and how many at most. */
  readonly id?: string;
  readonly many?: { readonly key: string; readonly value: Value; readonly atMost: number };
  /** The values of each of several new rows. */
  readonly several?: readonly Given[];
  readonly given: Given;
  readonly children: ChildWrites | undefined;
  /** Of an upsert: the keys of the columns that tell its row, and the rows that belong to it by what becomes of it. */
  readonly upsert?: {
    readonly sought: readonly string[];
    readonly children: readonly ChildWrites[];
  };
  readonly isStale: boolean;
}

/** A mutation that there is. */
interface Offer {
  readonly type: TypeBlueprint;
  readonly operation: Operation;
  readonly isBulk: boolean;
  readonly mutation: string;
  /** Of an upsert: the key that tells its row, and whether it has to be said which. */
  readonly sought?: UniqueKey;
  readonly isOneOfSeveral?: boolean;
}

const stale = '2001-01-01T00:00:00.000Z';
const comparable = new Set(['uuid', 'text', 'boolean', 'integer', 'bigint', 'decimal', 'date', 'enum']);

/** How what came of writes is told apart. */
export const kindOf = ({
  mutation,
  operation,
  isBulk,
}: Pick<Offer, 'mutation' | 'operation' | 'isBulk'>): string =>
  mutation.startsWith('upsert') ? 'upsert' : isBulk ? `${operation} of many` : operation;

type CommonOf = Pick<ForeignCommand, 'viewer' | 'table' | 'operation' | 'mutation'>;

export class ForeignCommands {
  private readonly schema: GraphQLSchema;
  private readonly mutations: readonly string[];
  private keys = 0;
  private viewer = '';
  private readonly world: ForeignWorld;
  private readonly random: Random;
  private readonly pools: Pools;
  private rows: ReadonlyMap<string, readonly PlainRow[]> = new Map();

  private readonly lacks: (kind: string) => boolean;

  /** @param lacks whether nothing of a kind was done yet */
  constructor(world: ForeignWorld, random: Random, pools: Pools, lacks: (kind: string) => boolean) {
    this.lacks = lacks;
    this.world = world;
    this.random = random;
    this.pools = pools;
    this.schema = world.plan.api.schema;
    this.mutations = Object.keys(this.schema.getMutationType()?.getFields() ?? {});
  }

  /** Every mutation that there is, by its table and operation. */
  get offered(): readonly Offer[] {
    const upserts = this.world.types.flatMap(type => {
      const keys = upsertKeys(type);
      const isOneOfSeveral = keys.length > 1;
      const common = { type, operation: 'create', isBulk: false, mutation: `upsert${type.name}` } as const;
      return keys.map(sought => ({ ...common, sought, isOneOfSeveral }));
    });
    const others = this.world.types.flatMap(type =>
      (['create', 'update', 'delete', 'restore'] as const).flatMap(operation =>
        [false, true]
          .map(isBulk => ({
            type,
            operation,
            isBulk,
            mutation: `${operation}${isBulk ? upperFirst(type.plural) : type.name}`,
          }))
          .filter(({ mutation }) => this.mutations.includes(mutation)),
      ),
    );
    return [...others, ...upserts];
  }

  async next(): Promise<ForeignCommand> {
    for (;;) {
      const offer = this.random.pick(this.weighted);
      const viewer = this.random.chance(0.5) ? this.world.viewers[0]! : this.random.pick(this.world.viewers);
      this.viewer = viewer;
      this.rows = new Map(
        await Promise.all(
          this.tablesOf(offer.type).map(async type => [type.table, await this.world.rowsOf(type)] as const),
        ),
      );
      const command = this.make(offer);
      if (command) return command;
    }
  }

  /** What makes rows, and rows with others that belong to them, comes more often; and what was not done yet. */
  private get weighted(): readonly Offer[] {
    const { offered } = this;
    const isNested = ({ type, operation, isBulk }: Offer) =>
      type.write!.owns.length > 0 && !isBulk && (operation === 'create' || operation === 'update');
    return [
      ...offered,
      ...offered.filter(({ operation }) => operation === 'create'),
      ...Array.from({ length: 3 }, () => offered.filter(isNested)).flat(),
      ...Array.from({ length: 3 }, () =>
        offered.filter(offer => this.lacks(kindOf(offer)) || (isNested(offer) && this.lacks('nested'))),
      ).flat(),
    ];
  }

  /** The tables whose rows a write of one may name. */
  private tablesOf(type: TypeBlueprint): readonly TypeBlueprint[] {
    const owned = type.write!.owns.map(({ target }) => typeOf(this.world.blueprint, target));
    const pointed = [type, ...owned].flatMap(each =>
      each.write!.columns.flatMap(({ reference }) => (reference ? [reference.target] : [])),
    );
    const tables = new Set([type.table, ...owned.map(({ table }) => table), ...pointed]);
    return [...tables].map(table => typeOf(this.world.blueprint, table));
  }

  /** Undefined where there is no row to do it with. */
  private make(offer: Offer): ForeignCommand | undefined {
    const { type, operation, isBulk, mutation, sought, isOneOfSeveral = false } = offer;
    const { random, viewer } = this;
    const common = { viewer, table: type.table, operation, mutation };
    if (sought) return this.upsert(type, common, { sought, isOneOfSeveral });
    if (isBulk && operation === 'create') return this.several(type, common);
    if (isBulk) return { ...common, ...this.bulk(type, operation) };
    const inputType = this.inputOf(`${upperFirst(mutation)}Input`);
    const row =
      operation === 'create' ? undefined : this.row(type.table, operation === 'restore' ? 0.8 : 0.1);
    const isSet = operation === 'create' || operation === 'update';
    const given = isSet ? this.given(type, inputType) : { values: {}, sent: {} };
    if (!given || (operation !== 'create' && !row)) return undefined;
    // Now and then one that is not there.
    const id = row && (random.chance(0.04) ? missingId(type) : row.id);
    const children = this.children(type, inputType, row);
    const isStale = 'ifUpdatedAt' in inputType.getFields() && random.chance(0.1);
    return {
      ...common,
      ...(id === undefined ? {} : { id }),
      given: given.values,
      children: children?.writes,
      isStale,
      input: {
        ...(row ? { id: id === row.id ? this.named(type, row) : id } : {}),
        ...given.sent,
        ...children?.sent,
        ...(isStale ? { ifUpdatedAt: stale } : {}),
      },
    };
  }

  /** By values of a row that is there, or by others. */
  private upsert(
    type: TypeBlueprint,
    common: CommonOf,
    { sought, isOneOfSeveral }: { readonly sought: UniqueKey; readonly isOneOfSeveral: boolean },
  ): ForeignCommand | undefined {
    const inputType = this.inputOf(`Upsert${type.name}Input`);
    const row = this.random.chance(0.7) ? this.row(type.table, 0.1) : undefined;
    const given = this.given(type, inputType, { needed: sought.columns, row });
    const isTold = given && sought.columns.every(key => (given.values[key]?.text ?? null) !== null);
    if (!isTold) return undefined;
    const children = branches.map(under => this.children(type, inputType, row, under));
    const [field] = children.flatMap(each => (each ? [each.writes.field] : []));
    const parts = children.flatMap((each, i) => (each ? [[branches[i], each.sent[field!]]] : []));
    return {
      ...common,
      given: given.values,
      children: undefined,
      upsert: { sought: sought.columns, children: children.flatMap(each => each?.writes ?? []) },
      isStale: false,
      input: {
        ...(isOneOfSeveral ? { by: constantName(sought.name) } : {}),
        ...given.sent,
        ...(field === undefined ? {} : { [field]: Object.fromEntries(parts) }),
      },
    };
  }

  private several(type: TypeBlueprint, common: CommonOf): ForeignCommand | undefined {
    const inputType = this.inputOf(`Create${type.name}Input`);
    const rows = Array.from({ length: this.random.int(1, 2) }, () => this.given(type, inputType));
    if (rows.some(row => row === undefined)) return undefined;
    const several = rows.map(row => row!.values);
    const input = { rows: rows.map(row => row!.sent) };
    return { ...common, several, given: {}, children: undefined, isStale: false, input };
  }

  private inputOf(name: string): GraphQLInputObjectType {
    return this.schema.getType(name) as GraphQLInputObjectType;
  }

  private bulk(type: TypeBlueprint, operation: Operation) {
    const columns = type.columns.filter(({ kind, list }) => comparable.has(kind) && !list);
    const known = columns.filter(({ key }) => this.pools.get(type.table)!.get(key)!.length > 0);
    const column = known.length > 0 ? this.random.pick(known) : columns[0]!;
    const pool = this.pools.get(type.table)!.get(column.key)!;
    const value = pool.length > 0 ? this.random.pick(pool) : nothing;
    const atMost = this.random.pick([1, 2, 5, 50]);
    const changes =
      operation === 'update'
        ? this.given(type, this.inputOf(`${type.name}Changes`))!
        : { values: {}, sent: {} };
    const condition = value.text === null ? { isNull: true } : { eq: value.sent };
    return {
      many: { key: column.key, value, atMost },
      given: changes.values,
      children: undefined,
      isStale: false,
      input: {
        where: { [column.field]: condition },
        atMost,
        ...(operation === 'update' ? { set: changes.sent } : {}),
      },
    };
  }

  /** Values for the columns that an input has; undefined where one that is needed has none. */
  private given(
    type: TypeBlueprint,
    inputType: GraphQLInputObjectType,
    { needed = [], row }: { readonly needed?: readonly string[]; readonly row?: PlainRow | undefined } = {},
  ): { values: Given; sent: object } | undefined {
    const values: Record<string, Value | ReferredValue> = {};
    const sent: Record<string, unknown> = {};
    for (const { field, key, reference, required } of type.write!.columns) {
      const asked = inputType.getFields()[field];
      const made = needed.includes(key) ? undefined : this.referred(type, key, inputType);
      if (made) {
        values[key] = made;
        sent[made.referred.field] = made.sent;
        continue;
      }
      const isMade = required && this.pointing(type).some(({ column }) => column === key);
      const isNeeded =
        asked !== undefined && ((required && isNonNullType(asked.type)) || needed.includes(key) || isMade);
      if (!asked || !(isNeeded || this.random.chance(0.4))) continue;
      const known = needed.includes(key) && row ? this.valueOf(type, key, row) : undefined;
      const value = known
        ? known
        : reference?.byId
          ? this.reference(type, key, reference.target, reference.pairs)
          : reference
            ? this.referenceByValue(type, key, reference.target, reference.pairs)
            : randomValue(this.random, this.pools, type, columnOf(type, key));
      if (!value && isNeeded) return undefined;
      if (!value) continue;
      values[key] = value;
      sent[field] = value.sent;
    }
    return { values, sent };
  }

  /** What a row has, as clients write it; undefined where that is not known. */
  private valueOf(type: TypeBlueprint, key: string, { values }: PlainRow): Value | undefined {
    return this.pools
      .get(type.table)!
      .get(key)!
      .find(({ text }) => text === values[key]);
  }

  /** A row to point to that is no id; undefined where the column takes none, or mostly. */
  private referred(
    type: TypeBlueprint,
    key: string,
    inputType: GraphQLInputObjectType,
  ): ReferredValue | undefined {
    const makes = this.pointing(type).find(({ column }) => column === key);
    const member = makes && inputType.getFields()[makes.field];
    if (!makes || !member || this.random.chance(0.4)) return undefined;
    const target = typeOf(this.world.blueprint, makes.target);
    const [unique] = target.uniqueKeys.filter(({ columns }) => columns.length === 1);
    if (!unique) return undefined;
    const by = unique.columns[0]!;
    const { field } = columnOf(target, by);
    const known = this.pools.get(target.table)!.get(by)!;
    if (!type.write!.makes.includes(makes)) {
      if (known.length === 0) return undefined;
      const told = this.random.pick(known);
      if (told.text === null) return undefined;
      const sent = { connect: { [unique.name]: told.sent } };
      const common = { form: 'connect', field: makes.field, target: target.table, by } as const;
      return { sent, text: null, referred: { ...common, given: { [by]: told }, key: `r${this.keys++}` } };
    }
    const name = `${type.name}${upperFirst(makes.field)}Input`;
    const made = this.given(target, this.inputOf(`Create${name}`), { needed: unique.columns });
    if (made?.values[by]?.text == null) return undefined;
    const form = this.random.pick(['create', 'connect', 'connectOrCreate'] as const);
    const value = form !== 'create' && this.random.chance(0.6) ? this.random.pick(known) : undefined;
    const given = value ? { ...made.values, [by]: value } : made.values;
    const create = value ? { ...made.sent, [field]: value.sent } : made.sent;
    const sent = {
      create,
      connect: { [unique.name]: given[by]!.sent },
      connectOrCreate: { by: constantName(unique.name), create },
    }[form];
    const referred = {
      form,
      field: makes.field,
      target: target.table,
      by,
      given,
      key: `r${this.keys++}`,
    };
    return { sent: { [form]: sent }, text: null, referred };
  }

  /** The references that can be told by unique keys, or by new rows. */
  private pointing = (type: TypeBlueprint) => [
    ...type.write!.makes,
    ...connectable(this.world.blueprint, type),
  ];

  private reference(
    type: TypeBlueprint,
    key: string,
    target: string,
    pairs: readonly { own: string; target: string }[],
  ): Value | undefined {
    if (mayBeNull(columnOf(type, key)) && this.random.chance(0.15)) return nothing;
    const to = typeOf(this.world.blueprint, target);
    const row = this.row(target, 0.1);
    const pair = pairs.find(({ own }) => own === key)!;
    return row && { sent: this.named(to, row), text: row.values[pair.target] ?? null };
  }

  private referenceByValue(
    type: TypeBlueprint,
    key: string,
    target: string,
    pairs: readonly { own: string; target: string }[],
  ): Value | undefined {
    const pair = pairs.find(({ own }) => own === key)!;
    const pool = this.pools.get(target)!.get(pair.target) ?? [];
    if (mayBeNull(columnOf(type, key)) && this.random.chance(0.15)) return nothing;
    return pool.length > 0 ? this.random.pick(pool) : undefined;
  }

  private children(
    type: TypeBlueprint,
    inputType: GraphQLInputObjectType,
    row: PlainRow | undefined,
    under?: Branch,
  ): { writes: ChildWrites; sent: Readonly<Record<string, object>> } | undefined {
    const owned = type.write!.owns.find(({ field }) => field in inputType.getFields());
    if (!owned || this.random.chance(0.4)) return undefined;
    const child = typeOf(this.world.blueprint, owned.target);
    const whole = (inputType.getFields()[owned.field]!.type as GraphQLInputObjectType).getFields();
    const members = under ? (whole[under]!.type as GraphQLInputObjectType).getFields() : whole;
    const itemType = (name: string) => {
      const { type: list } = members[name]! as Any;
      return (list.ofType.ofType ?? list.ofType) as GraphQLInputObjectType;
    };
    const list = <T>(most: number, make: () => T) => Array.from({ length: this.random.int(0, most) }, make);
    const create = !members.create
      ? []
      : list(2, () => {
          const given = this.given(child, itemType('create'));
          const clientKey = `c${this.keys++}`;
          return given ? [{ clientKey, given: given.values, sent: { ...given.sent, clientKey } }] : [];
        }).flat();
    const mine = this.rows
      .get(owned.target)!
      .filter(
        ({ values }) =>
          (row !== undefined && owned.link.every(pair => values[pair.child] === row.values[pair.parent])) ||
          this.random.chance(0.05),
      );
    const picked = mine.filter(() => this.random.chance(0.4)).slice(0, 3);
    const doomed = members.delete ? picked.filter(() => this.random.chance(0.4)) : [];
    const update = !members.update
      ? []
      : picked
          .filter(each => !doomed.includes(each))
          .map(each => {
            const { values, sent } = this.given(child, itemType('update'))!;
            return { id: each.id, given: values, sent: { id: each.id, ...sent } };
          });
    const isEmpty = create.length + doomed.length + update.length === 0;
    if (isEmpty) return undefined;
    const sent = {
      ...(create.length > 0 ? { create: create.map(item => item.sent) } : {}),
      ...(update.length > 0 ? { update: update.map(item => item.sent) } : {}),
      ...(doomed.length > 0 ? { delete: doomed.map(({ id }) => id) } : {}),
    };
    return {
      writes: {
        field: owned.field,
        ...(under ? { under } : {}),
        create,
        update,
        delete: doomed.map(({ id }) => id),
      },
      sent: { [owned.field]: sent },
    };
  }

  /** A row of the table, seldom a deleted one, or one that is not there. */
  private row(table: string, deleted: number): PlainRow | undefined {
    const { softDelete } = typeOf(this.world.blueprint, table);
    const all = this.rows.get(table)!;
    const wanted = this.random.chance(deleted);
    const fitting = softDelete
      ? all.filter(({ values }) => (values[softDelete.column] !== null) === wanted)
      : all;
    const seen = fitting.filter(({ sees, restores }) => sees[this.viewer] || restores[this.viewer]);
    const preferred = seen.length > 0 && this.random.chance(0.7) ? seen : fitting;
    const from = preferred.length > 0 ? preferred : all;
    return from.length > 0 ? this.random.pick(from) : undefined;
  }

  /** By its id, or its plain key. */
  private named(type: TypeBlueprint, { id, values }: PlainRow): string {
    return this.random.chance(0.5) ? id : (plainKey(type, values) ?? id);
  }
}
