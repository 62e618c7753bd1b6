/**
 * Seals anew, under the first key, what was sealed under others, so that these can be taken away.
 * Knows where sealed texts are; goes on where it ended, as what is done needs no doing again.
 */
import { getTableName } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type postgres from 'postgres';
import { accounts } from '../model/tables/accounts.ts';
import { outgoingMails } from '../model/tables/outgoing-mails.ts';
import { signInCodes } from '../model/tables/sign-in-codes.ts';
import { totpSecrets } from '../model/tables/totp-secrets.ts';
import { type Keyring, providerTokenPurpose, signInCodePurpose, UnsealError } from './keyring.ts';
import { mailPurpose } from './outgoing-mail.ts';
import { totpPurpose } from './second-factor.ts';

interface SealedColumn {
  readonly table: PgTable;
  readonly column: PgColumn;
  readonly purpose: string;
}

/** All columns whose texts are sealed, and what for. */
const sealedColumns: readonly SealedColumn[] = [
  { table: totpSecrets, column: totpSecrets.secret, purpose: totpPurpose },
  { table: accounts, column: accounts.accessToken, purpose: providerTokenPurpose },
  { table: accounts, column: accounts.refreshToken, purpose: providerTokenPurpose },
  { table: outgoingMails, column: outgoingMails.content, purpose: mailPurpose },
  { table: signInCodes, column: signInCodes.content, purpose: signInCodePurpose },
];

/** What became of the texts of a column. */
export interface RotatedColumn {
  /** Such as `totp_secrets.secret`. */
  readonly name: string;
  readonly sealed: number;
  /** Texts that none of the keys opens: they stay as they are. */
  readonly unopened: number;
}

/** Rows that are read and written at a time. */
const batchSize = 500;

/** @param size rows at a time */
export async function rotateKeys(
  sql: postgres.Sql,
  keyring: Keyring,
  size = batchSize,
): Promise<readonly RotatedColumn[]> {
  const rotated: RotatedColumn[] = [];
  for (const column of sealedColumns) rotated.push(await rotateColumn(sql, column, keyring, size));
  return rotated;
}

function resealed(text: string, purpose: string, keyring: Keyring): string | undefined {
  try {
    return keyring.seal(keyring.open(text, purpose), purpose);
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}

async function rotateColumn(
  sql: postgres.Sql,
  sealed: SealedColumn,
  keyring: Keyring,
  size: number,
): Promise<RotatedColumn> {
  const { column, purpose } = sealed;
  const table = getTableName(sealed.table);
  const [tableName, columnName] = [sql(table), sql(column.name)];
  const counts = { sealed: 0, unopened: 0 };
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await sql<{ id: string; text: string }[]>`
      select id, ${columnName} as text from ${tableName}
      where id > ${after}::uuid and split_part(${columnName}, '.', 1) <> ${keyring.current.id} order by id limit ${size}`;
    if (rows.length === 0) return { name: `${table}.${column.name}`, ...counts };
    after = rows.at(-1)!.id;
    const opened = rows.flatMap(({ id, text }) => {
      const anew = resealed(text, purpose, keyring);
      return anew === undefined ? [] : [{ id, text, anew }];
    });
    counts.unopened += rows.length - opened.length;
    // What somebody changed meanwhile is sealed under the first key already, or met by the next run.
    const { count } = await sql`
      update ${tableName} t set ${columnName} = n.anew
      from json_to_recordset(${JSON.stringify(opened)}::text::json) as n (id uuid, text text, anew text)
      where t.id = n.id and t.${columnName} = n.text`;
    counts.sealed += count;
  }
}
