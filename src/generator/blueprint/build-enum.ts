/**
 * From the enum of a column to its GraphQL type.
 * Knows PostgreSQL's labels and the names made of them.
 */
import type { PgColumn } from 'drizzle-orm/pg-core';
import { enumValueName } from '../kinds/enum-value-name.ts';
import { quoted } from '../sql/fragment.ts';
import type { EnumBlueprint } from './blueprint.ts';
import { findWordProblems } from './blueprint-problems.ts';
import type { Findings } from './findings.ts';
import { enumName } from './names.ts';
import type { Descriptions } from './table-rules.ts';

interface DrizzleEnum {
  readonly enumName: string;
  readonly enumValues: readonly string[];
  readonly schema: string | undefined;
}

/** The enum of an enum column, which Drizzle keeps without a type of its own; undefined for other columns. */
export const enumOf = (column: PgColumn): DrizzleEnum | undefined =>
  (column as unknown as { enum?: DrizzleEnum }).enum;

/** How SQL names an enum: as it was declared, in whatever letters, and in its schema. */
export const enumSql = ({ schema, enumName: name }: DrizzleEnum): string =>
  [schema, name]
    .filter(part => part !== undefined)
    .map(part => quoted(part))
    .join('.');

/** The GraphQL type of an enum; the same for all of its columns. */
export function buildEnum(
  found: DrizzleEnum,
  descriptions: Descriptions,
  { enums, problems }: Findings,
): EnumBlueprint {
  const key = enumSql(found);
  const known = enums.get(key);
  if (known) return known;
  const words = descriptions.enum(found.enumName, found.schema);
  problems.push(
    ...findWordProblems(`enum ${key}`, found.enumValues, [
      words?.values,
      words?.names?.values,
      words?.deprecated,
    ]),
  );
  const built: EnumBlueprint = {
    sqlName: key,
    name: words?.names?.type ?? enumName(found.enumName),
    description: words?.meaning,
    values: found.enumValues.map(value => ({
      name: words?.names?.values?.[value] ?? enumValueName(value),
      value,
      description: words?.values?.[value],
      deprecated: words?.deprecated?.[value],
    })),
  };
  enums.set(key, built);
  return built;
}
