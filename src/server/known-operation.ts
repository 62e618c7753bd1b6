/**
 * HTTP requests that compiled reads can answer: plain JSON, with credentials, of a known operation.
 * Anything else about a request makes it Yoga's; both answer with the same bytes and headers.
 */
import type { IncomingMessage } from 'node:http';
import { isForNobody } from '../database/failure.ts';
import type { Leaving } from '../database/leaving.ts';
import { isCoded } from '../errors.ts';
import type { Asker } from '../identity/viewers.ts';
import { acceptedBy } from './accepted-types.ts';
import type { Admission } from './admission.ts';
import type { Answer } from './answer.ts';
import type { CompiledReads, GraphqlRequest } from './compiled-reads.ts';
import { readOnError } from './on-error.ts';
import type { OperationRecord } from './operation-record.ts';
import { refusedAnswer } from './refused-answer.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

interface KnownParts {
  readonly compiled: CompiledReads;
  readonly admission: Admission;
}

export interface KnownScope {
  /** Who asks, as far as the Authorization header tells. */
  readonly viewer: Asker | undefined;
  /** The moment of performance.now() by which it must be answered. */
  readonly until: number;
  readonly record: OperationRecord;
  readonly leaving: Leaving;
}

/** The answer to a request, or what every read of it fails with; undefined leaves it to Yoga. */
export async function answerCompiled(
  { compiled, admission }: KnownParts,
  request: IncomingMessage,
  body: Buffer,
  { viewer, until, record, leaving }: KnownScope,
): Promise<Answer | Error | undefined> {
  const { json: mediaType, takesParts } = acceptedBy(request.headers.accept);
  if (mediaType === undefined || viewer === undefined || !compiled.mayAsk(viewer)) return undefined;
  const parsed = parseRequest(body, compiled.trusted, takesParts);
  if (!parsed) return undefined;
  try {
    record.query = parsed.query;
    const answered = await compiled.answer(parsed, viewer, until, record, leaving);
    if (answered?.kind === 'refused') return refusedAnswer(admission, record, answered.error, mediaType);
    if (answered?.kind !== 'data') return answered?.error;
    record.isKnownViewer = true;
    record.tally.found = { account: answered.account };
    record.code = 'ok';
    const cost = admission.costTold(record, () => JSON.parse(answered.text));
    const extensions = cost ? `,"extensions":${JSON.stringify({ cost })}` : '';
    return {
      status: 200,
      headers: { 'content-type': `${mediaType}; charset=utf-8` },
      body: `{"data":${answered.text}${extensions}}`,
    };
  } catch (error) {
    if (isForNobody(error)) throw error;
    // What went wrong is told by the resolvers, in the time that is left.
    if (isCoded(error) || error instanceof Error) return undefined;
    throw error;
  }
}

/** What a request may consist of. */
const members = new Set(['query', 'documentId', 'operationName', 'variables', 'extensions', 'onError']);

/** The request of a body, if there is nothing in it but an operation, or the id of a trusted document, its variables, and what errors do. */
function parseRequest(
  body: Buffer,
  trusted: TrustedDocuments | undefined,
  takesParts: boolean,
): GraphqlRequest | undefined {
  try {
    const request = JSON.parse(body.toString()) as Record<string, unknown>;
    const { operationName, variables, extensions, query: text, documentId, onError } = request;
    // Answers without errors are the same for all that it can be.
    readOnError(onError);
    // What may not be asked throws, and is refused by Yoga.
    const query = trusted ? trusted.textOf(request) : text;
    if (typeof query !== 'string' || !Object.keys(request).every(name => members.has(name))) return undefined;
    if (!trusted && documentId != null) return undefined;
    if (operationName != null && typeof operationName !== 'string') return undefined;
    if (!isObjectOrAbsent(variables) || !isObjectOrAbsent(extensions)) return undefined;
    return {
      query,
      operationName: operationName ?? undefined,
      variables: (variables as Readonly<Record<string, unknown>> | null | undefined) ?? {},
      takesParts,
    };
  } catch {
    return undefined;
  }
}

const isObjectOrAbsent = (value: unknown): boolean =>
  value == null || (typeof value === 'object' && !Array.isArray(value));
