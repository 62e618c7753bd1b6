/**
 * Collects what is declared by hand: as data for the Blueprint, and beside it the code that data cannot hold.
 * SQL over a row becomes a fragment here; nobody after this sees a closure that makes SQL.
 */
import type { SQL, Table, TablesRelationalConfig } from 'drizzle-orm';
import type { RootRow } from './blueprint/blueprint.ts';
import type { Declarations, DeclaredMembers } from './blueprint/declarations.ts';
import { hookBlueprint, type WriteHook, type WriteHooks } from './hooks/write-hook.ts';
import type { HandWrittenFilters } from './list/parse-where.ts';
import { fromDrizzle } from './sql/drizzle-sql.ts';
import type { Fragment } from './sql/fragment.ts';
import type { Implementations, ListCondition, RowResolver } from './types/schema-parts.ts';
import type { WriteCheck } from './write/write-check.ts';

type MemberKind = keyof DeclaredMembers;
type MemberOf<K extends MemberKind> = DeclaredMembers[K][number];

export interface DeclarationCollector {
  /** Adds a member to a table's type. */
  add<K extends MemberKind>(kind: K, table: string, member: MemberOf<K>): void;
  addFilterCode(
    key: string,
    parse: HandWrittenFilters extends ReadonlyMap<string, infer P> ? P : never,
  ): void;
  addListCode(key: string, condition: ListCondition): void;
  addResolver(key: string, resolve: RowResolver): void;
  addCheck(check: WriteCheck): void;
  addHook(hook: WriteHook): void;
  addRootRow(row: RootRow): void;
  /** What an expression over a row of a table says. */
  sql(table: string, expression: (row: Table) => SQL): Fragment;
  /** What was declared, as data. */
  declarations(): Declarations;
  readonly implementations: Implementations;
  /** By name, once all are declared. */
  hooks(): WriteHooks;
}

export function collectDeclarations(relations: TablesRelationalConfig): DeclarationCollector {
  const declared = new Map<string, { [K in MemberKind]: MemberOf<K>[] }>();
  const filters = new Map<string, (value: unknown, path: string) => Fragment | undefined>();
  const lists = new Map<string, ListCondition>();
  const resolvers = new Map<string, RowResolver>();
  const checks: WriteCheck[] = [];
  const hooks: WriteHook[] = [];
  const rootRows: RootRow[] = [];
  return {
    add: (kind, table, member) => {
      const members = declared.get(table) ?? { computed: [], resolved: [], computedLists: [], filters: [] };
      declared.set(table, members);
      members[kind].push(member);
    },
    addFilterCode: (key, parse) => filters.set(key, parse),
    addListCode: (key, condition) => lists.set(key, condition),
    addResolver: (key, resolve) => resolvers.set(key, resolve),
    addCheck: check => checks.push(check),
    addHook: hook => hooks.push(hook),
    addRootRow: row => rootRows.push(row),
    sql: (table, expression) => fromDrizzle(tableOf(relations, table), expression),
    declarations: () => ({
      members: Object.fromEntries(declared),
      rootRows,
      hooks: hooks.map(hookBlueprint),
    }),
    implementations: { filters, lists, resolvers, checks },
    hooks: () => new Map(hooks.map(hook => [hook.name, hook])),
  };
}

function tableOf(relations: TablesRelationalConfig, table: string): Table {
  const config = relations[table];
  if (!config) throw new Error(`Table "${table}" is not in the registry.`);
  return config.table as Table;
}
