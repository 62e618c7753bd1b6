/**
 * The source as JavaScript, in `dist/`: compiling and finding its files one by one would take most of a start's time.
 * Knows when `dist/` is older than the source, and renews it; refuses to know what is run.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');
const target = join(root, 'dist');
/** Tells what `dist/` was made of; written last. */
const stamp = join(target, 'source.sha256');
/** As long as a process may need parts of an older source that it has not loaded yet. */
const keptMs = 24 * 3600 * 1000;

/** @param {string} program `main`, or the name of a command @returns {string} the URL of the compiled program */
export const urlOf = program => pathToFileURL(join(target, 'programs', `${program}.js`)).href;

/** The names of the commands, such as `seed`: those that scripts of package.json run. @returns {string[]} */
export function commands() {
  /** @type {{ scripts: Record<string, string> }} */
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = Object.values(scripts).flatMap(script => /bin\/command\.js (\S+)/.exec(script)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** Compiles what was changed since it was compiled last. Processes that do so at once do not meet. @returns {Promise<void>} */
export async function compile() {
  const files = sourceFiles();
  const sum = checksum(files);
  if (read(stamp) === sum) return;
  // Loaded where it is needed only: it takes longer than to see that nothing was changed.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: programs(),
    outdir: target,
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    write: false,
    logLevel: 'silent',
  });
  for (const { path, contents } of outputFiles) replace(path, contents);
  replace(stamp, sum);
  removeOld(new Set([stamp, ...outputFiles.map(({ path }) => path)]));
}

/** @returns {string[]} absolute, in the order of their names */
function sourceFiles() {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort()
    .map(file => join(source, file));
}

/** All at the depth of a room's files, so that what is beside the source is found from all parts alike. */
const programs = () => ({
  'programs/main': join(source, 'main.ts'),
  ...Object.fromEntries(commands().map(name => [`programs/${name}`, join(source, 'commands', `${name}.ts`)])),
});

/** Changes with every file, its name, and the way in which it is compiled. @param {readonly string[]} files */
function checksum(files) {
  const hash = createHash('sha256');
  for (const file of [fileURLToPath(import.meta.url), join(root, 'package.json'), ...files]) {
    const text = read(file) ?? '';
    hash.update(`${relative(root, file)} ${text.length}\n`).update(text);
  }
  return hash.digest('hex');
}

/** @param {string} file @returns {string | undefined} */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** In one step: another process may be reading the file, or writing the same. @param {string} path @param {string | Uint8Array} contents */
function replace(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}`;
  writeFileSync(written, contents);
  renameSync(written, path);
}

/** @param {ReadonlySet<string>} current */
function removeOld(current) {
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || current.has(file)) continue;
    const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (Date.now() - changed > keptMs) rmSync(file, { force: true });
  }
}
