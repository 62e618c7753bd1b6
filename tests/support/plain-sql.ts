/**
 * The tables of an API in SQL of its own: names, keys, global ids, and what relations lead to, as docs/api-guide.md says.
 * Knows what the Blueprint calls things; refuses to know how the generator asks for them.
 */
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

const on = (
  pairs: RelationBlueprint['pairs'],
  own: readonly [TypeBlueprint, string],
  target: readonly [TypeBlueprint, string],
) =>
  pairs
    .map(pair => `${columnSql(own[0], pair.own, own[1])} = ${columnSql(target[0], pair.target, target[1])}`)
    .join(' and ');

/** What is joined to `s` for the rows that a relation leads to, as `t`; the join table is `j`. */
export function relatedSql(
  blueprint: Blueprint,
  source: TypeBlueprint,
  { pairs, through, target }: RelationBlueprint,
): string {
  const to = typeOf(blueprint, target);
  if (!through) return `${tableSql(to)} t on ${on(pairs, [source, 's'], [to, 't'])}`;
  const join = typeOf(blueprint, through.table);
  return `(${tableSql(join)} j join ${tableSql(to)} t on ${on(pairs, [join, 'j'], [to, 't'])}) on ${on(through.pairs, [source, 's'], [join, 'j'])}`;
}
