/**
 * Values that columns can be given: those that clients are shown of the rows that are there, and new ones for keys.
 * Each is known twice, as clients write it and as PostgreSQL does.
 */
import type { ColumnBlueprint, TypeBlueprint } from '../../src/generator/blueprint/blueprint.ts';
import type { Random } from '../../src/seed/random.ts';
import type { ForeignWorld, PlainRow } from './foreign-world.ts';

/** A value as clients send it, and its text in PostgreSQL. */
export interface Value {
  readonly sent: unknown;
  readonly text: string | null;
}

export const nothing: Value = { sent: null, text: null };

const days = new Set(['instant', 'date']);
const isCommonDay = (text: string) => /^(?!0000)\d{4}-/.test(text) && !text.endsWith('BC');

/** Values of columns by table and key. */
export type Pools = ReadonlyMap<string, ReadonlyMap<string, readonly Value[]>>;

/** Gathers what the one who sees most is shown. */
export async function gatherPools(world: ForeignWorld): Promise<Pools> {
  const [viewer] = world.viewers;
  const pools = new Map<string, Map<string, readonly Value[]>>();
  for (const type of world.types) {
    const rows = await world.rowsOf(type);
    const token = world.plan.viewers[viewer!]!.token;
    const columns = type.columns.filter(({ shape, kind }) => shape === undefined && kind !== 'opaque');
    const fields = columns.map(({ field }) => field).join(' ');
    // A value that GraphQL cannot show is null with an error, and is none that could be sent.
    const { data } = await world
      .api()
      .ask(`{ list: ${type.plural}(first: 100) { nodes { id ${fields} } } }`, { token });
    const shown = new Map<string, Readonly<Record<string, unknown>>>(
      data.list.nodes.map((node: { id: string }) => [node.id, node]),
    );
    pools.set(
      type.table,
      new Map(columns.map(column => [column.key, valuesOf(world, column, rows, shown)] as const)),
    );
  }
  return pools;
}

function valuesOf(
  { plan }: ForeignWorld,
  { key, field, kind, list }: ColumnBlueprint,
  rows: readonly PlainRow[],
  shown: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Value[] {
  // What elements of arrays can be given, is told of single values alone.
  if (list && plan.isGiven) return [];
  const values = new Map<string, Value>();
  for (const { id, values: stored } of rows) {
    const [text, sent] = [stored[key] ?? null, shown.get(id)?.[field] ?? null];
    // JSON has no negative zero.
    if (text === null || sent === null || text === '-0') continue;
    if (days.has(kind) && !isCommonDay(text)) continue;
    if (plan.isGiven?.(key, text) ?? true) values.set(text, { sent, text });
  }
  return [...values.values()];
}

let made = 0;

/** A value that no row has yet, of a column that is to tell rows apart; undefined for kinds that have no such. */
export function freshValue({ kind, longest, sqlType }: ColumnBlueprint): Value | undefined {
  const n = ++made;
  const length = Number(/\((\d+)\)/.exec(sqlType)?.[1] ?? longest ?? 20);
  switch (kind) {
    case 'integer':
      return { sent: 10_000 + (n % 20_000), text: String(10_000 + (n % 20_000)) };
    case 'bigint':
      return { sent: String(10_000 + n), text: String(10_000 + n) };
    case 'text':
      return length < 4 ? undefined : { sent: `k${n}`.slice(0, length), text: `k${n}`.slice(0, length) };
    case 'uuid': {
      const uuid = `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`;
      return { sent: uuid, text: uuid };
    }
    default:
      return undefined;
  }
}

/** Whether a column may hold nothing: of one that is not known in every row, clients see null all the same. */
export const mayBeNull = ({ nullable, restricted }: ColumnBlueprint): boolean =>
  (restricted ?? { nullable }).nullable;

/** A value for the column: mostly one of the pool. */
export function randomValue(
  random: Random,
  pools: Pools,
  type: TypeBlueprint,
  column: ColumnBlueprint,
): Value | undefined {
  const isAlone = (keys: readonly string[]) => keys.length === 1 && keys[0] === column.key;
  const isUnique = isAlone(type.key) || type.constraints.some(({ columns }) => isAlone(columns));
  const fresh = isUnique || type.key.includes(column.key) ? freshValue(column) : undefined;
  if (fresh && random.chance(isUnique ? 0.85 : 0.4)) return fresh;
  if (mayBeNull(column) && random.chance(0.15)) return nothing;
  const pool = pools.get(type.table)!.get(column.key) ?? [];
  return pool.length > 0 ? random.pick(pool) : (fresh ?? (mayBeNull(column) ? nothing : undefined));
}
