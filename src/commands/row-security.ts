/**
 * `npm run db:row-security`: prints the statements that make row-level security in a database, for operators whose server may not.
 * Asks no database; what the statements say is the generator's.
 */
import { wholeText } from '../database/apply-row-security.ts';
import { buildApi } from '../operations/schema.ts';
import { securityOf } from '../server/connect-api.ts';
import { command } from './with-database.ts';

await command(async () => {
  process.stdout.write(wholeText(securityOf(buildApi(undefined, { rowSecurity: true }))));
  return 0;
});
