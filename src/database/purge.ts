/**
 * Removes for good what was marked as deleted long enough ago, together with what belongs to it.
 * Knows foreign keys that cascade; refuses to know which tables mark their rows, which it is told.
 */
import { getColumns, getTableName, type SQL, sql, type Table } from 'drizzle-orm';
import { getTableConfig, type PgColumn, PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import type postgres from 'postgres';

/** A table whose rows are marked as deleted, by keys of the registry. */
export interface MarkedTable {
  readonly table: string;
  /** The column that holds when the row was deleted. */
  readonly column: string;
  /** The moment before which its rows are old enough, where it is one of their own. */
  readonly before?: string;
  /** Of rows with the same value in a column, so many are kept, whatever their age: the last ones in the order of another. */
  readonly kept?: { readonly of: string; readonly by: string; readonly atMost: number };
}

/** Which tables mark their rows, of all that there are. */
export interface Marks {
  readonly tables: Readonly<Record<string, Table>>;
  readonly marked: readonly MarkedTable[];
}

/** Rows of one table that are removed, or would be. */
export interface PurgedRows {
  /** The name of the table in SQL. */
  readonly table: string;
  /** Those that were marked long enough ago. */
  readonly marked: number;
  /** Those that belong to a row that is removed. */
  readonly belonging: number;
}

interface Parent {
  readonly table: PgTable;
  readonly pairs: readonly { readonly own: string; readonly parent: string }[];
}

interface Node {
  readonly table: PgTable;
  readonly mark: string | undefined;
  readonly before: string | undefined;
  /** With columns by their SQL names. */
  readonly kept: MarkedTable['kept'];
  /** What the rows go with. */
  readonly parents: readonly Parent[];
}

type Client = Pick<postgres.Sql, 'unsafe'>;
const dialect = new PgDialect();
const id = sql.identifier;
const going = (table: Table) => id(`going ${getTableName(table)}`);

/** The moment so long ago, as PostgreSQL tells the time. @param age an interval such as `30 days` */
export async function momentBefore(client: Client, age: string): Promise<string> {
  const [row] = await client.unsafe<{ moment: string }[]>(
    `select to_char((now() - $1::text::interval) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as moment`,
    [age],
  );
  return row!.moment;
}

/** What `purge` would remove; removes nothing. */
export const previewPurge = (client: Client, marks: Marks, before: string) =>
  run(client, marks, before, () => []);

/** Removes it, as one statement: all or nothing. @returns what was removed, table by table */
export const purge = (client: Client, marks: Marks, before: string) =>
  run(client, marks, before, nodes =>
    // What belongs to these rows goes by the database's own rules, so that no trigger is passed by.
    nodes
      .filter(node => node.mark !== undefined)
      .map(
        ({
          table,
        }) => sql`${id(`gone ${getTableName(table)}`)} as (delete from ${table} "t" using ${going(table)} "g"
          where ${equal(keysOf(table).map(key => ({ own: key, parent: key })))} and "g"."@marked")`,
      ),
  );

async function run(
  client: Client,
  marks: Marks,
  before: string,
  changes: (nodes: readonly Node[]) => SQL[],
): Promise<PurgedRows[]> {
  const nodes = parentsFirst(nodesOf(marks));
  const referenced = referencedColumns(nodes);
  const selects = nodes.map(node => goingRows(node, referenced.get(node.table)!, node.before ?? before));
  const counts = nodes.map(
    ({ table }) => sql`select ${getTableName(table)}::text as "table",
      (count(*) filter (where "@marked"))::int as "marked", (count(*) filter (where not "@marked"))::int as "belonging"
      from ${going(table)}`,
  );
  const statement = sql`with ${sql.join([...selects, ...changes(nodes)], sql`, `)} ${sql.join(counts, sql` union all `)}`;
  const { sql: text, params } = dialect.sqlToQuery(statement);
  const rows = await client.unsafe<PurgedRows[]>(text, params as never[]);
  return rows.filter(({ marked: own, belonging }) => own + belonging > 0);
}

/** The rows of a table that go: by their mark, or with a parent. Locked, so that nobody restores one meanwhile. */
function goingRows({ table, mark, kept, parents }: Node, columns: ReadonlySet<string>, before: string): SQL {
  const names = sql.join(
    [...columns].map(name => sql`"t".${id(name)}`),
    sql`, `,
  );
  const sources = [
    ...(mark === undefined
      ? []
      : [
          sql`(select * from (select ${names}, true as "@marked" from ${table} "t"
            where "t".${id(mark)} < ${before}::text::timestamptz for update) "m")`,
        ]),
    ...(kept
      ? [
          sql`(select * from (select ${names}, true as "@marked" from ${table} "t"
            where ${keySql(table)} in (${surplus(table, kept)}) for update) "m")`,
        ]
      : []),
    ...parents.map(
      parent =>
        sql`(select ${names}, false as "@marked" from ${table} "t" join ${going(parent.table)} "g" on ${equal(parent.pairs)})`,
    ),
  ];
  const plain = sql.join(
    [...columns].map(name => id(name)),
    sql`, `,
  );
  return sql`${going(table)} as materialized (select ${plain}, bool_or("@marked") as "@marked"
    from (${sql.join(sources, sql` union all `)}) "s" group by ${plain})`;
}

/** The keys of rows beyond those that are kept. */
const surplus = (table: PgTable, { of, by, atMost }: NonNullable<MarkedTable['kept']>): SQL =>
  sql`select "id" from (select ${keySql(table)} as "id", row_number() over (partition by "t".${id(of)} order by "t".${id(by)} desc, ${keySql(table)} desc) as "n"
    from ${table} "t") "r" where "n" > ${atMost}::text::int`;

const keySql = (table: PgTable): SQL => sql`"t".${id(keysOf(table)[0]!)}`;

const equal = (pairs: Parent['pairs']): SQL =>
  sql.join(
    pairs.map(({ own, parent }) => sql`"t".${id(own)} = "g".${id(parent)}`),
    sql` and `,
  );

/** Marked tables, and all that cascades from them. */
function nodesOf({ tables, marked }: Marks): Map<PgTable, Node> {
  const all = Object.entries(tables).map(([key, table]) => ({ key, table: table as PgTable }));
  const nodes = new Map<PgTable, Node>();
  let grown: boolean;
  do {
    grown = false;
    for (const { key, table } of all) {
      const mark = marked.find(candidate => candidate.table === key);
      const parents = cascadesOf(table).filter(parent => parent.table === table || nodes.has(parent.table));
      if (!mark && parents.length === 0) continue;
      if (nodes.get(table)?.parents.length === parents.length) continue;
      const nameOf = (column: string) =>
        (getColumns(table as Table) as Record<string, PgColumn>)[column]!.name;
      const kept = mark?.kept && { ...mark.kept, of: nameOf(mark.kept.of), by: nameOf(mark.kept.by) };
      nodes.set(table, { table, mark: mark && nameOf(mark.column), before: mark?.before, kept, parents });
      grown = true;
    }
  } while (grown);
  return nodes;
}

function cascadesOf(table: PgTable): Parent[] {
  return getTableConfig(table)
    .foreignKeys.filter(foreignKey => foreignKey.onDelete === 'cascade')
    .map(foreignKey => {
      const { columns, foreignColumns, foreignTable } = foreignKey.reference();
      return {
        table: foreignTable as PgTable,
        pairs: columns.map((column, i) => ({ own: column.name, parent: foreignColumns[i]!.name })),
      };
    });
}

/** @throws where tables cascade in a circle, as a single statement cannot tell what goes then */
function parentsFirst(nodes: ReadonlyMap<PgTable, Node>): Node[] {
  const ordered = new Set<Node>();
  const visit = (node: Node, trail: readonly Node[]) => {
    if (ordered.has(node)) return;
    if (trail.includes(node)) {
      throw new Error(
        `Deleting a row of "${getTableName(node.table)}" cascades in a circle, which cannot be purged.`,
      );
    }
    for (const parent of node.parents) visit(nodes.get(parent.table)!, [...trail, node]);
    ordered.add(node);
  };
  for (const node of nodes.values()) visit(node, []);
  return [...ordered];
}

/** By table, the columns that its key or a child's reference is made of. */
function referencedColumns(nodes: readonly Node[]): Map<PgTable, Set<string>> {
  const columns = new Map(nodes.map(({ table }) => [table, new Set(keysOf(table))]));
  for (const { parents } of nodes) {
    for (const { table, pairs } of parents) for (const pair of pairs) columns.get(table)!.add(pair.parent);
  }
  return columns;
}

const keysOf = (table: PgTable): string[] =>
  (Object.values(getColumns(table as Table)) as PgColumn[])
    .filter(column => column.primary)
    .map(column => column.name);
