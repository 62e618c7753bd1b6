/**
 * `npm run db:drop`: empties the configured database after asking.
 * Knows which schemas are this server's; refuses to touch others, or to go on without a yes.
 */
import { explainDatabaseError } from '../database/connection-error.ts';
import { openClient } from '../database/open.ts';
import { confirmed } from './confirm.ts';
import { CommandError, command, withDatabase } from './with-database.ts';

/** Managed databases keep schemas of their own beside these; those stay. */
const schemas = ['public', 'drizzle'];

await command(() =>
  withDatabase(async ({ url, name, tls }) => {
    const sql = openClient({ url, tls });
    try {
      const [counted] = await sql<[{ tables: number }]>`
        select count(*)::int as tables from pg_tables where schemaname in ${sql(schemas)}`;
      const what = `everything (${counted.tables} tables with their data) in ${name}`;
      if (!process.argv.includes('--yes')) {
        if (!process.stdin.isTTY) {
          throw new CommandError(
            `This would drop ${what}. There is no terminal to ask on; if you mean it: npm run db:drop -- --yes`,
          );
        }
        if (!(await confirmed(`Drop ${what}? This cannot be undone. [y/N] `))) {
          console.log('Nothing was dropped.');
          return 1;
        }
      }
      // One message is all or nothing, also when the connection breaks.
      await sql.unsafe(
        `begin; set local lock_timeout = '10s'; ${schemas
          .map(schema => `drop schema if exists ${schema} cascade;`)
          .join(' ')} create schema public; grant usage on schema public to public; commit`,
      );
      console.log(`Dropped ${what}. npm run db:migrate creates the tables again.`);
      return 0;
    } catch (error) {
      if (error instanceof CommandError) throw error;
      throw new CommandError(`Nothing was dropped. ${explainDatabaseError(error, url)}`);
    } finally {
      await sql.end({ timeout: 5 });
    }
  }),
);
