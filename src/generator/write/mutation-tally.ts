/**
 * What the root fields of a mutation would do altogether, told by their inputs before any of them runs.
 * Knows numbers of rows; whether they may be written, and what is wrong with an input, is each field's own.
 */
import { GraphQLError, type GraphQLField } from 'graphql';
import { limitExceeded } from '../../errors.ts';
import { type Blueprint, typeOf } from '../blueprint/blueprint.ts';
import { whenCreated, whenUpdated } from '../blueprint/write-names.ts';
import { changeKinds, maxBulk } from './write-limits.ts';

/** Under which a field's extensions say what it writes; a field that does not say counts as one row. */
export const writeExtension = 'write';

export interface WriteSource {
  readonly table: string;
  /** One row and what belongs to it, one and another in its place, several, or all that a filter finds. */
  readonly rows: 'one' | 'two' | 'several' | 'found';
}

/** Under which a field's extensions name what an operation may do once only: "sign in or up". */
export const onceExtension = 'once';

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    [writeExtension]?: WriteSource;
    [onceExtension]?: string;
  }
}

/** The coerced arguments of a field, by name. */
type Arguments = Readonly<Record<string, unknown>>;

export class MutationTally {
  private readonly blueprint: Blueprint;
  /** By the field's name in the answer: fields of one name are one. */
  private readonly rows = new Map<string, number>();
  private readonly once = new Map<string, Set<string>>();

  constructor(blueprint: Blueprint) {
    this.blueprint = blueprint;
  }

  /** @param readArguments gives the coerced arguments; what is wrong with them is told by the field when it runs */
  add(key: string, { extensions }: GraphQLField<unknown, unknown>, readArguments: () => Arguments): void {
    const { [onceExtension]: what, [writeExtension]: source } = extensions;
    if (what !== undefined) this.once.set(what, (this.once.get(what) ?? new Set()).add(key));
    this.rows.set(key, source ? rowsWritten(this.blueprint, source, this.inputOf(readArguments)) : 1);
  }

  /** What stands against the operation as a whole. */
  refusals(maxRows: number): GraphQLError[] {
    const rows = [...this.rows.values()].reduce((sum, each) => sum + each, 0);
    const repeated = [...this.once].filter(([, keys]) => keys.size > 1);
    return [
      ...repeated.map(([what, { size }]) =>
        limitExceeded(`An operation may ${what} once, not ${size} times. Send an operation for each.`),
      ),
      ...(rows > maxRows
        ? [
            limitExceeded(
              `The operation would write up to ${rows} rows: at most ${maxRows} are allowed in one operation. Write them in several.`,
            ),
          ]
        : []),
    ];
  }

  private inputOf(readArguments: () => Arguments): unknown {
    try {
      return readArguments().input;
    } catch (error) {
      if (error instanceof GraphQLError) return undefined;
      throw error;
    }
  }
}

/** How many rows of its own table a field may write, whatever belongs to them. */
export function mainRowsWritten({ rows }: WriteSource, given: unknown): number {
  const input = Object(given);
  if (rows === 'found') return Math.min(Math.max(Number(input.atMost ?? 1), 0), maxBulk);
  if (rows === 'one') return 1;
  if (rows === 'two') return 2;
  return Array.isArray(input.rows) ? input.rows.length : 0;
}

/** How many rows a field may write, by its input as it was coerced. */
export function rowsWritten(blueprint: Blueprint, source: WriteSource, given: unknown): number {
  if (source.rows === 'found' || source.rows === 'two') return mainRowsWritten(source, given);
  const { rows } = Object(given);
  const several: readonly unknown[] = Array.isArray(rows) ? rows : [];
  return (source.rows === 'one' ? [given] : several).reduce<number>(
    (sum, row) => sum + rowsWith(blueprint, source.table, row),
    0,
  );
}

/** A row of an input, those that belong to it, and new ones that it points to. */
function rowsWith(blueprint: Blueprint, table: string, given: unknown): number {
  const input = Object(given);
  const { owns, ownsOne, makes } = typeOf(blueprint, table).write!;
  const made = makes.map(({ field, target }) => {
    const { create, connectOrCreate } = Object(input[field] ?? {});
    const row = create ?? Object(connectOrCreate ?? {}).create;
    return row ? rowsWith(blueprint, target, row) : 0;
  });
  const children = owns.map(({ field, target }) => {
    const given = Object(input[field] ?? {});
    // An upsert does the one or the other.
    const branches = [given, given[whenCreated], given[whenUpdated]];
    return Math.max(...branches.map(each => childrenIn(blueprint, target, each)));
  });
  const single = ownsOne.map(({ field, target }) => {
    const row = input[field] ?? undefined;
    return row === undefined ? 0 : rowsWith(blueprint, target, row);
  });
  return [...made, ...children, ...single].reduce((sum, each) => sum + each, 1);
}

/** The rows that belong to a row, by kinds of changes. */
function childrenIn(blueprint: Blueprint, table: string, given: unknown): number {
  const counts = changeKinds.flatMap(kind => {
    const rows: unknown = Object(given ?? {})[kind];
    if (!Array.isArray(rows)) return [];
    return kind === 'delete' ? [rows.length] : rows.map(row => rowsWith(blueprint, table, row));
  });
  return counts.reduce((sum, each) => sum + each, 0);
}
