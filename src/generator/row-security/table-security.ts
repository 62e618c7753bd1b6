/**
 * What the roles may do with one table: the privileges that statements need, and the policies that say in which rows.
 * Knows statements of reads and writes by what they touch.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { noticeColumns } from '../blueprint/notice-blueprint.ts';
import { metByGuest } from '../list/guest-rows.ts';
import { tableSql } from '../list/join.ts';
import { viewerValue, visible } from '../list/visibility.ts';
import { bind, fragment, or, quoted } from '../sql/fragment.ts';
import { visiblePolicy } from './policy-rules.ts';
import { readColumns } from './read-columns.ts';
import { block, inline, literalText, type SecurityNames } from './sql-text.ts';

/** Statements that make a table's rules hold in the database. */
export function tableStatements(blueprint: Blueprint, type: TypeBlueprint, names: SecurityNames): string[] {
  const table = inline(tableSql(type));
  const [reader, writer] = [quoted(names.reader), quoted(names.writer)];
  if (type.sql.kind !== 'table') return viewStatements(blueprint, type, names);
  const condition = inline(bind(visiblePolicy(blueprint, type, names), type.sql.name));
  const policy = (what: string, command: string, role: string, rest: string) =>
    `create policy ${quoted(`${names.schema}: ${what}`)} on ${table} for ${command} to ${role} ${rest}`;
  const row = `${quoted(type.sql.name)}.*`;
  const written = `(${quoted(names.schema)}."written"(${row}))`;
  const removable = `(${quoted(names.schema)}."removable"(${row}))`;
  const isMade = madeColumns(blueprint, type).length > 0;
  const isChanged = changedColumns(type).length > 0;
  const { write } = type;
  return [
    `alter table ${table} enable row level security`,
    schemaUsage(table, names),
    `grant select (${listed(readColumns(blueprint, type))}) on ${table} to ${reader}`,
    policy('what is seen', 'select', reader, `using (${condition})`),
    ...guestPolicy(blueprint, type, names),
    ...(isMade || write ? [policy('what is written', 'select', writer, `using ${written}`)] : []),
    ...(isMade
      ? [
          `grant insert (${listed(madeColumns(blueprint, type))}) on ${table} to ${writer}`,
          sequenceUsage(table, names),
          policy('what is made', 'insert', writer, `with check ${written}`),
        ]
      : []),
    ...(isChanged
      ? [
          `grant update (${listed(changedColumns(type))}) on ${table} to ${writer}`,
          // Whoever sees a row may find it locked; what it becomes is refused, instead of the row being gone.
          policy('what is changed', 'update', writer, `using (${condition}) with check ${written}`),
        ]
      : []),
    ...(write?.rules.delete && !type.softDelete
      ? [
          `grant delete on ${table} to ${writer}`,
          policy('what is removed', 'delete', writer, `using ${removable}`),
        ]
      : []),
  ];
}

/** Keeps guests, whatever else shows them rows, to those that they are let in to. */
function guestPolicy(blueprint: Blueprint, type: TypeBlueprint, names: SecurityNames): string[] {
  const { guest } = blueprint.viewer;
  if (guest === undefined) return [];
  const isNone = fragment`${viewerValue(blueprint, guest)} is null`;
  const condition = inline(bind(or(isNone, metByGuest(blueprint, type))!, type.sql.name));
  const title = quoted(`${names.schema}: what guests meet`);
  return [
    `create policy ${title} on ${inline(tableSql(type))} as restrictive for all to ${quoted(names.reader)} using (${condition})`,
  ];
}

const listed = (columns: readonly string[]) => [...new Set(columns)].map(quoted).join(', ');

/** The columns that statements fill in new rows: of the table's own, of rows that come with others, of the trail and of notices. */
function madeColumns(blueprint: Blueprint, type: TypeBlueprint): string[] {
  const own = type.write?.rules.create ? type.write.insert.map(({ sqlName }) => sqlName) : [];
  const companions = Object.values(blueprint.types).flatMap(({ write }) =>
    write?.companion?.table === type.table ? Object.keys(write.companion.values) : [],
  );
  const told = blueprint.trail?.table === type.table ? Object.keys(blueprint.trail.values) : [];
  const { notices } = blueprint;
  const noticed = notices?.table === type.table ? noticeColumns(notices) : [];
  return [...own, ...[...companions, ...told, ...noticed].map(key => sqlNameOf(type, key))];
}

/** The columns that changes set; and what locking a row that is removed takes. */
function changedColumns({ write, timestamps, softDelete, ...type }: TypeBlueprint): string[] {
  if (!write) return [];
  const { update, delete: removal } = write.rules;
  const changes = update || (removal && softDelete);
  const keys = [
    ...(update ? write.columns.filter(({ fixed }) => !fixed).map(({ key }) => key) : []),
    ...Object.values(write.marks),
    ...(write.issues?.rotates ? [write.issues.rotates.ends] : []),
    ...(changes ? [...Object.keys(write.onUpdate), ...(timestamps.updated ? [timestamps.updated] : [])] : []),
    ...(removal && softDelete ? [softDelete.column] : []),
    ...(update || removal ? type.key : []),
  ];
  return type.stored.filter(({ key }) => keys.includes(key)).map(({ sqlName }) => sqlName);
}

/** The schema in which a table is found. */
export const schemaUsage = (table: string, { reader }: SecurityNames): string =>
  block(`begin
  execute format('grant usage on schema %s to %I',
    (select relnamespace::regnamespace from pg_class where oid = ${literalText(table)}::regclass), ${literalText(reader)});
end`);

/** Where PostgreSQL numbers the rows. */
const sequenceUsage = (table: string, { writer }: SecurityNames): string =>
  block(`declare "@sequence" regclass;
begin
  for "@sequence" in select objid::regclass from pg_depend join pg_class on pg_class.oid = objid and relkind = 'S'
    where refobjid = ${literalText(table)}::regclass and classid = 'pg_class'::regclass
  loop
    execute format('grant usage on sequence %s to %I', "@sequence", ${literalText(writer)});
  end loop;
end`);

/** A view has no policies: it is read by those who may see all of it, or with the rights of who asks. */
function viewStatements(blueprint: Blueprint, type: TypeBlueprint, names: SecurityNames): string[] {
  const view = inline(tableSql(type));
  const grant = [
    schemaUsage(view, names),
    `grant select (${listed(readColumns(blueprint, type))}) on ${view} to ${quoted(names.reader)}`,
  ];
  if (inline(bind(visible(blueprint, type), 'v')) === 'true') return grant;
  const hint = `create it with (security_invoker = true), or let everyone read it`;
  const message = `The view ${view} shows rows with the rights of its owner, whatever its rule says: ${hint}.`;
  return [
    block(`begin
  if not exists (select 1 from pg_class where oid = ${literalText(view)}::regclass
    and relkind = 'v' and 'security_invoker=true' = any(reloptions)) then
    raise exception using errcode = 'feature_not_supported', message = ${literalText(message)};
  end if;
end`),
    ...grant,
  ];
}
