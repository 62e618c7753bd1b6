/**
 * What may become of rows, as functions over whole rows: policies of writes ask them.
 * They see rows as they were when the statement began: what it makes is told by that from what is there, and what it changes is
 * compared with what was.
 */
import {
  type Blueprint,
  sqlNameOf,
  type TrailBlueprint,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import type { NoticesBlueprint } from '../blueprint/notice-blueprint.ts';
import type { ValueSource } from '../blueprint/shared-parts.ts';
import { tenantPart } from '../blueprint/tenant.ts';
import type { ReferenceBlueprint } from '../blueprint/write-blueprint.ts';
import { columnSql, fromTable, tableSql } from '../list/join.ts';
import { compileRule, viewerColumn, viewerValue, visible } from '../list/visibility.ts';
import type { AnyRule } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, literal, or, quoted, text } from '../sql/fragment.ts';
import { column, sameKey, storedOf } from '../write/write-parts.ts';
import { inline, ownersFunction, type SecurityNames } from './sql-text.ts';

/** The row as it would be, and as it is: arguments and variables of the functions, and so no names of columns. */
const next = '@next';
const stored = '@stored';

const never = text('false');
const always = text('true');

/** The rule of a row under an alias; a rule that is not there grants nothing. */
const allowed = (
  blueprint: Blueprint,
  type: TypeBlueprint,
  rule: AnyRule | undefined,
  alias: string,
): Fragment => (rule ? bind(compileRule(blueprint, type, rule) ?? always, alias) : never);

/** The functions of a table that is written to: `written`, for rows that are made or changed, and `removable`. */
export function changeFunctions(blueprint: Blueprint, type: TypeBlueprint, names: SecurityNames): string[] {
  const table = inline(tableSql(type));
  const schema = quoted(names.schema);
  const made = or(...newRows(blueprint, type)) ?? never;
  const body = `declare ${quoted(stored)} ${table};
begin
  select * into ${quoted(stored)} from ${inline(fromTable(type, 't'))} where ${inline(sameKey(type, 't', next))};
  if not found then
    return (${inline(made)}) is true;
  end if;
  return (${inline(changedRow(blueprint, type))}) is true;
end`;
  const removed = type.softDelete ? never : allowed(blueprint, type, type.write?.rules.delete, next);
  return [
    ownersFunction({ head: `${schema}."written"(${quoted(next)} ${table}) returns boolean`, body }),
    ownersFunction({
      head: `${schema}."removable"(${quoted(next)} ${table}) returns boolean`,
      body: `begin\n  return (${inline(removed)}) is true;\nend`,
    }),
  ];
}

/** Why a new row may be there: somebody may make it, or it comes with another one, or it tells of a write. */
function newRows(blueprint: Blueprint, type: TypeBlueprint): (Fragment | undefined)[] {
  const { write } = type;
  const own =
    write?.rules.create &&
    and(
      allowed(blueprint, type, write.rules.create, next),
      ...Object.entries(write.set).map(([key, source]) => holds(blueprint, type, key, source)),
      ...pointers(type).map(reference => leadsToNoHidden(blueprint, type, reference)),
    );
  const companions = Object.values(blueprint.types)
    .filter(({ write: parent }) => parent?.companion?.table === type.table && parent.rules.create)
    .map(parent => comesWith(blueprint, type, parent));
  const { trail, notices } = blueprint;
  return [
    own,
    ...companions,
    trail?.table === type.table ? isTold(blueprint, type, trail.values) : undefined,
    notices?.table === type.table ? isNotice(blueprint, type, notices) : undefined,
  ];
}

/** A column of the next row holds what the server sets it to. Undefined where that is known of the write alone. */
function holds(
  blueprint: Blueprint,
  type: TypeBlueprint,
  key: string,
  source: ValueSource,
): Fragment | undefined {
  const own = column(next, sqlNameOf(type, key));
  if (source.from === 'viewer')
    return fragment`${own} is not distinct from ${viewerValue(blueprint, source.name)}`;
  if (source.from === 'literal')
    return fragment`${own} = ${literal(source.text)}::${text(storedOf(type, key).sqlType)}`;
  return undefined;
}

/** The row completes a new one: which was not there when the statement began, and by foreign keys is there at its end. */
function comesWith(blueprint: Blueprint, type: TypeBlueprint, parent: TypeBlueprint): Fragment {
  const values = Object.entries(parent.write!.companion!.values);
  const tied = values.flatMap(([key, source]) =>
    source.from === 'row'
      ? [fragment`${column('p', sqlNameOf(parent, source.column))} = ${column(next, sqlNameOf(type, key))}`]
      : [],
  );
  const isOther = fragment`not exists (select 1 from ${fromTable(parent, 'p')} where ${and(...tied) ?? always})`;
  return and(isOther, ...values.map(([key, source]) => holds(blueprint, type, key, source)))!;
}

/** An event of the viewer's own, of a tenant in which the viewer may write, or that is new. */
function isTold(
  blueprint: Blueprint,
  type: TypeBlueprint,
  sources: TrailBlueprint['values'],
): Fragment | undefined {
  const values = Object.entries(sources);
  const key = values.find(([, source]) => source.from === 'tenant')?.[0];
  const tenant = key === undefined ? undefined : column(next, sqlNameOf(type, key));
  const told = values.map(([each, source]) => holds(blueprint, type, each, source));
  return and(...told, tenant && or(...writtenTenants(blueprint, tenant), never));
}

/** The same, told to an account that the viewer sees. */
function isNotice(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { recipients, recipient, values }: NoticesBlueprint,
): Fragment {
  const target = typeOf(blueprint, recipients);
  const key = column('r', sqlNameOf(target, target.key[0]!));
  const isSeen = and(
    fragment`${key} = ${column(next, sqlNameOf(type, recipient))}`,
    bind(visible(blueprint, target), 'r'),
  )!;
  return and(
    isTold(blueprint, type, values),
    fragment`exists (select 1 from ${fromTable(target, 'r')} where ${isSeen})`,
  )!;
}

function writtenTenants(blueprint: Blueprint, tenant: Fragment): Fragment[] {
  const types = Object.values(blueprint.types).filter(type => type.write && type.tenant !== undefined);
  const rulesOf = ({ write, softDelete }: TypeBlueprint) =>
    [...Object.values(write!.rules), softDelete?.restore].filter(rule => rule !== undefined);
  const sets = new Set(types.flatMap(rulesOf).flatMap(rule => tenantPart(rule)?.set ?? []));
  const made = types.filter(({ key, tenant: own, write }) => key.join() === own && write!.rules.create);
  return [
    ...[...sets].map(
      set =>
        fragment`${tenant} = any(${viewerValue(blueprint, set)}::${text(`${viewerColumn(blueprint, set).sqlType}[]`)})`,
    ),
    ...made.map(
      type =>
        fragment`not exists (select 1 from ${fromTable(type, 'p')} where ${bind(columnSql(type, type.tenant!), 'p')} = ${tenant})`,
    ),
  ];
}

/** The change of a row that was seen: by its mark it is changed, deleted or brought back. */
function changedRow(blueprint: Blueprint, type: TypeBlueprint): Fragment {
  const { softDelete, write } = type;
  const update = write?.rules.update;
  const isSeen = bind(visible(blueprint, type), stored);
  const updated = update
    ? and(
        isSeen,
        allowed(blueprint, type, update, stored),
        allowed(blueprint, type, update, next),
        ...columnRules(blueprint, type),
        ...Object.values(type.write!.marks).map(key => staysMarked(sqlNameOf(type, key))),
        ...pointers(type).map(reference => leadsToNoHidden(blueprint, type, reference, stored)),
      )!
    : never;
  if (!softDelete) return updated;
  const mark = (alias: string) => column(alias, sqlNameOf(type, softDelete.column));
  const restored = write?.restore ? allowed(blueprint, type, softDelete.restore, stored) : never;
  return fragment`case when ${mark(stored)} is null and ${mark(next)} is null then ${updated}
    when ${mark(stored)} is null then ${isSeen} and ${allowed(blueprint, type, write?.rules.delete, stored)}
    else ${mark(next)} is null and ${restored} end`;
}

/** Columns with rules of their own stay as they are where these do not hold. */
function columnRules(blueprint: Blueprint, type: TypeBlueprint): Fragment[] {
  return type.write!.columns.flatMap(({ sqlName, rule }) => {
    if (!rule) return [];
    const stays = fragment`${column(next, sqlName)} is not distinct from ${column(stored, sqlName)}`;
    const may = [stored, next].map(alias => allowed(blueprint, type, rule, alias));
    return [or(stays, and(...may))!];
  });
}

/** A mark is set once: later it stays as it is. */
const staysMarked = (mark: string): Fragment =>
  or(
    fragment`${column(stored, mark)} is null`,
    fragment`${column(next, mark)} is not distinct from ${column(stored, mark)}`,
  )!;

const pointers = ({ write }: TypeBlueprint): ReferenceBlueprint[] => [
  ...write!.columns.flatMap(({ reference }) => reference ?? []),
  ...write!.ties,
];

/** A reference leads to no row that the viewer does not see; to one that is not there, foreign keys refuse it. */
function leadsToNoHidden(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { target, pairs }: ReferenceBlueprint,
  before?: string,
): Fragment {
  const pointed = typeOf(blueprint, target);
  const equal = pairs.map(
    pair =>
      fragment`${column('r', sqlNameOf(pointed, pair.target))} = ${column(next, sqlNameOf(type, pair.own))}`,
  );
  const hidden = fragment`(${bind(visible(blueprint, pointed), 'r')}) is not true`;
  const isFine = fragment`not exists (select 1 from ${fromTable(pointed, 'r')} where ${and(...equal, hidden)!})`;
  if (before === undefined) return isFine;
  const stays = pairs.map(({ own }) => {
    const sqlName = sqlNameOf(type, own);
    return fragment`${column(next, sqlName)} is not distinct from ${column(before, sqlName)}`;
  });
  return or(and(...stays), isFine)!;
}
