import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Suites with proxies, poolers, replicas and containers around the server: `npm run test:system`. */
const system = 'tests/system/**/*.test.ts';

export default defineConfig(({ mode }) => {
  const isLong = mode === 'long';
  return {
    resolve: {
      // graphql ships CommonJS and ES modules; vitest would load both and every instanceof would fail.
      alias: [
        {
          find: /^graphql$/,
          replacement: fileURLToPath(new URL('./node_modules/graphql/index.js', import.meta.url)),
        },
      ],
    },
    test: {
      include: mode === 'system' ? [system] : ['src/**/*.test.ts', 'tests/**/*.test.ts'],
      exclude: isLong || mode === 'system' ? [] : [system],
      globalSetup: ['tests/support/global-setup.ts'],
      env: isLong ? { TEST_LONG: '1' } : {},
      // Loading the product anew for each file would take a third of a run.
      isolate: isLong || mode === 'system',
      // PostgreSQL works in processes of its own: with one suite at a time half of two cores would idle. Suites of systems wait for servers.
      maxWorkers: Math.min(4, Math.max(2, availableParallelism() - 1) + (mode === 'system' ? 2 : 0)),
      // Limits end what hangs, and say nothing of speed: they have to hold on a machine with much else to do.
      testTimeout: isLong ? 1_800_000 : 120_000,
      hookTimeout: 180_000,
      teardownTimeout: 120_000,
    },
  };
});
