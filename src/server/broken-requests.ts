/**
 * Bytes that are no HTTP request, or not in time: refused in the product's words, and told to metrics and log like others.
 * Knows what Node's parser says of them; no route ever sees them.
 */
import { randomUUID } from 'node:crypto';
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { ErrorCode } from '../errors.ts';
import type { Metrics } from './metrics.ts';

interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'LIMIT_EXCEEDED',
    message: 'The headers of the request are too large: at most 16 KiB are allowed.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'LIMIT_EXCEEDED',
    message: 'The chunks of the request have extensions that are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'TIMEOUT',
    message: 'The request did not come in time.',
  },
};

const malformed: Refusal = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'This is not a well-formed HTTP request.',
};

export interface BrokenRequestOptions {
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'observe'>;
}

/** Answers them in place of Node, which says the status only. */
export function refuseBrokenRequests(server: Server, { log, metrics }: BrokenRequestOptions): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Nobody would read it, or in the midst of another answer.
    if (error.code === 'ECONNRESET' || !socket.writable || isBeingAnswered(socket)) {
      socket.destroy();
      return;
    }
    const { status, code, message } = refusals[error.code ?? ''] ?? malformed;
    const requestId = randomUUID();
    log.info({ requestId, status, reason: error.code }, 'a request could not be read');
    metrics.observe('other', status, 0);
    const body = JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'connection: close',
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  });
}

/** Whether the head of an answer was written that has no end yet: Node keeps the answer here, and looks at the same. */
function isBeingAnswered(socket: Duplex & { _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true;
}
