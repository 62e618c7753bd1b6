/**
 * An operation asked on both paths, by HTTP as a client would: the resolvers' answer and the compiled one, byte for byte.
 * Two servers on one database: one knows no operation, the other learns each by answering it once.
 */
import type { GraphQLSchema } from 'graphql';
import { startTestApi, type TestApi } from './api.ts';

export interface Asked {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The Authorization header. */
  readonly authorization: string | undefined;
}

export interface Compared {
  readonly asked: Asked;
  /** What the resolvers answered, and then the compiled reads, or the resolvers again. */
  readonly expected: string;
  readonly answered: string;
  /** Whether the second answer was one compiled statement's. */
  readonly isCompiled: boolean;
}

export interface BothPaths {
  readonly schema: GraphQLSchema;
  /** Asks the server that learns twice: the first time, the resolvers answer. */
  askTwice(asked: Asked): Promise<Compared>;
  /** Asks an operation that is known already of both servers. */
  askBoth(asked: Asked): Promise<Compared>;
  close(): Promise<void>;
}

/** @param api with the rows to be asked for; nobody else may ask it meanwhile */
export async function openBothPaths(api: TestApi): Promise<BothPaths> {
  const learning = await startTestApi({ beside: api });
  const resolvers = await startTestApi({ beside: api, compiled: false });
  const statements = statementsOf(learning);
  const isCompiled = () => statements.length === 1 && !statements[0]!.includes('as "preamble"');
  return {
    schema: api.api.schema,
    askTwice: async asked => {
      const expected = await send(learning.url, asked);
      statements.length = 0;
      const answered = await send(learning.url, asked);
      return { asked, expected, answered, isCompiled: isCompiled() };
    },
    askBoth: async asked => {
      statements.length = 0;
      const [expected, answered] = await Promise.all(
        [resolvers, learning].map(({ url }) => send(url, asked)),
      );
      return { asked, expected: expected!, answered: answered!, isCompiled: isCompiled() };
    },
    close: async () => {
      await Promise.all([learning.close(), resolvers.close()]);
    },
  };
}

/** The statements that a server sends from now on. */
function statementsOf({ database: { pool } }: TestApi): string[] {
  const sent: string[] = [];
  const run = pool.run.bind(pool);
  pool.run = (statement, until) => {
    sent.push(statement.text);
    return run(statement, until);
  };
  return sent;
}

/** The answer as text, without what differs between requests. */
async function send(url: string, { query, operationName, variables, authorization }: Asked): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    body: JSON.stringify({ query, operationName, variables }),
  });
  const body = (await response.text()).replace(/"requestId":"[^"]*"/g, '"requestId":""');
  return `${response.status} ${response.headers.get('content-type')} ${body}`;
}

/** What an answer says, without its status. */
export const bodyOf = (answer: string): Answered => JSON.parse(answer.slice(answer.indexOf('{'))) as Answered;

interface Answered {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly unknown[];
}

/** Where two answers part, with what stands around it; undefined where they are equal. */
export function differenceOf({ asked, expected, answered }: Compared): string | undefined {
  if (expected === answered) return undefined;
  let at = 0;
  while (expected[at] === answered[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 120), at + 120);
  return [
    `The two paths differ at character ${at}.`,
    `resolvers: …${around(expected)}…`,
    `compiled:  …${around(answered)}…`,
    `variables: ${JSON.stringify(asked.variables)}`,
    `authorization: ${asked.authorization}${asked.operationName === undefined ? '' : `, operation ${asked.operationName}`}`,
    asked.query,
  ].join('\n');
}
