/**
 * `npm run admin`: says which accounts administer the deployment. The only door to that: no request can.
 * Knows options and what to print; what administrators may do is the API's.
 */
import { parseArgs } from 'node:util';
import { explainDatabaseError } from '../database/connection-error.ts';
import { openClient } from '../database/open.ts';
import { commandWithOptions, UsageError } from './options.ts';
import { CommandError, type Target } from './with-database.ts';

const usage = `Usage: npm run admin -- list
       npm run admin -- grant EMAIL
       npm run admin -- revoke EMAIL

Says which accounts administer this deployment: they see states and counts of accounts and projects, and may suspend them.
  list    print the addresses of the administrators
  grant   make the account with the address an administrator
  revoke  make it none any more, from its next request on
  --help  print this`;

type Options = { readonly action: 'list' } | { readonly action: 'grant' | 'revoke'; readonly email: string };

/** @throws UsageError when the arguments cannot be understood */
function parseOptions(args: string[]): Options | 'help' {
  const { values, positionals } = parseStrictly(args);
  if (values.help) return 'help';
  const [action, email, ...rest] = positionals;
  if (action === 'list' && email === undefined) return { action };
  if ((action === 'grant' || action === 'revoke') && email !== undefined && rest.length === 0) {
    return { action, email };
  }
  throw new UsageError('Say list, or grant or revoke and one e-mail address.');
}

function parseStrictly(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { help: { type: 'boolean' } } });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Does it; the number is the exit code. */
async function run(options: Options, { url, name, tls }: Target): Promise<number> {
  const sql = openClient({ url, tls });
  try {
    if (options.action === 'list') {
      const found = await sql`select email from users where is_administrator order by lower(email)`;
      console.log(
        found.length === 0
          ? `Nobody administers ${name}.`
          : found.map(({ email }) => String(email)).join('\n'),
      );
      return 0;
    }
    const becomes = options.action === 'grant';
    const [user] = await sql`update users set is_administrator = ${becomes}, updated_at = now()
      where lower(email) = lower(${options.email}) returning email`;
    if (!user) throw new CommandError(`There is no account ${options.email} in ${name}.`);
    console.log(`${user.email} ${becomes ? 'administers' : 'does not administer'} ${name} from now on.`);
    return 0;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    // What carries no code comes from neither PostgreSQL nor the connection: a fault of this program.
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new CommandError(`Nothing was changed. ${explainDatabaseError(error, url)}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

await commandWithOptions(usage, parseOptions, run);
