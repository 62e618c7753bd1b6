/**
 * An operation asked on both paths, by HTTP as a client would: the resolvers' answer and the compiled one, byte for byte.
 * Two servers on one database: one knows no operation, the other learns each by answering it once.
 */
import type { GraphQLSchema } from 'graphql';
import { startTestApi, type TestApi, type TestApiOptions } from './api.ts';

export interface Asked {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The Authorization header. */
  readonly authorization: string | undefined;
  readonly accept?: string;
}

export interface Compared {
  readonly asked: Asked;
  /** What the resolvers answered, and then the compiled reads, or the resolvers again. */
  readonly expected: string;
  readonly answered: string;
  /** How many statements the second answer took. */
  readonly statements: number;
  /** Whether it was one compiled statement's. */
  readonly isCompiled: boolean;
  /** What PostgreSQL had against the compiled statement, so that the resolvers answered. */
  readonly fault: string | undefined;
}

export interface BothPaths {
  readonly schema: GraphQLSchema;
  /** Asks the server that learns twice: the first time, the resolvers answer. */
  askTwice(asked: Asked): Promise<Compared>;
  /** Asks an operation that is known already of both servers. */
  askBoth(asked: Asked): Promise<Compared>;
  close(): Promise<void>;
}

/** @param api with the rows to be asked for @param compiled in the place of the product's own */
export async function openBothPaths(api: TestApi, compiled?: TestApiOptions['compiled']): Promise<BothPaths> {
  // What is asked at random may cost anything.
  const maxOperationCost = Number.MAX_SAFE_INTEGER;
  const learning = await startTestApi({
    beside: api,
    maxOperationCost,
    ...(compiled === undefined ? {} : { compiled }),
  });
  const resolvers = await startTestApi({ beside: api, maxOperationCost, compiled: false });
  const sent = statementsOf(learning);
  const fromSent = () => ({
    statements: sent.length,
    isCompiled: sent.length === 1 && isCompiled(sent[0]!),
    fault: sent.find(statement => isCompiled(statement) && statement.fault !== undefined)?.fault,
  });
  return {
    schema: api.api.schema,
    askTwice: async asked => {
      const expected = await send(learning.url, asked);
      sent.length = 0;
      const answered = await send(learning.url, asked);
      return { asked, expected, answered, ...fromSent() };
    },
    askBoth: async asked => {
      sent.length = 0;
      const [expected, answered] = await Promise.all(
        [resolvers, learning].map(({ url }) => send(url, asked)),
      );
      return { asked, expected: expected!, answered: answered!, ...fromSent() };
    },
    close: async () => {
      await Promise.all([learning.close(), resolvers.close()]);
    },
  };
}

interface SentStatement {
  readonly text: string;
  /** What PostgreSQL had against it. */
  fault?: string;
}

/** The resolvers' statements say whether there is a viewer. */
const isCompiled = ({ text }: SentStatement) => !text.includes('as "preamble"');

/** The statements that a server sends from now on. */
function statementsOf({ database: { pool } }: TestApi): SentStatement[] {
  const sent: SentStatement[] = [];
  const run = pool.run.bind(pool);
  pool.run = async (statement, until) => {
    const entry: SentStatement = { text: statement.text };
    sent.push(entry);
    try {
      return await run(statement, until);
    } catch (error) {
      entry.fault = String(error);
      throw error;
    }
  };
  return sent;
}

/** Headers that differ between requests. */
const ofRequest = new Set(['date', 'x-request-id']);

/** The answer as text, without what differs between requests. */
export async function send(url: string, asked: Asked): Promise<string> {
  const { query, operationName, variables, authorization, accept } = asked;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // The ids of requests are in errors, and make compressed bodies longer or shorter by a byte.
      'accept-encoding': 'identity',
      ...(authorization ? { authorization } : {}),
      ...(accept ? { accept } : {}),
    },
    body: JSON.stringify({ query, operationName, variables }),
  });
  const body = (await response.text()).replace(/"requestId":"[^"]*"/g, '"requestId":""');
  const headers = [...response.headers].filter(([name]) => !ofRequest.has(name));
  return `${response.status} ${headers.map(([name, value]) => `${name}: ${value}`).join(', ')}\n${body}`;
}

/** What an answer says, without its status. */
export const bodyOf = (answer: string): Answered =>
  JSON.parse(answer.slice(answer.indexOf('\n'))) as Answered;

interface Answered {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
}

/** Whether the answer is whole. */
export const isClean = (answer: string) => answer.startsWith('200') && bodyOf(answer).errors === undefined;

/** Where two answers part, with what stands around it; undefined where they are equal, and nothing went wrong on the way. */
export function differenceOf(compared: Compared): string | undefined {
  const { asked, expected, answered, fault } = compared;
  const isFault = fault !== undefined && isClean(expected);
  if (expected === answered && !isFault) return undefined;
  let at = 0;
  while (at < expected.length && expected[at] === answered[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 120), at + 120);
  return [
    ...(isFault ? [`The compiled statement failed: ${fault}.`] : []),
    `The two paths differ at character ${at}.`,
    `resolvers: …${around(expected)}…`,
    `compiled:  …${around(answered)}…`,
    `variables: ${JSON.stringify(asked.variables)}`,
    `authorization: ${asked.authorization}${asked.operationName === undefined ? '' : `, operation ${asked.operationName}`}`,
    asked.query,
  ].join('\n');
}
