/**
 * Mutations of all rows that a filter finds, with a limit of their number that has to be said.
 * All or nothing, as one statement.
 */
import type { SQL, Table } from 'drizzle-orm';
import { isCoded } from '../../errors.ts';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { upperFirst, whereName, words } from '../blueprint/names.ts';
import { chargeArgument } from '../list/argument-budget.ts';
import { compileWhere, type Where } from '../list/compile-where.ts';
import { tableAs } from '../list/visibility.ts';
import { type Fields, named, type SchemaParts } from '../types/builder.ts';
import type { Audit } from './compile-audit.ts';
import { verbs, write } from './run-write-plan.ts';
import { columnInputs, type InputFault, type InputRow } from './write-inputs.ts';
import { planBulk } from './write-plan.ts';

/** Rows that a bulk mutation takes at most. */
const maxBulk = 1000;

export function bulkMutation(
  parts: SchemaParts,
  t: Fields,
  type: TypeBlueprint,
  operation: 'update' | 'delete',
  trail: Audit['trail'],
): object {
  const plural = upperFirst(type.plural);
  const set = parts.builder.inputRef(`${type.name}Changes`);
  if (operation === 'update') {
    set.implement({
      description: `What to set on every ${words(type.single)} that is found.`,
      fields: f => columnInputs(parts, f, type, 'update'),
    });
  }
  const input = parts.builder.inputRef(`${upperFirst(operation)}${plural}Input`).implement({
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
        ? { set: f.field({ type: set, required: true, description: 'The values to set.' }) }
        : {}),
    }),
  });
  return t.field<unknown, { input: { where: Where; atMost: number; set?: InputRow } }>({
    type: named(parts, `${plural}Payload`),
    description: `${verbs[operation]} all ${words(type.plural)} that a filter finds, all or nothing.`,
    args: { input: t.arg({ type: input, required: true, description: 'Which rows, and what to do.' }) },
    resolve: (_, { input: { where, atMost, set: changes } }, context) => {
      chargeArgument(context.budget, where, 'input.where');
      const bulk = { where: (row: Table) => compile(parts, type, where, row)!, atMost };
      const plan = planBulk(parts, type, operation, changes ?? {}, bulk);
      const faults = [...plan.faults, ...bulkFaults(parts, type, where, atMost)];
      return write(parts, { ...plan, faults }, trail, context);
    },
  });
}

const compile = (parts: SchemaParts, type: TypeBlueprint, where: Where, row: Table): SQL | undefined =>
  compileWhere(parts.scope, type.table, row, where, 'where');

function bulkFaults(parts: SchemaParts, type: TypeBlueprint, where: Where, atMost: number): InputFault[] {
  const limit =
    atMost >= 1 && atMost <= maxBulk
      ? []
      : [{ path: ['input', 'atMost'], message: `atMost must be from 1 to ${maxBulk}, not ${atMost}.` }];
  try {
    if (compile(parts, type, where, tableAs(parts.scope, type.table, 't'))) return limit;
    const message = 'where must say which rows are meant: an empty filter would mean all of them.';
    return [...limit, { path: ['input', 'where'], message }];
  } catch (error) {
    if (!isCoded(error)) throw error;
    return [...limit, { path: ['input', 'where'], message: error.message }];
  }
}
