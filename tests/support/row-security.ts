/**
 * Row-level security for the databases of a suite, and whoever comes as one of its roles without the server.
 * Knows the roles and the setting; what may be seen is the suites' to say.
 */
import type postgres from 'postgres';
import { applyRowSecurity, type SecurityTexts } from '../../src/database/apply-row-security.ts';
import { withClient } from '../../src/database/open.ts';
import type { Blueprint } from '../../src/generator/blueprint/blueprint.ts';
import { defaultNames } from '../../src/generator/row-security/row-security.ts';
import { settingOf } from '../../src/generator/row-security/sql-text.ts';

let held: boolean | Blueprint = false;

/** For all servers that are started from now on in this suite: by the rules of their own API, or of another Blueprint. */
export function holdToPolicies(by: boolean | Blueprint): void {
  held = by;
}

export const isHeld = (): boolean | Blueprint => held;

export const secure = (url: string, texts: SecurityTexts) =>
  applyRowSecurity({ url, tls: undefined, texts, log: () => {} });

/** What somebody gets who comes as a role, with the credentials given, and without the server. */
export async function asRole<T>(
  url: string,
  { writes = false, credentials }: { writes?: boolean; credentials?: readonly string[] },
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  return withClient({ url, tls: undefined }, async sql => {
    await sql.unsafe(`begin; set local role ${writes ? defaultNames.writer : defaultNames.reader}`);
    if (credentials)
      await sql`select set_config(${settingOf(defaultNames)}, ${JSON.stringify(credentials)}, true)`;
    // What it did ends with the connection.
    return work(sql);
  });
}
