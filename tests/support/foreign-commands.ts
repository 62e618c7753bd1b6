/**
 * Random mutations of tables of others: mostly sensible, often refused. What can be tried, the input types of the schema say;
 * whether it succeeds is the model's business.
 */
import { type GraphQLInputObjectType, type GraphQLSchema, isNonNullType } from 'graphql';
import { columnOf, type TypeBlueprint, typeOf } from '../../src/generator/blueprint/blueprint.ts';
import { upperFirst } from '../../src/generator/blueprint/names.ts';
import type { Random } from '../../src/seed/random.ts';
import type { Any } from './api.ts';
import { mayBeNull, nothing, type Pools, randomValue, type Value } from './foreign-values.ts';
import type { ForeignWorld, PlainRow } from './foreign-world.ts';
import { missingId, plainKey } from './row-names.ts';

export type Operation = 'create' | 'update' | 'delete' | 'restore';

/** Values by the keys of columns. */
export type Given = Readonly<Record<string, Value>>;

/** Rows that are written with the row that they belong to. */
export interface ChildWrites {
  readonly field: string;
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
  readonly isStale: boolean;
}

/** A mutation that there is. */
interface Offer {
  readonly type: TypeBlueprint;
  readonly operation: Operation;
  readonly isBulk: boolean;
  readonly mutation: string;
}

const stale = '2001-01-01T00:00:00.000Z';
const comparable = new Set(['uuid', 'text', 'boolean', 'integer', 'bigint', 'decimal', 'date', 'enum']);

/** How what came of writes is told apart. */
export const kindOf = ({ operation, isBulk }: Pick<Offer, 'operation' | 'isBulk'>): string =>
  isBulk ? `${operation} of many` : operation;

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
    return this.world.types.flatMap(type =>
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
  private make({ type, operation, isBulk, mutation }: Offer): ForeignCommand | undefined {
    const { random, viewer } = this;
    const common = { viewer, table: type.table, operation, mutation };
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

  private several(
    type: TypeBlueprint,
    common: Pick<ForeignCommand, 'viewer' | 'table' | 'operation' | 'mutation'>,
  ): ForeignCommand | undefined {
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
  ): { values: Given; sent: object } | undefined {
    const values: Record<string, Value> = {};
    const sent: Record<string, unknown> = {};
    for (const { field, key, reference, required } of type.write!.columns) {
      const asked = inputType.getFields()[field];
      const isNeeded = asked !== undefined && required && isNonNullType(asked.type);
      if (!asked || !(isNeeded || this.random.chance(0.4))) continue;
      const value = reference?.byId
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
  ): { writes: ChildWrites; sent: object } | undefined {
    const owned = type.write!.owns.find(({ field }) => field in inputType.getFields());
    if (!owned || this.random.chance(0.4)) return undefined;
    const child = typeOf(this.world.blueprint, owned.target);
    const members = (inputType.getFields()[owned.field]!.type as GraphQLInputObjectType).getFields();
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
      writes: { field: owned.field, create, update, delete: doomed.map(({ id }) => id) },
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
