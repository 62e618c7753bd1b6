/**
 * Tables and relations left out of a registry, so that no client meets them: what was pulled of a database has more than is served.
 * A relation that leads to a table that is left out, or through one, goes with it.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import { keyOfTable } from './blueprint/drizzle-tables.ts';

type RelationsOf<R extends TablesRelationalConfig> = {
  readonly [T in keyof R]?: readonly (keyof R[T]['relations'] & string)[];
};

/**
 * The registry without some of its tables, and without some relations of others.
 * @param leftOut the keys of tables, and of relations by the table that has them
 */
export function without<R extends TablesRelationalConfig, const T extends keyof R & string = never>(
  registry: R,
  leftOut: { readonly tables?: readonly T[]; readonly relations?: RelationsOf<R> },
): Omit<R, T> {
  const tables = new Set<string>(leftOut.tables);
  const kept = Object.entries(registry).filter(([key]) => !tables.has(key));
  return Object.fromEntries(
    kept.map(([key, config]) => {
      const named = new Set<string>(leftOut.relations?.[key]);
      const relations = Object.entries(config.relations).filter(
        ([name, { targetTableName, throughTable }]) =>
          !named.has(name) &&
          !tables.has(targetTableName) &&
          !(throughTable && tables.has(keyOfTable(registry, throughTable) ?? '')),
      );
      return [key, { ...config, relations: Object.fromEntries(relations) }];
    }),
  ) as Omit<R, T>;
}
