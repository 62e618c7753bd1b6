/**
 * A request for all rows of a list: what it asks is read from its body or address, and each page is asked for in its name.
 * Knows HTTP's side of it; which pages there are, and how they are written, is told elsewhere.
 */
import type { IncomingMessage } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { Admission } from './admission.ts';
import type { Answer } from './answer.ts';
import type { ExportType } from './export-rows.ts';
import { type ExportOptions, exportList } from './list-export.ts';
import { OperationRecord } from './operation-record.ts';
import type { TrustedDocuments } from './trusted-documents.ts';
import { graphqlPath } from './yoga.ts';

export interface ExportRequest {
  readonly type: ExportType;
  readonly schema: GraphQLSchema;
  readonly trusted: TrustedDocuments | undefined;
  readonly admission: Admission;
  readonly maxRows: ExportOptions['maxRows'];
  /** Of the request itself; each further page has one of its own. */
  readonly record: OperationRecord;
  readonly refuse: ExportOptions['refuse'];
  /** Answers an operation that was sent so. */
  answer(request: IncomingMessage, body: Buffer, record: OperationRecord): Promise<Answer>;
}

export function answerExport(
  { type, schema, trusted, admission, maxRows, record, refuse, answer }: ExportRequest,
  request: IncomingMessage,
  body: Buffer | undefined,
): Promise<Answer> | Answer {
  const given = givenIn(request, body);
  if (given === undefined) return refuse(400, 'BAD_USER_INPUT', 'The request is not valid JSON.');
  const page = pageRequest(request);
  return exportList({
    schema,
    trusted,
    given,
    type,
    maxRows,
    refuse,
    ask: async (text, isFirst) => {
      if (isFirst) return answer(page, text, record);
      const own = recordLike(record);
      const answered = await answer(page, text, own);
      await admission.settle(own);
      return answered;
    },
  });
}

/** The members of a request; undefined where it is none. */
function givenIn(
  { url = '' }: IncomingMessage,
  body: Buffer | undefined,
): ExportOptions['given'] | undefined {
  try {
    if (body) return objectIn(body.toString());
    const params = new URL(url, 'http://localhost').searchParams;
    const member = (name: string) => params.get(name) ?? undefined;
    const { variables, extensions } = { variables: member('variables'), extensions: member('extensions') };
    return {
      query: member('query'),
      operationName: member('operationName'),
      documentId: member('documentId'),
      variables: variables === undefined ? undefined : objectIn(variables),
      extensions: extensions === undefined ? undefined : objectIn(extensions),
    };
  } catch {
    return undefined;
  }
}

function objectIn(text: string): ExportOptions['given'] | undefined {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** The request as a page of it would have come; where from, and whose it is, stays as it was. */
function pageRequest(request: IncomingMessage): IncomingMessage {
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = request.headers;
  const own = { ...headers, accept: 'application/json', 'content-type': 'application/json' };
  return Object.create(request, {
    method: { value: 'POST' },
    url: { value: graphqlPath },
    headers: { value: own },
  });
}

function recordLike({ requestId, viewer, credentials, network, tally }: OperationRecord): OperationRecord {
  const record = new OperationRecord(requestId);
  Object.assign(record, { viewer, credentials, network });
  record.tally.asker = tally.asker;
  return record;
}
