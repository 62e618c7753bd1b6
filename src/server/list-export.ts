/**
 * All rows of a list as one answer: page after page, each asked for when the client took the one before it.
 * A page is an operation like any other, with its rules, price, time and limits; refuses to know how one is answered.
 */
import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import { badUserInput, type ErrorCode, isCoded, shownCodeOf } from '../errors.ts';
import { conventions } from '../generator/blueprint/blueprint.ts';
import { parseStored } from '../generator/shapes/parse-stored.ts';
import type { Answer } from './answer.ts';
import { pageDocument } from './export-document.ts';
import { type ExportedRow, type ExportType, type RowWriter, rowWriter } from './export-rows.ts';
import { refusals } from './mask-errors.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** Rows of one export where nothing else is said; more are had by going on after the last. */
const mostRows = 1_000_000;
/** Far more than an operation may have; what is longer need not be looked at. */
const maxTokens = 20_000;

export interface ExportOptions {
  readonly schema: GraphQLSchema;
  readonly trusted: TrustedDocuments | undefined;
  /** What was sent: the members of a request. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly type: ExportType;
  /** Rows of one export, where it is another number than by default. */
  readonly maxRows?: number | undefined;
  /** Answers an operation as if it had been sent; the first as the request itself. */
  ask(body: Buffer, isFirst: boolean): Promise<Answer>;
  /** An answer that says what is wrong. */
  refuse(status: number, code: ErrorCode, message: string): Answer;
}

interface Page {
  readonly rows: readonly ExportedRow[];
  readonly hasNext: boolean;
  readonly errors: readonly { readonly extensions?: { readonly code?: ErrorCode } }[] | undefined;
}

export async function exportList(options: ExportOptions): Promise<Answer> {
  const { given, refuse, schema, type, maxRows = mostRows } = options;
  try {
    const { operationName, variables } = named(given);
    const document = documentOf(options);
    const asked = pageDocument(schema, document, operationName, variables);
    options.trusted?.derive(asked.query);
    const size = asked.first ?? conventions.page.maxSize;
    const ask = async (after: unknown, rowsLeft: number) => {
      const isFirst = rowsLeft === maxRows;
      // A size that is none is refused by the page.
      const first = typeof size === 'number' ? Math.min(size, rowsLeft) : size;
      const place = { _first: first, _after: after ?? null };
      const body = JSON.stringify({ query: asked.query, variables: { ...variables, ...place } });
      return options.ask(Buffer.from(body), isFirst);
    };
    const answer = await ask(asked.after, maxRows);
    const page = pageIn(answer, asked.key);
    if (!page.found) return withStatus(answer, page.errors);
    const writer = rowWriter(type, asked.columns);
    return {
      status: 200,
      headers: {
        'content-type': writer.mediaType,
        'content-disposition': `attachment; filename="${asked.key}.${type === 'text/csv' ? 'csv' : 'ndjson'}"`,
      },
      body: '',
      parts: streamOf(writer, page.found, maxRows, async (after, rowsLeft) =>
        pageIn(await ask(after, rowsLeft), asked.key),
      ),
    };
  } catch (error) {
    if (isCoded(error)) return refuse(400, shownCodeOf(error), error.message);
    throw error;
  }
}

function named({ operationName, variables }: ExportOptions['given']) {
  if (operationName != null && typeof operationName !== 'string')
    throw badUserInput('"operationName" must be a text.');
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables)))
    throw badUserInput('"variables" must be an object.');
  return {
    operationName: operationName ?? undefined,
    variables: { ...variables },
  };
}

function documentOf({ given, trusted, schema }: ExportOptions): DocumentNode {
  const query = trusted ? trusted.textOf(given) : given.query;
  if (typeof query !== 'string') throw badUserInput('Send the document of the export as "query".');
  try {
    const document = parse(query, { maxTokens });
    const [error] = validate(schema, document);
    if (error) throw error;
    return document;
  } catch (error) {
    throw error instanceof Error ? badUserInput(error.message) : error;
  }
}

/** The page of an answer, or what it was answered with instead. */
function pageIn({ body }: Answer, key: string): { readonly found?: Page; readonly errors: Page['errors'] } {
  // Numbers keep their digits.
  const { data, errors } = parseStored(body.toString()) as {
    data?: Record<string, { _edges: ExportedRow[]; _page: { hasNextPage: boolean } } | null>;
    errors?: Page['errors'];
  };
  const list = data?.[key];
  if (!list) return { errors };
  return { found: { rows: list._edges, hasNext: list._page.hasNextPage, errors }, errors };
}

/** Without a row there is nothing that a table could say, so the status does. */
function withStatus(answer: Answer, errors: Page['errors']): Answer {
  const code = errors?.[0]?.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
  const status = refusals[code] ?? (code === 'UNAUTHENTICATED' ? 401 : 400);
  const { tag, ...others } = answer;
  return { ...others, status: answer.status === 200 ? status : answer.status };
}

/** A page at a time, as the client takes them. */
function streamOf(
  writer: RowWriter,
  firstPage: Page,
  maxRows: number,
  next: (after: string, rowsLeft: number) => Promise<ReturnType<typeof pageIn>>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let page: Page | undefined = firstPage;
  let last: string | undefined;
  let rowsLeft = maxRows;
  const textOf = (of: Page, head: string) => {
    rowsLeft -= of.rows.length;
    last = of.rows.at(-1)?.cursor ?? last;
    const faults = of.errors && writer.faults ? writer.faults(of.errors) : '';
    return head + of.rows.map(row => writer.row(row)).join('') + faults;
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (page) {
          const text = textOf(page, page === firstPage ? writer.head : '');
          const goesOn = page.hasNext && rowsLeft > 0;
          page = undefined;
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (!goesOn) return controller.close();
          if (text !== '') return;
        }
        const { found, errors } = await next(last!, rowsLeft);
        if (found) {
          page = found;
          return this.pull!(controller);
        }
        // The connection breaks off where a line cannot say so: what came is not the whole.
        if (!writer.faults) throw new ExportBrokenOff();
        controller.enqueue(encoder.encode(writer.faults(errors ?? [])));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** A further page was refused, and the client cannot be told but by an end that is none. */
export class ExportBrokenOff extends Error {
  constructor() {
    super('A page of an export was refused.');
    this.name = 'ExportBrokenOff';
  }
}
