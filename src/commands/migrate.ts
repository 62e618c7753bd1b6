/**
 * `npm run db:migrate`: applies the migrations that the configured database lacks.
 * Knows what to print; refuses to know how migrating works.
 */
import { migrateDatabase } from '../database/migrate.ts';
import { buildApi } from '../operations/schema.ts';
import { securityOf } from '../server/connect-api.ts';
import { command, withDatabase } from './with-database.ts';

await command(() =>
  withDatabase(async ({ url, name, tls, rowLevelSecurity }) => {
    const around = rowLevelSecurity ? securityOf(buildApi(undefined, { rowSecurity: true })) : undefined;
    const log = (message: string) => console.log(message);
    const { applied } = await migrateDatabase({ url, tls, around, log });
    if (applied === 0) console.log(`Nothing to apply: ${name} is up to date.`);
    return 0;
  }),
);
