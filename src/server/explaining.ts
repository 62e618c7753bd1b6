/**
 * `x-explain: true`: the statements of a request and PostgreSQL's plans for them, beside its answer, for whoever develops with the server.
 * Sees statements and answers as text; nothing runs again, as plans are asked for without running them.
 */
import type { IncomingMessage } from 'node:http';
import type { Database } from '../database/open.ts';
import type { OnStatement, StatementRun } from '../database/statement-log.ts';
import type { Answer } from './answer.ts';

/** What is told of a statement. Values are told as the plan shows them. */
interface Explained {
  readonly statement: string;
  readonly milliseconds: number;
  /** As PostgreSQL's EXPLAIN (FORMAT JSON) tells it, or why it does not. */
  readonly plan: unknown;
}

/** Milliseconds that PostgreSQL has for a plan. */
const patienceMs = 5_000;

const header = 'x-explain';

export class Explaining {
  private readonly runs = new Map<string, StatementRun[]>();

  /** Takes note of the statements of requests that ask. */
  readonly statement: OnStatement = run => {
    if (run.requestId !== undefined) this.runs.get(run.requestId)?.push(run);
  };

  /** The answer to a request, with its statements where the request asks for them. */
  async explained(
    database: Database,
    request: IncomingMessage,
    requestId: string,
    answering: () => Promise<Answer>,
  ): Promise<Answer> {
    if (request.headers[header] !== 'true') return answering();
    const runs: StatementRun[] = [];
    this.runs.set(requestId, runs);
    try {
      const answer = await answering();
      const explained = await Promise.all([...runs].map(run => explain(database, run)));
      const body = withExtension(answer.body.toString(), 'explain', explained);
      // Another one each time: nothing to be kept.
      return body === undefined ? answer : { ...answer, body, tag: undefined };
    } finally {
      this.runs.delete(requestId);
    }
  }
}

async function explain(
  database: Database,
  { text, params, within, milliseconds }: StatementRun,
): Promise<Explained> {
  const told = { statement: text, milliseconds: Math.round(milliseconds * 100) / 100 };
  try {
    const statement = { text: `explain (format json) ${text}`, params, within };
    const [row] = await database.pool.run(statement, performance.now() + patienceMs);
    return { ...told, plan: row?.['QUERY PLAN'] };
  } catch (error) {
    return { ...told, plan: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * The text of an answer with one more extension; all else stays as it was written. Undefined for what is no answer of GraphQL.
 */
export function withExtension(body: string, name: string, value: unknown): string | undefined {
  const answer = parsed(body);
  if (answer === undefined) return undefined;
  const added = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
  const known = JSON.stringify(answer.extensions);
  if (known === undefined) return `${body.trimEnd().slice(0, -1)},"extensions":{${added}}}`;
  const end = `"extensions":${known}}`;
  if (!body.endsWith(end)) return undefined;
  return `${body.slice(0, -end.length)}"extensions":{${known.slice(1, -1)}${known === '{}' ? '' : ','}${added}}}`;
}

function parsed(body: string): { readonly extensions?: unknown } | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== 'object' || answer === null) return undefined;
    if (!('data' in answer || 'errors' in answer)) return undefined;
    return 'extensions' in answer ? { extensions: answer.extensions } : {};
  } catch {
    return undefined;
  }
}
