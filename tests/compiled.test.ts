/**
 * The programs that npm's scripts run are compiled from the source as it is now.
 * Works on a scratch package with programs of its own; refuses to know what the product's do.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'insightgraph-compiled-'));
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'src', 'commands'), { recursive: true });
  const scripts = { start: 'node bin/serve.js', 'db:count': 'node bin/command.js count' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', scripts }));
  say('first');
  writeFileSync(
    join(folder, 'src', 'commands', 'count.ts'),
    'const options: readonly string[] = process.argv.slice(2);\nconsole.log(options.join("+"));\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const say = (word: string) => {
  writeFileSync(join(folder, 'src', 'word.ts'), `export const word: string = '${word}';\n`);
  writeFileSync(join(folder, 'src', 'main.ts'), "import { word } from './word.ts';\nconsole.log(word);\n");
};
const run = async (...args: string[]) => {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk));
  const [code]: unknown[] = await once(child, 'close');
  return { code, output };
};
const serve = () => run(join('bin', 'serve.js'));
const programs = () => readdirSync(join(folder, 'dist', 'programs')).sort();

it('runs the source as it is now, compiled once', async () => {
  expect(await serve()).toEqual({ code: 0, output: 'first\n' });
  expect(programs()).toEqual(['count.js', 'count.js.map', 'main.js', 'main.js.map']);
  say('second');
  expect(await serve()).toEqual({ code: 0, output: 'second\n' });
});

it('serves processes that start at once after a change', async () => {
  say('third');
  const outputs = await Promise.all([serve(), serve(), serve(), serve()]);
  expect(outputs).toEqual(Array(4).fill({ code: 0, output: 'third\n' }));
  expect(programs()).toEqual(['count.js', 'count.js.map', 'main.js', 'main.js.map']);
});

it('runs a command with the options behind its name', async () => {
  expect(await run(join('bin', 'command.js'), 'count', '--all', 'x')).toEqual({
    code: 0,
    output: '--all+x\n',
  });
});

it('names the commands where it is asked for another', async () => {
  expect(await run(join('bin', 'command.js'), 'sum')).toEqual({
    code: 2,
    output: 'There is no command "sum". Commands: count.\n',
  });
});

it('runs nothing old where the source does not compile', async () => {
  writeFileSync(join(folder, 'src', 'main.ts'), 'console.log(');
  const { code, output } = await serve();
  expect(code).not.toBe(0);
  expect(output).toContain('src/main.ts:1:12');
  expect(output).not.toContain('third');
});
