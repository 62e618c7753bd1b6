/**
 * What a person reads on the terminal when the server has started, or has not.
 * Plain lines for people; the log beside them is for machines.
 */
import { inspect } from 'node:util';
import { codeOf } from '../database/failure.ts';
import { isLoopback } from './client-address.ts';

export interface BannerFacts {
  readonly host: string;
  readonly port: number;
  /** Demo accounts exist and may be told. */
  readonly isDemo: boolean;
  /** Their password is known to everybody, whoever made them. */
  readonly hasDemoAccounts: boolean;
  readonly embedded: { readonly url: string; readonly shared: boolean } | undefined;
  readonly dataDir: string;
}

/** Tells where the API is, and in demo mode who can sign in. */
export function printBanner(facts: BannerFacts): void {
  process.stdout.write(`${bannerLines(facts).join('\n')}\n`);
}

export function bannerLines(facts: BannerFacts): string[] {
  const { host, port, isDemo, hasDemoAccounts, embedded, dataDir } = facts;
  const name = host === '127.0.0.1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const seconds = (performance.now() / 1000).toFixed(1);
  return [
    ...(embedded ? [`Embedded PostgreSQL${embedded.shared ? ' (shared)' : ''}, data in ${dataDir}`] : []),
    ...(isDemo
      ? [
          'Demo accounts, password demo-password:',
          '  owner@demo.example     owns two projects',
          '  viewer@demo.example    is a viewer in the first of them',
          '  outsider@demo.example  owns a project of its own',
        ]
      : []),
    ...(hasDemoAccounts && !isLoopback(host)
      ? [
          `Warning: other machines may reach ${host}, and the demo accounts have a known password. Set HOST=127.0.0.1, or use a database without them.`,
        ]
      : []),
    `Ready in ${seconds} s. Press Ctrl+C to stop.`,
    `GraphQL API ready at http://${name}:${port}/graphql`,
  ];
}

/** Tells why the server did not start: in words where an operator can mend it, with the stack where not. */
export function printFailure(
  error: unknown,
  expected: readonly (abstract new (...args: never[]) => Error)[],
): void {
  const listening = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (listening.code === 'EADDRINUSE' && listening.syscall === 'listen') {
    process.stderr.write(
      `Port ${listening.port} on ${listening.address} is in use by another program. Stop it, or choose another port: PORT=4001 npm start\n`,
    );
  } else if (error instanceof Error && expected.some(kind => error instanceof kind)) {
    process.stderr.write(`${error.message}\n`);
  } else if (codeOf(error) === '42P01' || codeOf(error) === '42703') {
    process.stderr.write(
      `The database lacks a table or column that the source has (${(error as Error).message}). Make a migration for it: npm run db:generate -- --name what_changed. It is applied at the next start.\n`,
    );
  } else {
    process.stderr.write(
      `The server could not start.\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
  }
}

/** Tells what could not be closed when the server ended; what went well is closed. */
export function printUnclosed(error: unknown): void {
  const failures = error instanceof AggregateError ? error.errors : [error];
  process.stderr.write(
    `The server has ended, but not cleanly.\n${failures.map(failure => inspect(failure)).join('\n')}\n`,
  );
}
