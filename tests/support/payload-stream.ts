/**
 * Reads an answer that comes in parts, payload by payload, as `multipart/mixed` or server-sent events.
 * Knows the two forms on the wire; refuses to know what is asked.
 */
import type { Any } from './api.ts';

export interface PayloadStream {
  readonly status: number;
  readonly headers: Headers;
  /** The next payload; undefined where the answer has ended, as it should. */
  next(): Promise<Any>;
  /** All that is left. */
  rest(): Promise<Any[]>;
  leave(): void;
}

export interface StreamRequest {
  readonly query?: string;
  readonly variables?: object | undefined;
  readonly operationName?: string | undefined;
  readonly token?: string;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the document. */
  readonly documentId?: string;
}

export const multipart = 'multipart/mixed';
export const events = 'text/event-stream';

export async function openStream(url: string, request: StreamRequest): Promise<PayloadStream> {
  const { token, accept = multipart, headers = {}, ...body } = request;
  const controller = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    signal: controller.signal,
    headers: {
      accept,
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const isEvents = response.headers.get('content-type')?.startsWith(events);
  const payloads = isEvents ? eventsOf(response) : isParts(response) ? partsOf(response) : wholeOf(response);
  const next = async () => (await payloads.next()).value;
  return {
    status: response.status,
    headers: response.headers,
    next,
    rest: async () => {
      const found: Any[] = [];
      for (let payload = await next(); payload; payload = await next()) found.push(payload);
      return found;
    },
    leave: () => controller.abort(),
  };
}

/** The text up to a mark, taken out of what has come; waits for it. */
function reader(response: Response) {
  const chunks = response.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let text = '';
  return {
    async upTo(mark: string): Promise<string> {
      while (!text.includes(mark)) {
        const { done, value } = await chunks.next();
        if (done) throw new Error(`The answer ended before ${JSON.stringify(mark)}, with ${text}`);
        text += value;
      }
      const [found] = text.split(mark, 1);
      text = text.slice(found!.length + mark.length);
      return found!;
    },
    async has(length: number): Promise<string> {
      while (text.length < length) {
        const { done, value } = await chunks.next();
        if (done) throw new Error('The answer ended early.');
        text += value;
      }
      return text.slice(0, length);
    },
    async end(): Promise<void> {
      if (text !== '' || !(await chunks.next()).done) throw new Error(`Something follows the end: ${text}`);
    },
  };
}

const isParts = ({ headers }: Response) => headers.get('content-type')?.startsWith(multipart);

/** An answer that came whole is its only payload. */
async function* wholeOf(response: Response): AsyncGenerator<Any, undefined> {
  yield response.json();
}

async function* partsOf(response: Response): AsyncGenerator<Any, undefined> {
  const boundary = /boundary="([^"]*)"/.exec(response.headers.get('content-type') ?? '')?.[1];
  const { upTo, has, end } = reader(response);
  await upTo(`\r\n--${boundary}`);
  while ((await has(2)) !== '--') {
    await upTo('\r\n\r\n');
    yield JSON.parse(await upTo(`\r\n--${boundary}`));
  }
  await upTo('--\r\n');
  return end().then(() => undefined);
}

async function* eventsOf(response: Response): AsyncGenerator<Any, undefined> {
  const { upTo, end } = reader(response);
  for (;;) {
    const [, event, data] = /^event: (\w+)\ndata:(.*)$/s.exec(await upTo('\n\n')) ?? [];
    if (event === 'next') yield JSON.parse(data!);
    if (event === 'complete') return end().then(() => undefined);
  }
}
