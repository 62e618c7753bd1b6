/**
 * Preloaded into a server: at its end it tells which packages of OpenTelemetry were loaded.
 */
import { Module } from 'node:module';

process.on('exit', () => {
  const cache = Object.keys((Module as unknown as { _cache: Record<string, unknown> })._cache);
  const packages = cache.flatMap(path => /node_modules\/(@opentelemetry\/[\w-]+)\//.exec(path)?.[1] ?? []);
  process.stdout.write(`loaded: ${[...new Set(packages)].sort().join(' ')}\n`);
});
