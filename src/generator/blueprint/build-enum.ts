/**
 * From the enum of a column to its GraphQL type.
 * Knows PostgreSQL's labels and the names made of them.
 */
import type { PgColumn } from 'drizzle-orm/pg-core';
import { enumValueName } from '../kinds/enum-value-name.ts';
import type { EnumBlueprint } from './blueprint.ts';
import { enumName } from './names.ts';
import type { Descriptions } from './table-rules.ts';

/** The enum of an enum column, which Drizzle keeps without a type of its own. */
export const enumOf = (column: PgColumn) =>
  (column as unknown as { enum: { enumName: string; enumValues: readonly string[] } }).enum;

/** Adds the enum of a column to those found, once. */
export function buildEnum(
  column: PgColumn,
  descriptions: Descriptions,
  { enums, problems }: { readonly enums: Map<string, EnumBlueprint>; readonly problems: string[] },
  where: string,
): void {
  const { enumName: sqlName, enumValues } = enumOf(column);
  if (enums.has(sqlName)) return;
  const described = descriptions.enum(sqlName);
  if (!described)
    problems.push(`Enum "${sqlName}" of column "${where}" has no description: add describeEnum().`);
  enums.set(sqlName, {
    name: enumName(sqlName),
    description: described?.meaning ?? '',
    values: enumValues.map(value => ({
      name: enumValueName(value),
      value,
      description: described?.values[value] ?? '',
    })),
  });
}
