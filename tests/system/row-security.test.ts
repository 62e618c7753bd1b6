/**
 * The matrices of reads and writes with row-level security on, beside the conditions of statements.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { holdToPolicies } from '../support/row-security.ts';

describe('under row-level security', async () => {
  beforeAll(() => holdToPolicies(true));
  afterAll(() => holdToPolicies(false));

  describe('the isolation matrix', async () => {
    await import('../policy-matrix.test.ts');
  });
  describe('the matrix of writes', async () => {
    await import('../write-matrix.test.ts');
  });
});
