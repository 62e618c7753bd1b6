/**
 * A registry in which a relation can be asked for several times, as `widgets@0`, `widgets@1` and so on.
 * Drizzle and Pothos hold one query per relation key; a key per set of arguments lets aliases share a statement.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';

/** The registry with aliases; its own keys are those of the original. */
export function withRelationAliases(relations: TablesRelationalConfig): TablesRelationalConfig {
  return Object.fromEntries(
    Object.entries(relations).map(([table, config]) => [
      table,
      {
        ...config,
        relations: new Proxy(config.relations, {
          get: (target, key) => (typeof key === 'string' ? target[key.split('@', 1)[0]!] : undefined),
        }),
      },
    ]),
  );
}
