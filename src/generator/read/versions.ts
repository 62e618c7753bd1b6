/**
 * `before` and `after` of an event of the trail: the changed fields of the row it is about, by their names and values in the API.
 * Shows fields that everybody may know who sees the row, as rules have it today, whatever was kept when the event was left.
 */
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { ComputedField } from '../blueprint/declared-members.ts';
import { trailColumn } from '../blueprint/histories.ts';
import { keptColumns } from '../blueprint/kept-columns.ts';
import { columnSql } from '../list/join.ts';
import { type Fragment, fragment, literal } from '../sql/fragment.ts';

/** The fields, for the type of the trail; none where something else has their names, or its declaration keeps no changes. */
export function versionFields(blueprint: Blueprint): ComputedField[] {
  const { trail } = blueprint;
  const members = trail && (['type', 'action', 'changes'] as const).map(member => trailColumn(trail, member));
  if (!trail || !members?.every(member => member !== undefined)) return [];
  const events = typeOf(blueprint, trail.table);
  const [type, action, changes] = members.map(key => columnSql(events, key!));
  const event = { type: type!, action: action!, changes: changes! };
  return (['before', 'after'] as const)
    .filter(field => !isTaken(events, field))
    .map(field => ({
      field,
      typeName: 'JSON',
      nullable: true,
      description: descriptions[field],
      sql: versionSql(blueprint, event, field),
    }));
}

const descriptions = {
  before: 'The changed fields as they were; null where the object was made.',
  after: 'The changed fields as they became; null where the object was removed for good.',
};

const isTaken = ({ columns, relations }: TypeBlueprint, field: string): boolean =>
  [...columns, ...relations].some(each => each.field === field);

interface EventSql {
  readonly type: Fragment;
  readonly action: Fragment;
  readonly changes: Fragment;
}

function versionSql(
  blueprint: Blueprint,
  { type, action, changes }: EventSql,
  side: 'before' | 'after',
): Fragment {
  const kept = Object.values(blueprint.types).filter(({ write, tenant }) => write && tenant !== undefined);
  const known = fragment`(${literal(JSON.stringify(Object.fromEntries(kept.map(wordsOf))))}::jsonb -> ${type}::text)`;
  const value = fragment`"c"."value" -> ${literal(side)}`;
  // Labels of enums are told by their names in the API.
  const shown = fragment`coalesce(${known} -> "c"."key" -> ("c"."value" ->> ${literal(side)}), ${value})`;
  const fields = fragment`(select jsonb_object_agg("c"."key", ${shown})
    from jsonb_each(${changes}::jsonb) "c" where ${known} ? "c"."key")`;
  const marked = kept.filter(({ softDelete }) => softDelete).map(({ name }) => name);
  const isAbsent =
    side === 'before'
      ? fragment`${action}::text = 'create'`
      : fragment`${action}::text = 'delete' and not ${literal(JSON.stringify(marked))}::jsonb ? ${type}::text`;
  return fragment`(case when ${isAbsent} then null else ${fields} end)`;
}

/** The fields of a type, each with the labels that have a name of their own. */
const wordsOf = (type: TypeBlueprint) =>
  [
    type.name,
    Object.fromEntries(
      keptColumns(type).map(({ field, labels }) => [
        field,
        Object.fromEntries(labels.map(({ value, name }) => [value, name])),
      ]),
    ),
  ] as const;
