/**
 * `npm run keys:rotate`: seals anew, under the first key of ENCRYPTION_KEYS, what others sealed.
 * Knows what to print; refuses to know what is sealed.
 */
import { openKeyring, UnsealError } from '../accounts/keyring.ts';
import { rotateKeys } from '../accounts/rotate-keys.ts';
import { explainDatabaseError } from '../database/connection-error.ts';
import { withClient } from '../database/open.ts';
import { CommandError, command, withDatabase } from './with-database.ts';

await command(() =>
  withDatabase(async ({ url, name, tls, encryptionKeys, dataDir }) => {
    try {
      const keyring = openKeyring(encryptionKeys, dataDir);
      const columns = await withClient({ url, tls }, sql => rotateKeys(sql, keyring));
      console.log(`Sealed anew under the key "${keyring.current.id}" in ${name}:`);
      for (const { name: column, sealed } of columns)
        console.log(`  ${column} ${sealed.toLocaleString('en')}`);
      const unopened = columns.filter(column => column.unopened > 0);
      for (const { name: column, unopened: count } of unopened)
        console.error(`None of the keys opens ${count.toLocaleString('en')} texts of ${column}.`);
      return unopened.length === 0 ? 0 : 1;
    } catch (error) {
      if (error instanceof UnsealError) throw new CommandError(error.message);
      if (!(error instanceof Error && 'code' in error)) throw error;
      throw new CommandError(`Not all was sealed anew: run it again. ${explainDatabaseError(error, url)}`);
    }
  }),
);
