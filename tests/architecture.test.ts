/**
 * The house: which room may import which, and that files stay small and named for what they hold.
 * Reads the source as text; refuses to know what it does.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .sort();

/** What each room may import beside itself; `errors.ts` and `config.ts` are open to all. */
const allowed: Record<string, readonly string[]> = {
  'main.ts': ['server', 'identity', 'generator', 'seed', 'database', 'embedded'],
  commands: ['server', 'generator', 'seed', 'database', 'embedded', 'model'],
  server: ['generator', 'compiler', 'operations', 'identity', 'policy', 'database', 'model'],
  operations: ['generator', 'identity', 'policy', 'database', 'model'],
  identity: ['policy', 'database', 'model'],
  policy: ['generator', 'model'],
  seed: ['database', 'model'],
  database: ['model'],
  generator: [],
  compiler: ['generator'],
  model: [],
  embedded: [],
};
const open = ['errors.ts', 'config.ts'];

const roomOf = (file: string) => file.split('/', 1)[0]!;
const importsOf = (file: string): string[] =>
  [...readFileSync(join(source, file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(match =>
    relative(source, join(source, dirname(file), match[1]!)),
  );

describe('imports', () => {
  it('point one way between the rooms', () => {
    const wrong = files
      .filter(file => !file.endsWith('.test.ts') && !open.includes(file))
      .flatMap(file =>
        importsOf(file)
          .filter(target => !open.includes(target))
          .filter(
            target => roomOf(target) !== roomOf(file) && !allowed[roomOf(file)]?.includes(roomOf(target)),
          )
          .map(target => `${file} → ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('are known for every room', () => {
    expect(
      [...new Set(files.map(roomOf))].filter(room => !open.includes(room) && !/\.test\.ts$/.test(room)),
    ).toEqual(expect.arrayContaining(['main.ts', 'server', 'generator', 'policy', 'database']));
    for (const room of new Set(files.map(roomOf))) {
      expect(room in allowed || open.includes(room) || room.endsWith('.test.ts'), room).toBe(true);
    }
  });

  it('go round in no circle', () => {
    const circle = (file: string, trail: readonly string[]): string | undefined => {
      if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file].join(' → ');
      if (done.has(file)) return undefined;
      for (const target of valueImportsOf(file)) {
        const found = circle(target, [...trail, file]);
        if (found) return found;
      }
      done.add(file);
      return undefined;
    };
    const done = new Set<string>();
    expect(files.map(file => circle(file, [])).find(found => found !== undefined)).toBeUndefined();
  });
});

/** Imports that exist at run time. */
const valueImportsOf = (file: string): string[] =>
  [...readFileSync(join(source, file), 'utf8').matchAll(/^import (?!type )[^;]*?from '(\.[^']+)'/gms)].map(
    match => relative(source, join(source, dirname(file), match[1]!)),
  );

describe('files', () => {
  it('have names that say what they hold', () => {
    const vague = /^(utils?|helpers?|manager|common|misc|index)\.ts$/;
    expect(files.filter(file => vague.test(file.split('/').at(-1)!) || /[A-Z_]/.test(file))).toEqual([]);
  });

  it('are small enough to be read at once', () => {
    const long = files.filter(file => readFileSync(join(source, file), 'utf8').split('\n').length > 300);
    expect(long).toEqual([]);
  });

  it('read the environment at the front doors only', () => {
    // PostgreSQL's own processes are handed a few variables, such as PATH.
    const doors = /^(main\.ts|commands\/|embedded\/embedded-binaries\.ts)/;
    expect(
      files.filter(
        file => !doors.test(file) && /process\.env\b/.test(readFileSync(join(source, file), 'utf8')),
      ),
    ).toEqual([]);
  });

  it('open with what they know, except tables, which are described in themselves', () => {
    const silent = files.filter(
      file =>
        !/\.test\.ts$|^model\/tables\//.test(file) &&
        !readFileSync(join(source, file), 'utf8').startsWith('/**'),
    );
    expect(silent).toEqual([]);
  });

  it('name no table in the generator', () => {
    const tables = readdirSync(join(source, 'model/tables')).map(file => file.replace('.ts', ''));
    const words = new RegExp(
      `\\b(${tables.map(table => table.replace(/-(\w)/g, (_, c) => c.toUpperCase())).join('|')})\\b`,
    );
    const code = (file: string) =>
      readFileSync(join(source, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(
      files.filter(
        file => file.startsWith('generator/') && !file.endsWith('.test.ts') && words.test(code(file)),
      ),
    ).toEqual([]);
  });
});
