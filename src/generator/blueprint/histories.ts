/**
 * `history`: of each row whose writes leave a trail, the events about it, as one more relation of its table.
 * Knows by the trail's declaration what events hold; which tables leave one, their rules say.
 */
import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import { type Blueprint, type TrailBlueprint, type TypeBlueprint, typeOf } from './blueprint.ts';
import { columnsOf, registered } from './drizzle-tables.ts';
import { typeName } from './names.ts';
import type { ValueSource } from './shared-parts.ts';
import type { Rules } from './table-rules.ts';
import { tenantPart } from './tenant.ts';

export const historyField = 'history';

type EventMember = Extract<ValueSource, { from: 'event' }>['member'];

/** The key of the trail's column that holds a member of an event; undefined where none does. */
export const trailColumn = ({ values }: TrailBlueprint, member: EventMember): string | undefined =>
  Object.keys(values).find(key => {
    const source = values[key]!;
    return source.from === 'event' && source.member === member;
  });

interface Histories {
  readonly relations: TablesRelationalConfig;
  readonly rules: Rules;
  readonly trail: TrailBlueprint | undefined;
  /** The name of a table's type, where its words give one. */
  named(table: string): string | undefined;
}

/** The registry with a relation from each table that leaves a trail to the events about its rows. */
export function withHistories({ relations, rules, trail, named }: Histories): TablesRelationalConfig {
  const id = trail && trailColumn(trail, 'id');
  const type = trail && trailColumn(trail, 'type');
  if (!trail || id === undefined || type === undefined || !relations[trail.table]) return relations;
  const tables = Object.fromEntries(Object.keys(relations).map(key => [key, registered(relations, key)]));
  const idType = columnsOf(registered(relations, trail.table))[id]?.getSQLType();
  const trailRule = rules[trail.table]?.read;
  const trailTenant = trailRule && tenantPart(trailRule)?.column;
  const ties = Object.keys(relations).flatMap(table => {
    const { write, read } = rules[table] ?? {};
    const tenant = write && read && tenantPart(read)?.column;
    const key = tenant !== undefined && !isTaken(relations, table) ? plainKey(relations, table) : undefined;
    // What the trail keeps in another type cannot be joined to it.
    if (!key || key.sqlType !== idType) return [];
    // An event is of its row's tenant, which says where it lies.
    const isNamed = tenant !== undefined && trailTenant !== undefined;
    return [{ table, key: key.key, tenants: isNamed ? [{ own: tenant, target: trailTenant }] : [] }];
  });
  const histories = defineRelations(tables, r =>
    Object.fromEntries(
      ties.map(({ table, key, tenants }) => [
        table,
        {
          [historyField]: r.many[trail.table]!({
            from: [r[table]![key]!, ...tenants.map(({ own }) => r[table]![own]!)],
            to: [r[trail.table]![id]!, ...tenants.map(({ target }) => r[trail.table]![target]!)],
            where: { [type]: { eq: named(table) ?? typeName(table) } },
          }),
        },
      ]),
    ),
  );
  return Object.fromEntries(
    Object.entries(relations).map(([key, config]) => [
      key,
      { ...config, relations: { ...config.relations, ...histories[key]?.relations } },
    ]),
  );
}

/** Whether the table has something of the name already, which stays what it is. */
const isTaken = (relations: TablesRelationalConfig, table: string): boolean =>
  historyField in relations[table]!.relations || historyField in columnsOf(registered(relations, table));

/** The one column that is the table's primary key; undefined where there are several, or none. */
function plainKey(relations: TablesRelationalConfig, table: string) {
  const keys = Object.entries(columnsOf(registered(relations, table))).filter(([, { primary }]) => primary);
  return keys.length === 1 ? { key: keys[0]![0], sqlType: keys[0]![1].getSQLType() } : undefined;
}

/** Whether rows of the type can be made what they were: where they and all that belongs to them leave a trail in an order of time. */
export function isReverted(blueprint: Blueprint, { write: granted, relations }: TypeBlueprint): boolean {
  const { trail } = blueprint;
  const hasHistory = (of: Pick<TypeBlueprint, 'relations'>) =>
    of.relations.some(({ field, target }) => field === historyField && target === trail?.table);
  if (!granted?.rules.update || !trail || !hasHistory({ relations })) return false;
  const isTimed = typeOf(blueprint, trail.table).timestamps.created !== undefined;
  const isSet = granted.columns.some(({ fixed }) => !fixed) || granted.owns.length > 0;
  // What belongs to a row that belongs to it, would have to be made again as well.
  const isKept = granted.owns.every(({ target }) => {
    const child = typeOf(blueprint, target);
    return hasHistory(child) && child.write?.owns.length === 0;
  });
  return isTimed && isSet && isKept && granted.ownsOne.length === 0;
}
