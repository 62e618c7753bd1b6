/**
 * The house: which room may import which, and that files stay small and named for what they hold.
 * Reads the source as text; refuses to know what it does.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { codeOf } from './support/source-text.ts';

const source = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .sort();
const textOf = (file: string) => readFileSync(join(source, file), 'utf8');

/** What each room may import beside itself; `errors.ts` and `config.ts` are open to all. */
const allowed: Record<string, readonly string[]> = {
  'main.ts': ['operations', 'accounts', 'mail', 'server', 'generator', 'seed', 'database', 'embedded'],
  commands: [
    'operations',
    'accounts',
    'server',
    'identity',
    'generator',
    'seed',
    'database',
    'embedded',
    'model',
  ],
  operations: ['accounts', 'policy', 'server', 'identity', 'generator', 'database', 'model'],
  accounts: ['policy', 'identity', 'generator', 'database', 'model'],
  mail: ['accounts', 'server', 'queue', 'database', 'model'],
  policy: ['generator', 'model'],
  seed: ['database', 'model'],
  // From here on nobody knows whose tables they are.
  'entry.ts': ['server', 'identity', 'generator', 'model', 'embedded'],
  server: ['compiler', 'identity', 'hooks', 'queue', 'generator', 'database'],
  identity: ['generator', 'database'],
  hooks: ['queue', 'generator', 'database'],
  queue: ['database'],
  compiler: ['generator'],
  generator: [],
  database: [],
  // The table that remembers keys of clients is the generator's to declare.
  model: ['generator'],
  embedded: [],
};
const open = ['errors.ts', 'config.ts', 'config-values.ts', 'config-accounts.ts'];

const roomOf = (file: string) => file.split('/', 1)[0]!;
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:from|import|import\()\s*'(\.[^']+)'/g)].map(match =>
    relative(source, join(source, dirname(file), match[1]!)),
  );

/**
 * How many casts the source may have (`as const` is none, `as unknown as X` is one): what was there when they were first counted.
 * Whoever removes some lowers the number; the aim is 60, each with its reason in a comment near it.
 */
const castCeiling = 185;

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

  it('are drawn in docs/architecture.md: each arrow is allowed, and what is allowed can be reached along arrows', () => {
    const document = readFileSync(fileURLToPath(new URL('../docs/architecture.md', import.meta.url)), 'utf8');
    const drawing = /^```mermaid\n(.*?)^```/ms.exec(document)![1]!.replace(/\w+\[([\w.]+)\]/g, '$1');
    const arrows = [...drawing.matchAll(/^ *([\w.]+) --> (.+)$/gm)].flatMap(([, from, to]) =>
      to!.split(' & ').map(target => [from!, target] as const),
    );
    expect(arrows.filter(([from, to]) => !allowed[from]?.includes(to))).toEqual([]);
    const reachable = (from: string): readonly string[] =>
      arrows.filter(([start]) => start === from).flatMap(([, to]) => [to, ...reachable(to)]);
    const missing = Object.entries(allowed).flatMap(([from, targets]) =>
      targets.filter(to => !reachable(from).includes(to)).map(to => `${from} → ${to}`),
    );
    expect(missing).toEqual([]);
    const undescribed = [...new Set(files.map(roomOf))].filter(
      room =>
        !/\.test\.ts$/.test(room) && !document.includes(`\`src/${room}${room.endsWith('.ts') ? '' : '/'}\``),
    );
    expect(undescribed).toEqual([]);
  });

  it('go round in no circle, also where they are of types alone', () => {
    expect(circlesIn(new Map(files.map(file => [file, importsOf(file)])))).toEqual([]);
  });

  it('that go round in circles are found, whatever else they lead to', () => {
    const imports = { a: ['b', 'e'], b: ['c', 'd'], c: ['b', 'd'], d: [], e: ['a'], f: ['a', 'f'] };
    expect(circlesIn(new Map(Object.entries(imports)))).toEqual(['a → e', 'b → c', 'f']);
  });
});

/** The groups of files of which each leads to every other one, in alphabetical order. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const reachedFrom = (file: string): ReadonlySet<string> => {
    const reached = new Set(imports.get(file));
    for (const target of reached) for (const next of imports.get(target) ?? []) reached.add(next);
    return reached;
  };
  const reached = new Map([...imports.keys()].map(file => [file, reachedFrom(file)]));
  const circles = [...imports.keys()]
    .filter(file => reached.get(file)!.has(file))
    .map(file =>
      [...reached.get(file)!]
        .filter(target => reached.get(target)?.has(file))
        .sort()
        .join(' → '),
    );
  return [...new Set(circles)].sort();
}

describe('casts', () => {
  const castsIn = (text: string) =>
    codeOf(text)
      // Another name for something imported or exported is no cast.
      .replace(/^(?:import|export) [^;]*?\bfrom ''/gms, '')
      .match(/\bas (?:unknown as )?(?!const\b)/g)?.length ?? 0;

  it('grow no more', () => {
    const counts = files.filter(file => !file.endsWith('.test.ts')).map(file => castsIn(textOf(file)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(castCeiling);
  });

  it.each([
    ['(error as Error).message', 1],
    ['policy as unknown as Rules', 1],
    ['`$' + '{(row as Row).id} as id, $' + '{`$' + '{a as B} as b`}`', 2],
    ['[1, 2] as const', 0],
    ["import { a as b } from './c.ts';", 0],
    ["import {\n  type a as b,\n  c,\n} from './d.ts';\nconst e = c as F;", 1],
    ["'known as it is' // as far as it goes", 0],
    ['/* as such */ x / 2 as number / 3', 1],
    ["/['\"]as x/.test(y) ? 'it\\'s' : \"as y\"", 0],
    ['sql`with x as materialized (select 1 as y)`', 0],
  ])('are counted in %j: %i', (text, count) => {
    expect(castsIn(text)).toBe(count);
  });
});

describe('files', () => {
  it('have names that say what they hold', () => {
    const vague = /^(utils?|helpers?|manager|common|misc|index)\.ts$/;
    expect(files.filter(file => vague.test(file.split('/').at(-1)!) || /[A-Z_]/.test(file))).toEqual([]);
  });

  it('are small enough to be read at once', () => {
    const long = files.filter(file => textOf(file).split('\n').length > 300);
    expect(long).toEqual([]);
  });

  it('read the environment at the front doors only', () => {
    // PostgreSQL's own processes are handed a few variables, such as PATH.
    const doors = /^(main\.ts|commands\/|embedded\/embedded-binaries\.ts)/;
    expect(files.filter(file => !doors.test(file) && /process\.env\b/.test(textOf(file)))).toEqual([]);
  });

  it('open with what they know, except tables, which are described in themselves', () => {
    const silent = files.filter(
      file => !/\.test\.ts$|^model\/tables\//.test(file) && !textOf(file).startsWith('/**'),
    );
    expect(silent).toEqual([]);
  });

  it('name no table in the generator', () => {
    const tables = readdirSync(join(source, 'model/tables')).map(file => file.replace('.ts', ''));
    const words = new RegExp(
      `\\b(${tables.map(table => table.replace(/-(\w)/g, (_, c) => c.toUpperCase())).join('|')})\\b`,
    );
    const code = (file: string) => textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(
      files.filter(
        file => file.startsWith('generator/') && !file.endsWith('.test.ts') && words.test(code(file)),
      ),
    ).toEqual([]);
  });
});
