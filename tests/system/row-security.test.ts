/**
 * The matrices of reads and writes with row-level security on, beside the conditions of statements: straight, and through PgBouncer
 * in transaction mode, which has another connection for each transaction.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { isInstalled } from '../support/daemon.ts';
import { usePgbouncer } from '../support/pgbouncer.ts';
import { holdToPolicies } from '../support/row-security.ts';
import { isLong } from '../support/scale.ts';

const useRowSecurity = () => {
  beforeAll(() => holdToPolicies(true));
  afterAll(() => holdToPolicies(false));
};

describe('the matrix of writes under row-level security', async () => {
  useRowSecurity();
  await import('../write-matrix.test.ts');
});

// In a usual run the matrix passes by policies alone (row-security-matrix), and straight.
describe.runIf(isLong && isInstalled('pgbouncer', '-V', 'Nothing is asked through a pooler'))(
  'the isolation matrix under row-level security, through PgBouncer',
  async () => {
    usePgbouncer();
    useRowSecurity();
    await import('../policy-matrix.test.ts');
  },
);
