/**
 * The Blueprint of a server that refuses nothing: what it answers then, PostgreSQL alone holds to the rules.
 * Tenants, marks of deletion and all that is no rule stay as they are.
 */
import type { Blueprint, TypeBlueprint } from '../../src/generator/blueprint/blueprint.ts';
import { everyone } from '../../src/generator/rules/rule-parts.ts';

export const withOpenRules = (blueprint: Blueprint): Blueprint => ({
  ...blueprint,
  types: Object.fromEntries(Object.entries(blueprint.types).map(([table, type]) => [table, open(type)])),
});

function open({ softDelete, write, ...type }: TypeBlueprint): TypeBlueprint {
  const granted = write && Object.entries(write.rules).filter(([, rule]) => rule);
  return {
    ...type,
    read: everyone,
    softDelete: softDelete && { ...softDelete, restore: everyone },
    write: write && {
      ...write,
      rules: { ...write.rules, ...Object.fromEntries(granted!.map(([operation]) => [operation, everyone])) },
    },
  };
}
