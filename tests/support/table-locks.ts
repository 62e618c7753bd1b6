/**
 * Tables that nobody gets at until they are let go, so that statements wait for as long as a test needs.
 * Knows locks of PostgreSQL; refuses to know who waits for them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import type { TestApi } from './api.ts';

export interface TableLocks {
  /** @returns the connection that holds the table, in a transaction */
  hold(table: string): Promise<postgres.Sql>;
  letGo(): Promise<void>;
  /** Waits until so many statements of the server wait for a lock. */
  waitingAre(count: number): Promise<void>;
}

export function tableLocks(api: () => Pick<TestApi, 'adminUrl' | 'client'>): TableLocks {
  const held: postgres.Sql[] = [];
  const waiting = async () =>
    (
      await api().client`
        select from pg_stat_activity where application_name = 'insightgraph' and state = 'active'
          and datname = current_database() and wait_event_type = 'Lock'`
    ).length;
  return {
    hold: async table => {
      const holder = postgres(api().adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
      held.push(holder);
      await holder.unsafe(`begin; lock table ${table} in access exclusive mode`);
      return holder;
    },
    letGo: async () => {
      await Promise.all(held.splice(0).map(holder => holder.end()));
    },
    waitingAre: async count => {
      while ((await waiting()) !== count) await sleep(20);
    },
  };
}
