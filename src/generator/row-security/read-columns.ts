/**
 * The columns that statements on behalf of viewers may read: what only the server itself has to know is kept from their roles.
 */
import { type Blueprint, deepFreeze, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { visible } from '../list/visibility.ts';
import { type AnyRule, ruleNames } from '../rules/rule.ts';
import { namesColumn } from '../sql/fragment.ts';

/** The Blueprint of statements that roles can run which may not read all columns: they name those that they may. */
export const securedBlueprint = (blueprint: Blueprint): Blueprint =>
  deepFreeze({
    ...blueprint,
    secured: true,
    types: Object.fromEntries(
      Object.entries(blueprint.types).map(([table, type]) => {
        const readable = readColumns(blueprint, type);
        return [table, readable.length === type.stored.length ? type : { ...type, readable }];
      }),
    ),
  });

/** Visible columns, and those that statements look at for others: what only the server knows is not among them. */
export function readColumns(blueprint: Blueprint, type: TypeBlueprint): string[] {
  const visibleKeys = new Set(type.columns.map(({ key }) => key));
  const looked = lookedAt(blueprint, type);
  return type.stored
    .filter(({ key, sqlName }) => visibleKeys.has(key) || looked.keys.has(key) || looked.isNamed(sqlName))
    .map(({ sqlName }) => sqlName);
}

/** What relations, rules and expressions ask of a table's rows. */
function lookedAt(blueprint: Blueprint, type: TypeBlueprint) {
  const keys = new Set(type.key);
  const note = (of: TypeBlueprint, rule: AnyRule | undefined): void => {
    if (!rule) return;
    const { columns = [], rules = [], related } = ruleNames(rule);
    if (of === type) for (const key of columns) keys.add(key);
    for (const each of rules) note(of, each);
    const relation = related && of.relations.find(({ field }) => field === related.relation);
    if (relation) note(typeOf(blueprint, relation.target), related.rule);
  };
  for (const of of Object.values(blueprint.types)) {
    for (const rule of [of.read, of.softDelete?.restore, ...Object.values(of.write?.rules ?? {})])
      note(of, rule);
    for (const { target, pairs, implied, through } of of.relations) {
      const joined = through ? [...through.pairs, ...through.implied] : [];
      for (const pair of [...pairs, ...implied]) {
        if (target === type.table) keys.add(pair.target);
        if (!through && of === type) keys.add(pair.own);
        if (through?.table === type.table) keys.add(pair.own);
      }
      for (const pair of joined) {
        if (of === type) keys.add(pair.own);
        if (through?.table === type.table) keys.add(pair.target);
      }
    }
  }
  const conditions = type.relations.flatMap(({ condition }) =>
    condition?.of === 'source' ? [condition.sql] : [],
  );
  const met = Object.values(blueprint.types)
    .flatMap(({ relations }) => relations)
    .flatMap(({ target, condition }) =>
      target === type.table && condition?.of === 'target' ? [condition.sql] : [],
    );
  const expressions = [
    visible(blueprint, type, 'INCLUDE'),
    ...type.computed.map(({ sql }) => sql),
    ...type.columns.flatMap(({ shownAs }) => (shownAs ? [shownAs] : [])),
    ...(type.notifies ?? []).map(({ to }) => to.sql),
    ...type.filters.flatMap(({ values }) => (values ? [values.sql] : [])),
    ...conditions,
    ...met,
  ];
  // Sets of the viewer are looked for in place, by selects that name tables and columns themselves.
  const sets = Object.values(blueprint.viewer.columns).flatMap(({ elements }) =>
    elements?.includes(`"${type.sql.name}"`) ? [elements] : [],
  );
  return {
    keys,
    isNamed: (sqlName: string) =>
      expressions.some(sql => namesColumn(sql, sqlName)) || sets.some(text => text.includes(`"${sqlName}"`)),
  };
}
