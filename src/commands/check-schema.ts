/**
 * `npm run check:schema`: what clients of the last release meet in schema.graphql as it is now.
 * Knows git's tags and GraphQL's rules of what breaks; refuses to know why a change was made.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  type BreakingChange,
  buildSchema,
  type DangerousChange,
  findBreakingChanges,
  findDangerousChanges,
} from 'graphql';

const file = 'schema.graphql';

/** What git answers; undefined where it refuses. */
function git(...args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 });
  } catch {
    return undefined;
  }
}

const list = (title: string, changes: readonly (BreakingChange | DangerousChange)[]) =>
  changes.length === 0
    ? ''
    : `${title}\n${changes
        .map(({ description }) => `  ${description}\n`)
        .sort()
        .join('')}`;

/** @returns whether it breaks no client */
function checkSchema(): boolean {
  const tag = git('describe', '--tags', '--abbrev=0')?.trim();
  if (!tag) {
    console.log(
      'There is no tag of a release: nothing to compare schema.graphql with. (Are tags fetched? git fetch --tags)',
    );
    return true;
  }
  const before = git('show', `${tag}:./${file}`);
  if (before === undefined) {
    console.log(`${tag} has no ${file}: nothing to compare with.`);
    return true;
  }
  const [released, present] = [buildSchema(before), buildSchema(readFileSync(file, 'utf8'))];
  const breaking = findBreakingChanges(released, present);
  const dangerous = findDangerousChanges(released, present);
  console.log(`${file} since ${tag}: ${breaking.length} breaking and ${dangerous.length} dangerous changes.`);
  process.stdout.write(list('Break clients:', breaking) + list('May surprise clients:', dangerous));
  return breaking.length === 0;
}

process.exitCode = checkSchema() ? 0 : 1;
