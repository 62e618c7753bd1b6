/**
 * Random operations on both paths, one after another: each by several viewers and with several values of its variables.
 * The first difference ends it, made as small as it gets; how many were answered by compiled statements is counted.
 */
import { parse, validate } from 'graphql';
import { createRandom, type Random } from '../../src/seed/random.ts';
import { type Asked, type BothPaths, bodyOf, type Compared, differenceOf, isClean } from './both-paths.ts';
import type { CursorSite } from './random-arguments.ts';
import { type OperationWorld, type RandomOperation, randomOperation } from './random-operation.ts';
import type { Viewers } from './rough-world.ts';
import { shrinkOperation } from './shrink-operation.ts';

export interface Comparison {
  readonly paths: BothPaths;
  readonly world: OperationWorld;
  readonly viewers: Viewers;
  /** The one who sees most, and asks most; and those who see nothing, and seldom ask. */
  readonly mainViewer: string;
  readonly strangers: readonly string[];
  readonly seed: number;
  /** Leaves the first difference as it is. */
  readonly asFound?: boolean;
}

export interface Tally {
  /** Operations, by their documents. */
  operations: number;
  /** Requests that were answered on both paths. */
  requests: number;
  /** Of these, the ones that a compiled statement should answer, and those that it did answer. */
  coverable: number;
  compiled: number;
  /** Documents that came out invalid, and were not asked. */
  invalid: number;
  /** Some of those that were left to the resolvers. */
  readonly uncovered: string[];
}

export const emptyTally = (): Tally => ({
  operations: 0,
  requests: 0,
  coverable: 0,
  compiled: 0,
  invalid: 0,
  uncovered: [],
});

/** Asks the operations of the numbers from one up to, not including, the other. @throws on the first difference */
export async function compareOperations(
  comparison: Comparison,
  [from, to]: readonly [number, number],
  tally: Tally,
): Promise<void> {
  for (let number = from; number < to; number++) {
    const random = createRandom(`operation ${comparison.seed} ${number}`);
    const operation = randomOperation(comparison.world, random);
    if (isValid(comparison, operation)) {
      tally.operations++;
      await compareOne(comparison, operation, random, number, tally);
    } else tally.invalid++;
  }
}

function isValid({ world: { schema } }: Comparison, { query }: RandomOperation): boolean {
  return validate(schema, parse(query)).length === 0;
}

async function compareOne(
  comparison: Comparison,
  operation: RandomOperation,
  random: Random,
  number: number,
  tally: Tally,
): Promise<void> {
  const { paths, viewers, mainViewer, strangers } = comparison;
  const others = Object.keys(viewers).filter(name => name !== mainViewer && !strangers.includes(name));
  const someone = () =>
    viewers[random.chance(0.5) ? mainViewer : random.pick(random.chance(0.85) ? others : strangers)];
  const ask = (authorization: string | undefined, variables: Readonly<Record<string, unknown>>): Asked => ({
    query: operation.query,
    operationName: operation.operationName,
    variables,
    authorization,
  });
  const values = () =>
    Object.fromEntries(operation.variables.map(({ name, make }) => [name, make()] as const));
  const learned = { authorization: someone(), variables: values() };
  let isKnown = false;
  const take = async (compared: Compared) => {
    await assertEqual(comparison, compared, { ...compared.asked, ...learned }, number);
    tally.requests++;
    const isCoverable =
      !operation.isHandMade &&
      compared.asked.authorization !== undefined &&
      isClean(compared.expected) &&
      isKnown;
    if (isCoverable) {
      tally.coverable++;
      if (compared.isCompiled) tally.compiled++;
      else if (tally.uncovered.length < 20)
        tally.uncovered.push(`${compared.asked.query}\n${JSON.stringify(compared.asked.variables)}`);
    }
    isKnown ||= isClean(compared.expected);
  };
  const known = await paths.askTwice(ask(learned.authorization, learned.variables));
  isKnown = isClean(known.expected);
  await take(known);
  const hasVariables = operation.variables.length > 0;
  if (hasVariables) {
    const cursors = cursorValues(operation.cursorSites, known.expected, random);
    await take(await paths.askBoth(ask(someone(), { ...values(), ...cursors })));
  }
  // Nobody else's answer, nor that to other values.
  if (!hasVariables || random.chance(0.3)) await take(await paths.askBoth(ask(someone(), learned.variables)));
}

/** Variables with cursors that the lists of an answer had. */
export function cursorValues(
  sites: readonly CursorSite[],
  answer: string,
  random: Random,
): Record<string, string> {
  if (!isClean(answer)) return {};
  return Object.fromEntries(
    sites.flatMap(({ path, after, before }) => {
      const cursors = cursorsAt(bodyOf(answer).data, path);
      if (cursors.length === 0) return [];
      const names = [after, before].filter(name => name !== undefined && random.chance(0.8));
      return names.map(name => [name!, random.pick(cursors)]);
    }),
  );
}

/** The cursors of the connections that a path of response keys leads to. */
function cursorsAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap(item => cursorsAt(item, path));
  if (typeof value !== 'object' || value === null) return [];
  const [key, ...rest] = path;
  if (key !== undefined) return cursorsAt((value as Record<string, unknown>)[key], rest);
  return Object.values(value)
    .flat()
    .filter(member => typeof member === 'object' && member !== null)
    .flatMap(member => Object.values(member as object))
    .filter(text => typeof text === 'string' && isCursor(text));
}

function isCursor(text: string): boolean {
  const decoded = Buffer.from(text, 'base64url').toString();
  return decoded.startsWith('["') && decoded.includes(': ');
}

/** @param learned what the operation was asked with before, so that it became known */
async function assertEqual(
  { paths, world, seed, asFound = false }: Comparison,
  compared: Compared,
  learned: Asked,
  number: number,
): Promise<void> {
  if (differenceOf(compared) === undefined) return;
  let smallest = compared;
  if (!asFound)
    await shrinkOperation(world.schema, compared.asked, async smaller => {
      const first = await paths.askTwice({ ...learned, query: smaller.query });
      const tried = differenceOf(first) === undefined ? await paths.askBoth(smaller) : first;
      if (differenceOf(tried) === undefined) return false;
      smallest = tried;
      return true;
    });
  throw new Error(`Operation ${number} of TEST_SEED=${seed}: ${differenceOf(smallest)}`);
}
