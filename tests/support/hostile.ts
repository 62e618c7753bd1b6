/**
 * A server under attack, and what has to hold after each attack whatever it was.
 * Knows answers, their words and PostgreSQL's own list of who is busy; refuses to know what an attack is made of.
 */
import postgres from 'postgres';
import { expect } from 'vitest';
import { errorCodes } from '../../src/errors.ts';
import { type Any, startTestApi, type TestApi, type TestApiOptions } from './api.ts';
import { type RawAnswer, type RawRequest, sendRaw } from './raw-http.ts';
import { patienceMs } from './scale.ts';

/** What is sent, and what has to come back: a status and codes, as `400 BAD_USER_INPUT`, or `200 ok`. */
export interface Attack {
  readonly name: string;
  readonly expected: string;
  readonly query?: string;
  /** As JSON text where JSON.stringify could not write them. */
  readonly variables?: object | string;
  readonly operationName?: unknown;
  /** The whole body, instead. */
  readonly body?: string;
  /** Asked with good variables first, twice, so that compiled reads know it. */
  readonly knownWith?: object;
}

/** So many parts of a document, one after the other. */
export const many = (count: number, part: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');

/** The verdicts that most attacks have to meet. */
export const [invalid, tooMuch, fine] = ['400 BAD_USER_INPUT', '400 LIMIT_EXCEEDED', '200 ok'] as const;

/** The words of drivers, libraries, SQL and stacks. */
const foreignWords =
  /node_modules|\.[cm]?[jt]s:\d|\bat .+ \(|\bpostgres|pg_|sqlstate|invalid input syntax|at or near|relation "|byte sequence|out of range for type|Cannot read|is not a function|is not iterable|Maximum call stack|(Type|Range|Syntax)Error|\bECONN|\bERR_|\bZod\b|drizzle|"INTERNAL_SERVER_ERROR"/i;

export interface HostileApi extends TestApi {
  readonly token: string;
  /** Sends an attack, and says what came back in the words of `expected`. */
  attack(attack: Attack): Promise<string>;
  post(request: RawRequest): Promise<RawAnswer>;
  /** Another viewer is served, and PostgreSQL does nothing for anybody any more. */
  assertUnharmed(): Promise<void>;
}

const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };

export async function startHostileApi(options: TestApiOptions = {}): Promise<HostileApi> {
  const api = await startTestApi({ demo: true, ...options });
  const admin = postgres(api.adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
  const token = await api.signIn('owner@demo.example');
  const other = await api.signIn('viewer@demo.example');
  const authorization = `Bearer ${token}`;
  const post = (request: RawRequest) =>
    sendRaw(api.url, {
      method: 'POST',
      ...request,
      headers: { ...headers, authorization, ...request.headers },
    });
  const send = async (body: string) => verdictOf(await post({ body }));
  return {
    ...api,
    token,
    post,
    attack: async attack => {
      if (attack.knownWith) {
        const known = bodyOf({ ...attack, variables: attack.knownWith });
        for (const _ of [1, 2]) expect(await send(known), `${attack.name}: as it is meant`).toBe('200 ok');
      }
      return send(bodyOf(attack));
    },
    assertUnharmed: async () => {
      const body = JSON.stringify({ query: '{ viewer { displayName } }' });
      const answer = await post({ body, headers: { authorization: `Bearer ${other}` } });
      expect(JSON.parse(answer.text).data.viewer.displayName).toEqual(expect.any(String));
      await untilIdle(admin);
    },
    close: async () => {
      await admin.end({ timeout: 5 });
      await api.close();
    },
  };
}

/** Waits for what has to come; whoever waits in vain hangs. */
export async function eventually(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const until = performance.now() + patienceMs / 2;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`In vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

const untilIdle = (admin: postgres.Sql) =>
  eventually('PostgreSQL is idle', async () => {
    const busy = await admin`
      select 1 from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`;
    return busy.length === 0;
  });

export function bodyOf({ query, variables, operationName, body }: Attack): string {
  if (body !== undefined) return body;
  const rest = JSON.stringify({ query, operationName });
  if (variables === undefined) return rest;
  const written = typeof variables === 'string' ? variables : JSON.stringify(variables);
  return `${rest.slice(0, -1)},"variables":${written}}`;
}

/** Status and codes of an answer to GraphQL, of errors and of the user errors of mutations. */
export function verdictOf({ status, text }: Pick<RawAnswer, 'status' | 'text'>): string {
  assertOwnWords(text);
  const { data, errors = [] }: Any = JSON.parse(text);
  const codes = [...errors.map((error: Any) => error.extensions.code), ...userErrorsIn(data)];
  for (const code of codes) expect(errorCodes).toContain(code);
  return `${status} ${[...new Set(codes)].sort().join(' ') || 'ok'}`;
}

export const assertOwnWords = (text: string): void => expect(text.slice(0, 5_000)).not.toMatch(foreignWords);

const userErrorsIn = (data: Any): string[] =>
  Object.values(data ?? {}).flatMap((field: Any) =>
    (field?.userErrors ?? []).map((error: Any) => error.code),
  );
