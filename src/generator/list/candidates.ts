/**
 * What a table's rule says of where its rows can be found: `any` of parts about one column names that column's values, so that
 * a list looks its rows up by them, whatever else the table holds. What it names is more than the rule allows, never less.
 */
import { type Blueprint, relationOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { necessaryParts } from '../blueprint/tenant.ts';
import type { AnyRule } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, join } from '../sql/fragment.ts';
import { columnSql, fromTable } from './join.ts';
import { compileRule, type DeletedRows, viewerValue, visible } from './visibility.ts';

/** Values of a column, as a select. */
interface Values {
  readonly column: string;
  readonly select: Fragment;
}

/** The condition under which a list of the whole table has a row: that it is visible, and where such rows are. */
export function listed(blueprint: Blueprint, type: TypeBlueprint, deleted: DeletedRows): Fragment {
  const rows = visible(blueprint, type, deleted);
  // Deleted rows are shown by another rule than the one that names candidates.
  return deleted === 'EXCLUDE' ? and(isCandidate(blueprint, type), rows)! : rows;
}

/**
 * Whether a list at the root looks its rows up by what the viewer has, whatever else the table holds: candidates, or the tenants
 * themselves.
 */
export const areSought = (blueprint: Blueprint, type: TypeBlueprint): boolean =>
  type.key.join() === type.tenant || isCandidate(blueprint, type) !== undefined;

/** That a row is among the candidates; undefined where the rule does not name any. */
function isCandidate(blueprint: Blueprint, type: TypeBlueprint): Fragment | undefined {
  for (const part of necessaryParts(type.read)) {
    if (part.kind !== 'any') continue;
    const values = part.of.map(rule => valuesIn(blueprint, type, rule));
    const [first] = values;
    if (!first || values.some(value => value?.column !== first.column)) continue;
    const all = join(
      values.map(value => value!.select),
      ' union ',
    );
    return fragment`${columnSql(type, first.column)} = any(array(${all}))`;
  }
  return undefined;
}

function valuesIn(blueprint: Blueprint, type: TypeBlueprint, rule: AnyRule): Values | undefined {
  for (const part of necessaryParts(rule)) {
    if (part.kind === 'isViewers')
      return { column: part.column, select: fragment`select ${viewerValue(blueprint, part.value)}` };
    if (part.kind !== 'related') continue;
    const { pairs, through, target } = relationOf(type, part.relation);
    const [pair] = pairs;
    if (through || pairs.length !== 1) continue;
    const related = typeOf(blueprint, target);
    const holds = compileRule(blueprint, related, part.rule);
    if (!holds) continue;
    const column = bind(columnSql(related, pair!.target), 'candidate');
    const from = fromTable(related, 'candidate');
    return {
      column: pair!.own,
      select: fragment`select ${column} from ${from} where ${bind(holds, 'candidate')}`,
    };
  }
  return undefined;
}
