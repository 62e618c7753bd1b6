/**
 * Columns that point to rows by the values of unique keys, in SQL: the keys of the rows that the viewer sees, or else of those that are made.
 * Knows how a row is found; whether there has to be one is a fault's.
 */
import { type Blueprint, typeOf } from '../blueprint/blueprint.ts';
import { comparedType } from '../kinds/sql-types.ts';
import { fromTable } from '../list/join.ts';
import { visible } from '../list/visibility.ts';
import { and, bind, type Fragment, fragment, join, literal, text } from '../sql/fragment.ts';
import { column, storedOf } from './write-parts.ts';
import type { Pointing, WriteItem, WriteUnit } from './write-units.ts';

/** What pointings of one column by one key have in common. */
const formOf = ({ column: pointing, target, by }: Pointing): string =>
  [pointing, target, ...Object.keys(by)].join(' ');

/** What an item has to tell in JSON. */
export const pointingMembers = ({ points = [] }: WriteItem): object =>
  Object.fromEntries(points.map(each => [formOf(each), { by: each.by, else: each.orElse }]));

/** The values of an item `e`, with those of its columns that point by keys. */
export function pointingValues(blueprint: Blueprint, { items }: WriteUnit): Fragment {
  const forms = new Map(items.flatMap(({ points = [] }) => points.map(each => [formOf(each), each])));
  const found = [...forms].sort().map(([form, pointing]) => {
    const told = fragment`("e" -> 'to' -> ${literal(form)})`;
    return fragment`case when "e" -> 'to' ? ${literal(form)}
      then jsonb_build_object(${literal(pointing.column)}::text, ${pointedKey(blueprint, pointing, told)}) else '{}' end`;
  });
  return join([text('("e" -> \'values\')'), ...found], ' || ');
}

function pointedKey(blueprint: Blueprint, { target, by }: Pointing, told: Fragment): Fragment {
  const type = typeOf(blueprint, target);
  const equal = Object.keys(by).map(sqlName => {
    const { sqlType } = type.stored.find(stored => stored.sqlName === sqlName)!;
    return fragment`${column('r', sqlName)} = (${told} -> 'by' ->> ${literal(sqlName)})::${text(comparedType(sqlType))}`;
  });
  const { sqlName, sqlType } = storedOf(type, type.key[0]!);
  const key = column('r', sqlName);
  return fragment`coalesce((select ${key} from ${fromTable(type, 'r')} where ${and(...equal, bind(visible(blueprint, type), 'r'))!}),
      (${told} ->> 'else')::${text(sqlType)})`;
}
