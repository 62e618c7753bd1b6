/**
 * Random operations and exports of one viewer, and writes with ids of others, asked before and after what the viewer may not see was changed.
 * Knows how they are asked and compared; refuses to know which rows those are, and who may see what.
 */
import { parse, validate } from 'graphql';
import { expect } from 'vitest';
import { createRandom } from '../../src/seed/random.ts';
import type { TestApi } from './api.ts';
import { type Asked, bodyOf, isClean, send } from './both-paths.ts';
import { cursorValues } from './compare-operations.ts';
import { gatherValues, KnownValues } from './known-values.ts';
import { randomPropertyFilter } from './product-hints.ts';
import { randomExport } from './random-export.ts';
import { type OperationWorld, randomOperation } from './random-operation.ts';
import { viewers } from './rough-world.ts';
import { digestOf } from './write-client.ts';

export interface Isolation {
  /** Operations that were asked both times, and reads of them that were answered without an error. */
  readonly asked: number;
  readonly clean: number;
  /** What differed first, with the operation. */
  readonly difference: string | undefined;
}

interface Exchange extends Asked {
  readonly answer: string;
}

/** Operations of each viewer alone; the others are asked by all of them, so that a server learns them once. */
const own = 40;
/** Of how many operations one is an export. */
const exportEvery = 10;

export interface AskedAround {
  readonly viewer: string;
  readonly numbers: readonly [number, number];
  /** Writes that are refused, whatever the rows are. */
  readonly refused: readonly Asked[];
}

/** @param change changes all that the viewer does not see */
export async function compareAround(
  api: TestApi,
  world: OperationWorld,
  { viewer, numbers, refused }: AskedAround,
  change: () => Promise<void>,
): Promise<Isolation> {
  const exchanges: Exchange[] = [];
  await forgetUses(api);
  const before = await digestOf(api.client);
  for (const asked of refused) exchanges.push({ ...asked, answer: await send(api.url, asked) });
  expect(await digestOf(api.client)).toBe(before);
  for (let number = numbers[0]; number < numbers[1]; number++) {
    exchanges.push(...(await exchange(api, world, viewer, number)));
  }
  await change();
  await forgetUses(api);
  for (const { answer, ...asked } of exchanges) {
    const later = await send(api.url, asked);
    if (later !== answer) return tally(exchanges, differing(asked, answer, later));
  }
  return tally(exchanges, undefined);
}

const tally = (exchanges: readonly Exchange[], difference: string | undefined): Isolation => ({
  asked: exchanges.length,
  clean: exchanges.filter(isAnswered).length,
  difference,
});

/** Whether a read was answered without an error; an export is no JSON. */
const isAnswered = ({ query, accept, answer }: Exchange): boolean =>
  !query.startsWith('mutation') && (accept === undefined ? isClean(answer) : answer.startsWith('200'));

/** Who asks is a row too: its last use is written once a minute, and seen by whoever it belongs to. */
async function forgetUses({ client }: TestApi): Promise<void> {
  for (const table of ['sessions', 'api_keys'])
    await client`update ${client(table)} set last_used_at = date_trunc('day', now()) + interval '1 day'
      where last_used_at is distinct from date_trunc('day', now()) + interval '1 day'`;
}

/** Values and cursors of rows of several projects: filters ask for what the viewer does not see as well. */
export async function operationWorld(api: TestApi): Promise<OperationWorld> {
  const { schema } = api.api;
  const known = new KnownValues();
  for (const viewer of ['owner', 'outsider']) {
    const ask = async (query: string) =>
      bodyOf(await send(api.url, { query, authorization: viewers[viewer] })).data;
    await gatherValues(schema, ask, known, new Set());
  }
  const hints = schema.getType('PropertyFilterInput')
    ? { PropertyFilterInput: randomPropertyFilter(schema) }
    : {};
  return { schema, known, hints, handMade: new Set(), leftOut: new Set(), sizes: [6, 10, 16, 40] };
}

/** The requests of one operation, with their answers: with cursors of an answer where it takes some. */
async function exchange(
  api: TestApi,
  world: OperationWorld,
  viewer: string,
  number: number,
): Promise<Exchange[]> {
  const random = createRandom(number < own ? `isolation ${viewer} ${number}` : `isolation ${number}`);
  if (number % exportEvery === 0) {
    const exported = { ...randomExport(world, random), authorization: viewers[viewer], accept: 'text/csv' };
    return [{ ...exported, answer: await send(api.url, exported) }];
  }
  const { query, operationName, variables, cursorSites } = randomOperation(world, random);
  if (validate(world.schema, parse(query)).length > 0) return [];
  const values = Object.fromEntries(variables.map(({ name, make }) => [name, make()] as const));
  const ask = async (given: Readonly<Record<string, unknown>>): Promise<Exchange> => {
    const asked = { query, operationName, variables: given, authorization: viewers[viewer] };
    return { ...asked, answer: await send(api.url, asked) };
  };
  const first = await ask(values);
  const cursors = cursorValues(cursorSites, first.answer, random);
  return Object.keys(cursors).length > 0 ? [first, await ask({ ...values, ...cursors })] : [first];
}

/** Where two answers part, with what stands around it. */
function differing(asked: Asked, before: string, after: string): string {
  const [was, is] = [before, after].map(answer => answer.slice(answer.indexOf('\n') + 1)) as [string, string];
  let at = 0;
  while (at < was.length && was[at] === is[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 160), at + 160);
  return [
    `before: ${before.slice(0, 3)} …${around(was)}…`,
    `after:  ${after.slice(0, 3)} …${around(is)}…`,
    `variables: ${JSON.stringify(asked.variables)}`,
    asked.query,
  ].join('\n');
}
