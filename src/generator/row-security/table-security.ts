/**
 * What the roles may do with one table: the privileges that statements need, and the policies that say in which rows.
 * Knows statements of reads and writes by what they touch.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { tableSql } from '../list/join.ts';
import { visible } from '../list/visibility.ts';
import { type AnyRule, ruleNames } from '../rules/rule.ts';
import { bind, namesColumn, quoted } from '../sql/fragment.ts';
import { visiblePolicy } from './policy-rules.ts';
import { block, inline, literalText, type SecurityNames } from './sql-text.ts';

/** Statements that make a table's rules hold in the database. */
export function tableStatements(blueprint: Blueprint, type: TypeBlueprint, names: SecurityNames): string[] {
  const table = inline(tableSql(type));
  const [reader, writer] = [quoted(names.reader), quoted(names.writer)];
  if (type.sql.kind !== 'table') return viewStatements(blueprint, type, names);
  const condition = inline(bind(visiblePolicy(blueprint, type), type.sql.name));
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
    ...(isMade || write ? [policy('what is written', 'select', writer, `using ${written}`)] : []),
    // Whole rows are compared with what they become.
    ...(write || isCompanion(blueprint, type) ? [`grant select on ${table} to ${writer}`] : []),
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

const listed = (columns: readonly string[]) => [...new Set(columns)].map(quoted).join(', ');

const isCompanion = (blueprint: Blueprint, type: TypeBlueprint): boolean =>
  Object.values(blueprint.types).some(({ write }) => write?.companion?.table === type.table);

/** Visible columns, and those that statements look at for others: what only the server knows is not among them. */
function readColumns(blueprint: Blueprint, type: TypeBlueprint): string[] {
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
    ...type.filters.flatMap(({ values }) => (values ? [values.sql] : [])),
    ...conditions,
    ...met,
  ];
  return { keys, isNamed: (sqlName: string) => expressions.some(sql => namesColumn(sql, sqlName)) };
}

/** The columns that statements fill in new rows: of the table's own, of rows that come with others, and of the trail. */
function madeColumns(blueprint: Blueprint, type: TypeBlueprint): string[] {
  const own = type.write?.rules.create ? type.write.insert.map(({ sqlName }) => sqlName) : [];
  const companions = Object.values(blueprint.types).flatMap(({ write }) =>
    write?.companion?.table === type.table ? Object.keys(write.companion.values) : [],
  );
  const told = blueprint.trail?.table === type.table ? Object.keys(blueprint.trail.values) : [];
  return [...own, ...[...companions, ...told].map(key => sqlNameOf(type, key))];
}

/** The columns that changes set; and what locking a row that is removed takes. */
function changedColumns({ write, timestamps, softDelete, ...type }: TypeBlueprint): string[] {
  if (!write) return [];
  const { update, delete: removal } = write.rules;
  const changes = update || (removal && softDelete);
  const keys = [
    ...(update ? write.columns.filter(({ fixed }) => !fixed).map(({ key }) => key) : []),
    ...(changes ? [...Object.keys(write.onUpdate), ...(timestamps.updated ? [timestamps.updated] : [])] : []),
    ...(removal && softDelete ? [softDelete.column] : []),
    ...(update || removal ? type.key : []),
  ];
  return type.stored.filter(({ key }) => keys.includes(key)).map(({ sqlName }) => sqlName);
}

/** The schema in which a table is found. */
const schemaUsage = (table: string, { reader }: SecurityNames): string =>
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
