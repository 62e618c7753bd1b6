/**
 * What guests meet of each table: of those rows that rules show, the few that they are let in to.
 * A statement of theirs begins with tables of the same names that hold nothing else, so that no door of it can lead further.
 */
import type { Blueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import { inline } from '../row-security/sql-text.ts';
import type { AnyRule } from '../rules/rule.ts';
import { ruleNames, ruleSql } from '../rules/rule.ts';
import { nobody } from '../rules/rule-parts.ts';
import { bind, type Fragment, fragment, join, name, text } from '../sql/fragment.ts';
import { tableSql } from './join.ts';
import { ruleContext } from './visibility.ts';

/** The condition under which a guest may meet a row. */
export const metByGuest = (blueprint: Blueprint, type: TypeBlueprint): Fragment =>
  ruleSql(type.guests ?? nobody, ruleContext(blueprint, type, 'joined', 0)) ?? text('true');

/** Common table expressions by the names of the tables, as text; PostgreSQL puts them in where the statement names them. */
export function guestTables(blueprint: Blueprint): string {
  const row = '@g';
  const narrowed = Object.values(blueprint.types).map(type => {
    const rows = fragment`select * from ${tableSql(type)} as ${name(row)} where ${bind(metByGuest(blueprint, type), row)}`;
    return fragment`${name(type.sql.name)} as not materialized (${rows})`;
  });
  return inline(join(narrowed, ', '));
}

/** The columns of the viewer's row that the conditions ask for. */
export function askedOfGuests(blueprint: Blueprint): ReadonlySet<string> {
  const asked = (rule: AnyRule): readonly string[] => {
    const { sets = [], values = [], rules = [] } = ruleNames(rule);
    return [...sets, ...values, ...rules.flatMap(asked)];
  };
  return new Set(Object.values(blueprint.types).flatMap(({ guests }) => (guests ? asked(guests) : [])));
}
