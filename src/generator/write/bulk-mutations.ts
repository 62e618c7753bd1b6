/**
 * Mutations of many rows: of new ones, and of all that a filter finds, with a limit of their number that has to be said.
 * All or nothing, as one statement.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { upperFirst, whereName, words } from '../blueprint/names.ts';
import { chargeArgument } from '../list/argument-budget.ts';
import { compileCondition } from '../list/compile-condition.ts';
import type { Condition } from '../list/condition.ts';
import { parseWhere, type Where } from '../list/parse-where.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { InputPlace } from './input-place.ts';
import { type WriteSource, writeExtension } from './mutation-tally.ts';
import { onceInput, readOnce } from './once.ts';
import { verbs, write } from './run-write-plan.ts';
import { columnInputs, type InputRow } from './write-inputs.ts';
import { maxBulk } from './write-limits.ts';
import { type ManyInput, planBulk, planMany } from './write-plan.ts';

interface BulkInput {
  readonly where: Where;
  readonly atMost: number;
  readonly set?: InputRow;
  readonly idempotencyKey?: string | null;
}

export function bulkMutation(
  parts: SchemaParts,
  t: Fields,
  type: TypeBlueprint,
  operation: 'update' | 'delete',
): object {
  const plural = upperFirst(type.plural);
  return t.field<unknown, { input: BulkInput }>({
    type: named(parts, `${plural}Payload`),
    nullable: true,
    description: `${verbs[operation]} all ${words(type.plural)} that a filter finds, all or nothing.`,
    args: {
      input: t.arg({
        type: bulkInput(parts, type, operation),
        required: true,
        description: 'Which rows, and what to do.',
      }),
    },
    extensions: { [writeExtension]: { table: type.table, rows: 'found' } satisfies WriteSource },
    resolve: (_, { input }, context) => {
      // Measured before anything is made of it.
      chargeArgument(context.budget, input.where, 'input.where');
      const place = InputPlace.argument('input');
      const condition = readWhere(parts, type, input.where, place.at('where'));
      const atMost = readAtMost(input, place.at('atMost'));
      const bulk = { type, operation, condition, atMost, changes: input.set ?? {} };
      const plan = planBulk(parts, bulk, place);
      const once = readOnce(`${operation}${plural}`, { ...input }, place);
      return write(parts, { ...plan, once }, context);
    },
  });
}

/** @returns the mutation that makes several rows, each as `createX` takes it */
export function manyMutation(parts: SchemaParts, t: Fields, type: TypeBlueprint): object {
  const plural = upperFirst(type.plural);
  const input = parts.builder.inputRef(`CreateMany${plural}Input`).implement({
    description: `What create${plural} takes.`,
    fields: f => ({
      rows: f.field({
        type: [named(parts, `Create${type.name}Input`)],
        required: true,
        description: `The new ${words(type.plural)}, 1 to ${maxBulk}.`,
      }),
      ...onceInput(parts, f),
    }),
  });
  return t.field<unknown, { input: ManyInput }>({
    type: named(parts, `${plural}Payload`),
    nullable: true,
    description: `${verbs.create} ${words(type.plural)}, all or nothing.`,
    args: { input: t.arg({ type: input, required: true, description: 'What to write.' }) },
    extensions: { [writeExtension]: { table: type.table, rows: 'several' } satisfies WriteSource },
    resolve: (_, { input: given }, context) => write(parts, planMany(parts, type, { ...given }), context),
  });
}

function bulkInput(parts: SchemaParts, type: TypeBlueprint, operation: 'update' | 'delete'): object {
  const plural = upperFirst(type.plural);
  return parts.builder.inputRef(`${upperFirst(operation)}${plural}Input`).implement({
    description: `What ${operation}${plural} takes.`,
    fields: f => ({
      where: f.field({
        type: named(parts, whereName(type.name)),
        required: true,
        description: 'The rows meant; an empty filter is refused.',
      }),
      atMost: f.field({
        type: 'Int',
        required: true,
        description: `The most rows that may be meant, 1 to ${maxBulk}; where there are more, nothing is done.`,
      }),
      ...(operation === 'update'
        ? {
            set: f.field({
              type: changesInput(parts, type),
              required: true,
              description: 'The values to set.',
            }),
          }
        : {}),
      ...onceInput(parts, f),
    }),
  });
}

const changesInput = (parts: SchemaParts, type: TypeBlueprint): object =>
  parts.builder.inputRef(`${type.name}Changes`).implement({
    description: `What to set on every ${words(type.single)} that is found.`,
    fields: f =>
      columnInputs(parts, f, { type, purpose: 'update', plain: type.write!.columns.map(({ key }) => key) }),
  });

/** The rows meant; undefined where that cannot be read. */
function readWhere(
  parts: SchemaParts,
  type: TypeBlueprint,
  where: Where,
  place: InputPlace,
): Condition | undefined {
  return place.read(() => {
    const condition = parseWhere(parts, type.table, where);
    // Some conditions ask for nothing, too, once they are SQL.
    if (condition && compileCondition(parts.blueprint, type, condition)) return condition;
    place.refuse('where must say which rows are meant: an empty filter would mean all of them.');
    return undefined;
  });
}

function readAtMost({ atMost }: BulkInput, place: InputPlace): number {
  if (atMost < 1 || atMost > maxBulk) place.refuse(`atMost must be from 1 to ${maxBulk}, not ${atMost}.`);
  return atMost;
}
