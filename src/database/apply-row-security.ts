/**
 * Brings the policies of a database to what they should be, once, however many processes start at the same time.
 * Knows the lock and the mark by which it is seen that nothing is to be done; refuses to know what the policies say.
 */
import type postgres from 'postgres';
import { codeOf, explainDatabaseError } from './connection-error.ts';
import { schemaLock } from './migrate.ts';
import { type ClientOptions, withClient } from './open.ts';

/** The texts that make it, and what the comment of the schema then is. */
export interface SecurityTexts {
  readonly schema: string;
  readonly comment: string;
  readonly roles: string;
  readonly removal: string;
  readonly making: string;
}

export interface ApplyOptions extends ClientOptions {
  readonly texts: SecurityTexts;
  readonly log: (message: string) => void;
}

/** Policies that could not be made; the message says why, and what to do. */
export class RowSecurityStartError extends Error {
  override readonly name = 'RowSecurityStartError';
}

/** All of it as one text, which is done or not done as a whole. */
export const wholeText = ({ roles, removal, making }: SecurityTexts): string =>
  [
    'begin isolation level read committed',
    `select pg_advisory_xact_lock(${schemaLock})`,
    roles,
    removal,
    making,
    'commit',
    '',
  ].join(';\n');

/** Makes the policies, unless the database has them. */
export function applyRowSecurity({ texts, log, ...options }: ApplyOptions): Promise<{ applied: boolean }> {
  return withClient(options, async client => {
    try {
      if (await isApplied(client, texts)) return { applied: false };
      await client.unsafe(wholeText(texts));
      log('Made the policies of row-level security.');
      return { applied: true };
    } catch (error) {
      const remedy =
        codeOf(error) === '42501'
          ? ` They take one who owns the tables and may make roles. Have such a one run these statements:\n${wholeText(texts)}`
          : '';
      throw new RowSecurityStartError(
        `The policies of row-level security were not made, and the database is as it was. ${explainDatabaseError(error, options.url)}${remedy}`,
      );
    }
  });
}

/** Most starts find nothing to do: they need neither the lock nor a role that may change anything. */
async function isApplied(client: postgres.Sql, { schema, comment }: SecurityTexts): Promise<boolean> {
  const [found] = await client`select from pg_namespace
    where nspname = ${schema} and obj_description(oid, 'pg_namespace') = ${comment}`;
  return found !== undefined;
}
