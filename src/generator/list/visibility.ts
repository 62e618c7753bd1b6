/**
 * Which rows of a table exist for the viewer: the table's rule, and what is deleted.
 * Every door (root, hop, node, filter, ordering, count, write) asks here, so that none forgets the rule.
 */
import { type Blueprint, relationOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { necessaryParts, tenantPart } from '../blueprint/tenant.ts';
import { type AnyRule, type RuleSql, ruleSql } from '../rules/rule.ts';
import { present } from '../rules/rule-parts.ts';
import { and, bind, type Fragment, fragment, join, name, or, text } from '../sql/fragment.ts';
import { columnSql, fromTable, joinRelation, tableSql } from './join.ts';

/** Which rows to include with regard to deletion. */
export type DeletedRows = 'EXCLUDE' | 'INCLUDE' | 'ONLY';

/**
 * How the other rows are found that a rule asks about: joined as PostgreSQL sees fit, or looked up for each row that is met.
 * The latter where few are met: of rows that come in the order of an index only those up to the end of the page.
 */
export type RuleReads = 'joined' | 'probed';

/** Rows that a statement makes, which its tables do not have yet: rules that are asked of what belongs to them see them there. */
export interface MadeRows {
  readonly table: string;
  /** A select of the columns of the table that statements may read, in their order. */
  readonly rows: Fragment;
}

const compiled = new WeakMap<TypeBlueprint, Map<string, Fragment>>();

/** The condition under which a row of the type exists for the viewer; the same object each time. */
export function visible(
  blueprint: Blueprint,
  type: TypeBlueprint,
  deleted: DeletedRows = 'EXCLUDE',
  reads: RuleReads = 'joined',
  depth = 0,
): Fragment {
  const known = compiled.get(type) ?? new Map<string, Fragment>();
  compiled.set(type, known);
  const key = `${deleted} ${reads} ${depth}`;
  const condition = known.get(key) ?? visibleBy(type, deleted, ruleContext(blueprint, type, reads, depth));
  known.set(key, condition);
  return condition;
}

/** The same, as a context has it. */
export function visibleBy(type: TypeBlueprint, deleted: DeletedRows, context: RuleSql): Fragment {
  const read = ruleSql(type.read, context) ?? always;
  if (!type.softDelete) return read;
  const mark = columnSql(type, type.softDelete.column);
  const present = fragment`(${read} and ${mark} is null)`;
  if (deleted === 'EXCLUDE') return present;
  const restore = ruleSql(type.softDelete.restore, context) ?? always;
  const restorable = fragment`(${restore} and ${mark} is not null)`;
  return deleted === 'ONLY' ? restorable : fragment`(${present} or ${restorable})`;
}

const always = text('true');

/** What visibility says of a row's tenant: that it is one of the viewer's. Undefined where a rule that shows rows tells none. */
export function ofViewersTenants(
  blueprint: Blueprint,
  type: TypeBlueprint,
  deleted: DeletedRows,
): Fragment | undefined {
  const { read, softDelete } = type;
  const rules = [
    ...(deleted === 'ONLY' && softDelete ? [] : [read]),
    ...(deleted !== 'EXCLUDE' && softDelete ? [softDelete.restore] : []),
  ];
  const parts = rules.flatMap(rule => tenantPart(rule) ?? []);
  if (parts.length < rules.length) return undefined;
  return or(...parts.map(part => compileRule(blueprint, type, part)));
}

/**
 * Looks one row up by its key, each time. What cannot be joined PostgreSQL would otherwise read whole into a hash table,
 * by an estimate of how often it is asked that knows nothing of the page's limit.
 */
export const probing = text(' offset 0');

/** The condition of any rule over a row of the type; undefined where it always holds. */
export const compileRule = (
  blueprint: Blueprint,
  type: TypeBlueprint,
  rule: AnyRule,
  reads: RuleReads = 'joined',
  made: readonly MadeRows[] = [],
): Fragment | undefined => ruleSql(rule, ruleContext(blueprint, type, reads, 0, made));

/** What is asked of visible rows, not deleted ones, beside a part of their rule that is asked elsewhere. */
export const visibleBeside = (
  blueprint: Blueprint,
  type: TypeBlueprint,
  part: AnyRule,
  reads?: RuleReads,
): Fragment | undefined => {
  const others = necessaryParts(type.read).filter(other => other !== part);
  return compileRule(blueprint, type, { kind: 'all', of: [...others, present] }, reads);
};

/** A value of the row that every statement carries about the viewer. @throws where it holds no such value */
export function viewerValue(blueprint: Blueprint, column: string): Fragment {
  const { sqlName, from = blueprint.viewer.name } = viewerColumn(blueprint, column);
  return fragment`(select ${name(sqlName)} from ${name(from)})`;
}

export function viewerColumn({ viewer }: Blueprint, column: string) {
  const found = viewer.columns[column];
  if (!found) throw new Error(`The row "${viewer.name}" has no "${column}".`);
  return found;
}

/** What rules are compiled with as statements ask them. @param depth of rules inside of rules, whose aliases must differ */
export function ruleContext(
  blueprint: Blueprint,
  type: TypeBlueprint,
  reads: RuleReads,
  depth: number,
  made: readonly MadeRows[] = [],
): RuleSql {
  const context: RuleSql = {
    isProbed: reads === 'probed',
    column: key => columnSql(type, key),
    viewer: column => viewerValue(blueprint, column),
    setType: column => viewerColumn(blueprint, column).sqlType,
    present: () => type.softDelete && fragment`${columnSql(type, type.softDelete.column)} is null`,
    visible: () =>
      made.length > 0
        ? visibleBy(type, 'EXCLUDE', context)
        : visible(blueprint, type, 'EXCLUDE', reads, depth),
    related: (field, rule, isProbed) => {
      const alias = `p${depth}`;
      const { target, from, on, through } = joinRelation(blueprint, type, field, alias);
      const holds = ruleSql(rule, ruleContext(blueprint, target, 'joined', depth + 1, made));
      const joined =
        through && bind(visible(blueprint, through.type, 'EXCLUDE', 'joined', depth + 1), through.alias);
      const where = and(on, joined, holds && bind(holds, alias))!;
      const probe = isProbed && !relationOf(type, field).many;
      const rows = through ? from : withMade(target, made, alias);
      return fragment`exists (select 1 from ${rows} where ${where}${probe ? probing : []})`;
    },
  };
  return context;
}

/** The SQL names of the columns that statements may read. */
export const readColumns = ({ readable, stored }: TypeBlueprint): readonly string[] =>
  readable ?? stored.map(({ sqlName }) => sqlName);

/** The rows of a table, under an alias, with those that the statement makes. */
function withMade(type: TypeBlueprint, made: readonly MadeRows[], alias: string): Fragment {
  const own = made.filter(({ table }) => table === type.table);
  if (own.length === 0) return fromTable(type, alias);
  const stored = fragment`select ${join(readColumns(type).map(name), ', ')} from ${tableSql(type)}`;
  return fragment`(${join([stored, ...own.map(({ rows }) => rows)], ' union all ')}) as ${name(alias)}`;
}
