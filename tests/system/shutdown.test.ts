/** How the server ends, as real processes on an embedded PostgreSQL: nothing may be left behind. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../src/embedded/embedded-process.ts';
import { cleanUp, postmasterOf } from '../support/embedded-driver.ts';
import { allGone, endProcesses, serverBelow, startProcess } from '../support/server-process.ts';

afterEach(endProcesses);
afterAll(cleanUp);

const server = ['bin/serve.js'];
const patience = { timeout: 120_000 };

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

  it('leaves no PostgreSQL behind when the start fails, and says why it failed', patience, async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const second = startProcess(process.execPath, server, { PORT: String(port) });
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is in use by another program.`);
    expect(second.output()).not.toContain('not cleanly');
    expect(postmasterOf(second.dataDir)).toBeUndefined();
    other.close();
  });
});

describe('npm start', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'whose process gets %s leaves neither the server nor PostgreSQL behind',
    patience,
    async signal => {
      const npm = startProcess('npm', ['start']);
      const { server: left, postmaster } = await npm.ready();
      npm.child.kill(signal);
      await allGone(left, postmaster);
      expect(npm.output()).not.toContain('not cleanly');
    },
  );

  it.runIf(process.platform === 'linux')(
    'that is killed before the server could look who started it leaves nothing behind',
    patience,
    async () => {
      const npm = startProcess('npm', ['start']);
      const early = await serverBelow(npm.child.pid!);
      npm.child.kill('SIGKILL');
      await allGone(early);
      expect(npm.output()).toContain('npm start has ended');
      expect(postmasterOf(npm.dataDir)).toBeUndefined();
    },
  );

  it(
    'that is somewhere above does not matter to a server that was started by something else',
    patience,
    async () => {
      const inherited = {
        npm_config_user_agent: 'npm/11.0.0',
        npm_lifecycle_event: 'start',
        npm_lifecycle_script: 'node orchestrate.js',
      };
      const shell = startProcess('sh', ['-c', `nohup node ${server.join(' ')} & exit`], inherited);
      await shell.ended();
      const { server: left } = await shell.ready();
      await sleep(1_000);
      expect(isAlive(left)).toBe(true);
      process.kill(left, 'SIGTERM');
      await allGone(left);
    },
  );
});

// util-linux's script makes a terminal; other systems have one with other options.
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

describe.runIf(hasTerminal)('a terminal that is closed', () => {
  it('ends the server in it, although nothing can be written any more', patience, async () => {
    const terminal = startProcess('script', ['-qec', 'npm start', '/dev/null']);
    const { server: left, postmaster } = await terminal.ready();
    terminal.child.kill('SIGKILL');
    await allGone(left, postmaster);
  });

  it(
    'ends the log of a server that does not belong to it any more, and not the server',
    patience,
    async () => {
      const line = `setsid node ${server.join(' ')} & sleep 600`;
      const terminal = startProcess('script', ['-qec', `sh -c '${line}'`, '/dev/null']);
      const { server: left } = await terminal.ready();
      terminal.child.kill('SIGKILL');
      for (const _ of [1, 2, 3]) {
        expect((await fetch(`http://127.0.0.1:${terminal.port()}/health/live`)).status).toBe(200);
        await sleep(100);
      }
      process.kill(left, 'SIGTERM');
      await allGone(left);
    },
  );
});

describe('a signal', () => {
  it(
    'that comes twice at once, from the terminal and from npm, is one request to stop',
    patience,
    async () => {
      const fine = startProcess(process.execPath, server);
      const { postmaster } = await fine.ready();
      fine.child.kill('SIGINT');
      await sleep(20);
      fine.child.kill('SIGINT');
      expect(await fine.ended()).toBe(0);
      expect(isAlive(postmaster)).toBe(false);
      expect(fine.output()).not.toContain('not cleanly');
    },
  );

  it('that comes again later ends a server that waits for its clients', patience, async () => {
    const busy = startProcess(process.execPath, server);
    const { postmaster } = await busy.ready();
    // A request whose body never comes.
    const client = connect({ port: busy.port(), host: '127.0.0.1' });
    client.on('error', () => {});
    await once(client, 'connect');
    client.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n',
    );
    // What comes later is answered: the server has begun to read the first.
    for (const _ of [1, 2]) await fetch(`http://127.0.0.1:${busy.port()}/health/live`);
    busy.child.kill('SIGTERM');
    await sleep(2_500);
    expect(busy.child.exitCode).toBeNull();
    busy.child.kill('SIGTERM');
    expect(await busy.ended()).toBe(1);
    await allGone(postmaster);
    client.destroy();
  });
});
