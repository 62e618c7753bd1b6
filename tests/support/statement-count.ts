/**
 * How many statements a database executed, as PostgreSQL itself counts them.
 * Knows pg_stat_statements; refuses to know who sent them.
 */
import postgres from 'postgres';

export interface StatementCount {
  /** The statements executed while `work` ran: their texts, one entry per execution. */
  during(work: () => Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

/** What is counted of the counting itself by then: the statement that begins it. */
const ownEntries = 1;
let counting = 0;

/** Whether somebody counts at the moment: then nothing may be asked that was not asked for. */
export const isCounting = (): boolean => counting > 0;

/** @param adminUrl a superuser's URL of the database to watch */
export function countStatements(adminUrl: string): StatementCount {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
  return {
    during: async work => {
      await sql`select extensions.pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)`;
      counting++;
      await work().finally(() => counting--);
      // Texts of all databases lie in one file, which takes a while to read: that nothing was sent is told without it.
      const [told] = await sql<{ entries: number }[]>`
        select count(*)::int as entries from extensions.pg_stat_statements(false)
        where dbid = (select oid from pg_database where datname = current_database())`;
      if (told!.entries <= ownEntries) return [];
      const rows = await sql<{ query: string; calls: string }[]>`
        select query, calls from extensions.pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database())
          and query not like '%pg_stat_statements%'`;
      return rows.flatMap(row => Array<string>(Number(row.calls)).fill(row.query));
    },
    close: () => sql.end(),
  };
}
