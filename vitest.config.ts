import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

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
      include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
      globalSetup: ['tests/support/global-setup.ts'],
      env: isLong ? { TEST_LONG: '1' } : {},
      // PostgreSQL and servers work in processes of their own, and some suites wait for most of their time: cores would idle.
      maxWorkers: Math.min(4, availableParallelism() + 1),
      // Limits end what hangs, and say nothing of speed: they have to hold on a machine with much else to do.
      testTimeout: isLong ? 1_800_000 : 120_000,
      hookTimeout: 180_000,
      teardownTimeout: 120_000,
    },
  };
});
