/**
 * `npm run db:migrate`: applies the migrations that the configured database lacks.
 * Knows what to print; refuses to know how migrating works.
 */
import { migrateDatabase } from '../database/migrate.ts';
import { command, withDatabase } from './with-database.ts';

await command(() =>
  withDatabase(async ({ url, name, tls }) => {
    const { applied } = await migrateDatabase({ url, tls, log: message => console.log(message) });
    if (applied === 0) console.log(`Nothing to apply: ${name} is up to date.`);
    return 0;
  }),
);
