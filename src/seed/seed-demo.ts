/**
 * Writes the demo data, once: whoever comes second finds it there.
 * Knows how to write it safely; refuses to know what it is made of.
 */
import { hash } from '@node-rs/argon2';
import type postgres from 'postgres';
import { isDemoDatabase } from './database-contents.ts';
import { demoAccounts, demoPassword } from './demo-members.ts';
import { buildDemoRows } from './demo-rows.ts';
import { insertRows, type SeedSummary, summarize } from './insert-rows.ts';
import { inSeedTransaction } from './seed-transaction.ts';

/** Now, as the demo data sees it by default: fixed, so that every database holds the same rows. */
export const demoNow = '2026-11-16T09:00:00.000Z';

export interface SeedDemoOptions {
  readonly client: postgres.Sql;
  /** What timestamps are relative to; `demoNow` by default. */
  readonly now?: Date;
}

/**
 * Writes the demo data unless it is there. All rows travel in one statement, so that nothing can be left half
 * done, not even by a connection that breaks inside the transaction around it, which only holds the lock.
 */
export async function seedDemo({ client, now = new Date(demoNow) }: SeedDemoOptions): Promise<SeedSummary> {
  const started = performance.now();
  const present = () => summarize('present', {}, started);
  if (await isDemoDatabase(client)) return present();
  const rows = buildDemoRows(now, await hashPasswords());
  const written = await inSeedTransaction(client, async transaction =>
    (await isDemoDatabase(transaction)) ? undefined : insertRows(transaction, rows),
  );
  return written === undefined ? present() : summarize('written', written, started);
}

/** The demo password, hashed for each account with a salt of its own. */
async function hashPasswords(): Promise<Map<string, string>> {
  // algorithm 2 is argon2id; the package's const enum cannot be imported under verbatimModuleSyntax.
  const options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
  return new Map(
    await Promise.all(
      Object.values(demoAccounts).map(
        async ({ email }) => [email, await hash(demoPassword, options)] as const,
      ),
    ),
  );
}
