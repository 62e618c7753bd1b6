/**
 * From the specification of a list to the SQL of its parts: conditions, order, cursors, count.
 * Each is compiled once, over a row whose alias the statement chooses.
 */
import { type Blueprint, columnOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { tenantPart } from '../blueprint/tenant.ts';
import { and, type Fragment } from '../sql/fragment.ts';
import { compileCondition } from './compile-condition.ts';
import { necessaryConditions } from './condition.ts';
import { type Counts, compileCounts, type SelectOfAll, selectOfAll } from './counts.ts';
import { cursorValuesSql } from './cursor.ts';
import { compileDistinct, type DistinctSql } from './distinct-rows.ts';
import type { ListSpec } from './list-spec.ts';
import { compileKey, orderItem } from './ordering.ts';
import { withinPage } from './page.ts';
import { isFound } from './search.ts';

export interface ListSql {
  /** What filter and search ask, without the rule; undefined for nothing. */
  readonly asked: Fragment | undefined;
  /** The part of the filter that asks for the rows of a single tenant; undefined where there is none. */
  readonly tenant: Fragment | undefined;
  /** By what rows are told apart of which the list has the first alone. */
  readonly distinct: DistinctSql | undefined;
  /** What the page's cursors ask. */
  readonly within: Fragment | undefined;
  /** The values of the order's keys. */
  readonly keys: readonly Fragment[];
  readonly orderBy: readonly Fragment[];
  /** The values of a row's cursor. */
  readonly cursor: Fragment;
  /** How many rows the filter leaves; of a relation, for the row that it hangs on. */
  readonly counts: Counts;
  /** The same rows, for values about all of them. */
  readonly ofAll: SelectOfAll;
}

/** @param only narrows the list further */
export function compileList(blueprint: Blueprint, spec: ListSpec, only?: Fragment): ListSql {
  const type = typeOf(blueprint, spec.table);
  const asked = and(
    spec.filter && compileCondition(blueprint, type, spec.filter),
    spec.search && isFound(type, spec.search),
    only,
  );
  const keys = spec.order.map(key => ({ key, value: compileKey(blueprint, type, key) }));
  const distinct = compileDistinct(blueprint, spec);
  const within = withinPage(spec.page, keys);
  return {
    asked,
    tenant: ofOneTenant(blueprint, type, spec),
    within,
    keys: keys.map(({ value }) => value),
    orderBy: keys.map(({ key, value }) => orderItem(key, value, spec.page.backward)),
    cursor: cursorValuesSql(keys.map(({ value }) => value)),
    distinct,
    counts: compileCounts(blueprint, spec, { asked, distinct }),
    ofAll: selectOfAll(blueprint, spec, { asked, distinct }),
  };
}

function ofOneTenant(blueprint: Blueprint, type: TypeBlueprint, { filter }: ListSpec): Fragment | undefined {
  const column = tenantPart(type.read)?.column;
  if (column === undefined || !filter) return undefined;
  const { restricted, shownAs } = columnOf(type, column);
  // What is shown in its place may be made of other columns, which a tenant does not have.
  if (restricted || shownAs) return undefined;
  const found = necessaryConditions(filter).find(
    part =>
      part.kind === 'column' && part.column === column && part.operator === 'eq' && part.operand !== null,
  );
  return found && compileCondition(blueprint, type, found);
}
