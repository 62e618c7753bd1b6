/**
 * Row-level security made from the Blueprint: the rules that statements ask, asked by PostgreSQL itself of whoever comes as one of the roles.
 * Text only; who runs it, and when, is decided outside.
 */
import { createHash } from 'node:crypto';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { quoted } from '../sql/fragment.ts';
import { changeFunctions } from './change-functions.ts';
import { policyProblems } from './policy-rules.ts';
import { rememberedStatements } from './remembered-security.ts';
import { block, literalText, type SecurityNames } from './sql-text.ts';
import { tableStatements } from './table-security.ts';
import { trialStatements, type ViewerKinds, viewerStatements } from './viewer-functions.ts';

/** Rules that PostgreSQL could not hold rows to as the server does. */
export class RowSecurityError extends Error {
  override readonly name = 'RowSecurityError';

  constructor(problems: readonly string[]) {
    super(`Row-level security cannot be made of the rules:\n- ${problems.join('\n- ')}`);
  }
}

export interface RowSecurity {
  /** Makes the roles; whoever runs it has to be allowed to. */
  readonly roles: string;
  /** Takes away what there is of policies and functions, and the privileges of the roles. */
  readonly removal: string;
  /** Makes all of it. */
  readonly making: string;
  /** The schema's comment, by which it is known whether the database has this one. */
  readonly comment: string;
}

/** What things are called where nobody says otherwise. */
export const defaultNames: SecurityNames = {
  reader: 'insightgraph_viewer',
  writer: 'insightgraph_writer',
  schema: 'insightgraph_security',
};

const wellFormed = /^[a-z_][a-z0-9_]*$/;

/** @throws RowSecurityError */
export function rowSecurity(blueprint: Blueprint, known: ViewerKinds, names: SecurityNames): RowSecurity {
  const problems = [
    ...Object.values(names).flatMap(each =>
      wellFormed.test(each)
        ? []
        : [`"${each}" is no plain name: write small letters, digits and underscores.`],
    ),
    ...policyProblems(blueprint),
  ];
  if (problems.length > 0) throw new RowSecurityError(problems);
  const types = Object.values(blueprint.types);
  const schema = quoted(names.schema);
  const both = `${quoted(names.reader)}, ${quoted(names.writer)}`;
  const statements = [
    `create schema ${schema}`,
    // Temporary tables come last: nobody's stand before those that functions mean.
    `select set_config('search_path', concat_ws(', ', ${literalText(schema)}, nullif(current_setting('search_path'), ''), 'pg_temp'), true)`,
    ...viewerStatements(blueprint.viewer, known, names),
    ...types.flatMap(type => (type.sql.kind === 'table' ? changeFunctions(blueprint, type, names) : [])),
    `revoke all on all functions in schema ${schema} from public`,
    `grant usage on schema ${schema} to ${both}`,
    `grant execute on all functions in schema ${schema} to ${both}`,
    `grant select on all tables in schema ${schema} to ${both}`,
    ...types.flatMap(type => tableStatements(blueprint, type, names)),
    ...rememberedStatements(blueprint, names),
    ...trialStatements(blueprint.viewer, known, names),
  ];
  const digest = createHash('sha256').update(statements.join(';\n')).digest('hex');
  const comment = `Row-level security, generated: ${digest}`;
  return {
    roles: rolesText(names),
    removal: removalText(names),
    making: [
      ...statements,
      `comment on schema ${schema} is ${literalText(comment)}`,
      `reset search_path`,
    ].join(';\n'),
    comment,
  };
}

/** Neither can be signed in as. Whoever runs this may then act as both. */
function rolesText({ reader, writer }: SecurityNames): string {
  const made = [reader, writer].map(
    role => `  if not exists (select from pg_roles where rolname = ${literalText(role)}) then
    create role ${quoted(role)} nologin;
  end if;`,
  );
  // To be a member is not enough everywhere: of roles that one has made, PostgreSQL 16 and later lets one give membership only.
  const taken = [reader, writer].map(
    role => `  begin
    set local role ${quoted(role)};
    reset role;
  exception when insufficient_privilege then
    grant ${quoted(role)} to current_user;
  end;`,
  );
  return block(`begin
${made.join('\n')}
  if not pg_has_role(${literalText(writer)}, ${literalText(reader)}, 'usage') then
    grant ${quoted(reader)} to ${quoted(writer)};
  end if;
${taken.join('\n')}
end`);
}

function removalText({ reader, writer, schema }: SecurityNames): string {
  return block(`declare "@policy" record; "@table" record;
begin
  for "@policy" in select * from pg_policies where policyname like ${literalText(`${schema.replaceAll('_', '\\_')}: %`)} loop
    execute format('drop policy %I on %I.%I', "@policy".policyname, "@policy".schemaname, "@policy".tablename);
  end loop;
  drop schema if exists ${quoted(schema)} cascade;
  for "@table" in select distinct table_schema, table_name from information_schema.role_column_grants
    where grantee in (${literalText(reader)}, ${literalText(writer)})
  loop
    execute format('revoke all on %I.%I from %I, %I', "@table".table_schema, "@table".table_name, ${literalText(reader)}, ${literalText(writer)});
  end loop;
end`);
}
