/**
 * What a database holds already: nothing, the demo data, or somebody's own rows.
 * Knows how to tell these apart; refuses to change anything.
 */
import { getTableName } from 'drizzle-orm';
import type postgres from 'postgres';
import { tables } from '../model/relations.ts';
import { demoAccounts, demoProjects } from './demo-members.ts';

/** Whether no table holds a row. */
export async function isEmptyDatabase(client: postgres.ISql): Promise<boolean> {
  const filled = Object.values(tables).map(table => `exists (select from "${getTableName(table)}")`);
  const [row] = await client.unsafe<{ filled: boolean }[]>(`select ${filled.join(' or ')} as filled`);
  return row?.filled === false;
}

/** Whether the demo data was written: its first account and first project are there, by their fixed ids. */
export async function isDemoDatabase(client: postgres.ISql): Promise<boolean> {
  const [row] = await client<{ found: boolean }[]>`
    select exists (select from users where id = ${demoAccounts.owner.id}::uuid)
       and exists (select from projects where id = ${demoProjects.notes.id}::uuid) as found`;
  return row?.found === true;
}
