/**
 * What keeps hooks from running, and tables of the server's own that clients would meet; found before anything is served.
 * Knows what tables are written by and where events wait; what a hook does is not known here.
 */
import type { Blueprint } from './blueprint.ts';
import type { OwnTable } from './shared-parts.ts';

/** What cannot be: hooks that would never run, or whose events have no place to wait in. */
export function findHookProblems({ types, outbox, idempotency, hooks }: Blueprint): string[] {
  const companions = Object.values(types).flatMap(({ write }) => write?.companion?.table ?? []);
  return [
    ...findServed(types, outbox, 'is the outbox, which holds rows that not everybody may see'),
    ...findServed(types, idempotency, 'remembers keys of clients, which are nobody else’s to know'),
    ...hooks.flatMap(({ name, table, on }, i) => {
      const type = types[table];
      const whose = `The hook "${name}"`;
      const isWritten = type?.write !== undefined || companions.includes(table);
      return [
        ...(type ? [] : [`${whose} is declared for table "${table}", which is not in the registry.`]),
        ...(!type || isWritten ? [] : [`${whose} is of table "${table}", of which nothing can be written.`]),
        ...(on.length === 0 ? [`${whose} is of no kind of writes: name some in "on".`] : []),
        ...(on.includes('restored') && type && !type.softDelete
          ? [`${whose} is of rows of "${table}" that are restored, and they are deleted for good.`]
          : []),
        ...(hooks.findIndex(other => other.name === name) < i ? [`${whose} is declared twice.`] : []),
        ...(outbox
          ? []
          : [
              `${whose} has no outbox in which its events wait: declare a table by outboxTable(), and give it to generateApi as "outbox".`,
            ]),
      ];
    }),
  ];
}

const findServed = (types: Blueprint['types'], own: OwnTable | undefined, why: string): string[] =>
  Object.values(types)
    .filter(({ sql }) => sql.name === own?.name && sql.schema === own.schema)
    .map(
      ({ table }) =>
        `Table "${table}" ${why}: leave it out, by without(relations, { tables: ['${table}'] }).`,
    );
