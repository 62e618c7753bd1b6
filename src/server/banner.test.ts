import { describe, expect, it } from 'vitest';
import { bannerLines } from './banner.ts';

const facts = { port: 4000, isDemo: true, embedded: undefined, dataDir: '.data' };
const warnings = (host: string, hasDemoAccounts: boolean) =>
  bannerLines({ ...facts, host, hasDemoAccounts }).filter(line => line.startsWith('Warning'));

describe('the banner', () => {
  it('ends with where the API is', () => {
    for (const host of ['127.0.0.1', '0.0.0.0', '::'])
      expect(bannerLines({ ...facts, host, hasDemoAccounts: true }).at(-1)).toBe(
        'GraphQL API ready at http://localhost:4000/graphql',
      );
  });

  it('warns where other machines can reach accounts with a known password', () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'insight.example'])
      expect(warnings(host, true)).toEqual([
        `Warning: other machines may reach ${host}, and the demo accounts have a known password. Set HOST=127.0.0.1, or use a database without them.`,
      ]);
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
      expect(warnings(host, true)).toEqual([]);
    expect(warnings('0.0.0.0', false)).toEqual([]);
  });
});
