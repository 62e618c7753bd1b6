/** How the server ends, as real processes on an embedded PostgreSQL: nothing may be left behind. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isAlive } from '../src/embedded/embedded-process.ts';
import { cleanUp, postmasterOf } from './support/embedded-driver.ts';
import { endProcesses, startProcess } from './support/server-process.ts';

afterEach(endProcesses);
afterAll(cleanUp);

const server = ['--import', 'tsx', 'src/main.ts'];
const patience = { timeout: 90_000 };

describe('a server that is asked to stop', () => {
  it(
    'closes all that it can when some of it fails, tells every failure and exits with 1',
    patience,
    async () => {
      const broken = startProcess(process.execPath, [
        '--import',
        'tsx',
        '--import',
        './tests/support/broken-closers.ts',
        'src/main.ts',
      ]);
      const { postmaster } = await broken.ready();
      broken.child.kill('SIGTERM');
      expect(await broken.ended()).toBe(1);
      // Stopped by then, and not only asked to stop.
      expect(isAlive(postmaster)).toBe(false);
      expect(broken.output()).toContain('The server has ended, but not cleanly.');
      expect(broken.output()).toContain('The HTTP server could not be closed.');
      expect(broken.output()).toContain('the HTTP server was broken by a test');
      expect(broken.output()).toContain('The pool of connections could not be closed.');
      expect(broken.output()).toContain('the pool was broken by a test');
      expect(broken.output()).not.toContain('PostgreSQL could not be closed');
    },
  );

  it('exits with 0 when all went well, and PostgreSQL is stopped by then', patience, async () => {
    const fine = startProcess(process.execPath, server);
    const { postmaster } = await fine.ready();
    fine.child.kill('SIGTERM');
    expect(await fine.ended()).toBe(0);
    expect(isAlive(postmaster)).toBe(false);
    expect(fine.output()).not.toContain('not cleanly');
  });

  it('leaves no PostgreSQL behind when the start fails, and says why it failed', patience, async () => {
    const first = startProcess(process.execPath, server);
    await first.ready();
    const port = /localhost:(\d+)/.exec(first.output())![1]!;
    const second = startProcess(process.execPath, server, { PORT: port });
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is in use by another program.`);
    expect(second.output()).not.toContain('not cleanly');
    expect(postmasterOf(second.dataDir)).toBeUndefined();
  });
});
