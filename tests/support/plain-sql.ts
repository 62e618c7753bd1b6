/**
 * The tables of an API in SQL of its own: names, keys, global ids, and what relations lead to, as docs/api-guide.md says.
 * Knows what the Blueprint calls things; refuses to know how the generator asks for them.
 */
import type { Relation, TablesRelationalConfig } from 'drizzle-orm';
import {
  type Blueprint,
  type RelationBlueprint,
  sqlNameOf,
  type TypeBlueprint,
  typeOf,
} from '../../src/generator/blueprint/blueprint.ts';

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

export const tableSql = ({ sql: { schema, name } }: TypeBlueprint) =>
  schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;

/** A column of a row by its key. */
export const columnSql = (type: TypeBlueprint, key: string, alias: string) =>
  `${alias}.${quoted(sqlNameOf(type, key))}`;

/** The columns that name a row. */
export const keySql = (type: TypeBlueprint, alias: string): string[] =>
  type.key.map(key => columnSql(type, key, alias));

/** The global id of a row. */
export function idSql(type: TypeBlueprint, alias: string): string {
  const texts = keySql(type, alias).map(column =>
    type.key.length === 1 ? `${column}::text` : `replace(replace(${column}::text, '%', '%25'), ':', '%3A')`,
  );
  const whole = `'${type.name}:' || ${texts.join(` || ':' || `)}`;
  return `translate(replace(encode(convert_to(${whole}, 'UTF8'), 'base64'), E'\\n', ''), '+/=', '-_')`;
}

interface Named {
  readonly name: string;
}

const on = (own: readonly Named[], alias: string, target: readonly Named[], other: string) =>
  own.map(({ name }, i) => `${alias}.${quoted(name)} = ${other}.${quoted(target[i]!.name)}`).join(' and ');

/** What is joined to `s` for the rows that a relation leads to, as `t`; the join table is `j`. What leads where, is as it was declared. */
export function relatedSql(
  { blueprint, relations }: { readonly blueprint: Blueprint; readonly relations: TablesRelationalConfig },
  source: TypeBlueprint,
  { field, target, through }: RelationBlueprint,
): string {
  const to = tableSql(typeOf(blueprint, target));
  const declared = relations[source.table]!.relations[field] as Relation;
  const { sourceColumns, targetColumns } = declared;
  if (!through || !declared.through) return `${to} t on ${on(sourceColumns, 's', targetColumns, 't')}`;
  const [near, far] = [declared.through.source, declared.through.target].map(columns =>
    columns.map(({ _ }) => _.column as Named),
  );
  const join = tableSql(typeOf(blueprint, through.table));
  return `(${join} j join ${to} t on ${on(far!, 'j', targetColumns, 't')}) on ${on(sourceColumns, 's', near!, 'j')}`;
}
