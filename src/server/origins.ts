/**
 * Which pages of other sites may read answers (CORS), and a word in the log about those that may not.
 * Knows origins and headers. Credentials travel in a header that no page sends unasked, so cookies are never allowed.
 */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Answer } from './answer.ts';

export interface OriginOptions {
  readonly allowedOrigins: readonly string[];
  /** Outside of production, pages that are served on the viewer's own machine are allowed too. */
  readonly isProduction: boolean;
  readonly log: Logger;
}

type Headers = Readonly<Record<string, string>>;

const loopbackOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
/** What a page may send beside what is always allowed, and how much of it is repeated. */
const headerNames = /^[\w-]+(\s*,\s*[\w-]+)*$/;
const longestHeaderNames = 1_000;
const longestOrigin = 200;
/** A refused page asks again and again; the log has it once in a while, and not of any number of them. */
const toldAgainMs = 60_000;
const maxTold = 100;

export class Origins {
  private readonly options: OriginOptions;
  private readonly told = new Map<string, number>();

  constructor(options: OriginOptions) {
    this.options = options;
  }

  /** What lets a page of the request's origin read the answer; undefined where it may not, or needs no permission. */
  headersFor(request: IncomingMessage, requestId: string): Headers | undefined {
    const { origin } = request.headers;
    if (origin === undefined || isOwn(request, origin)) return undefined;
    if (!this.allows(origin)) {
      this.tell(origin, requestId);
      return undefined;
    }
    return {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-request-id, ratelimit, ratelimit-policy, retry-after',
    };
  }

  /** The answer to OPTIONS, by which a browser asks before it sends what a page wants. */
  preflight(request: IncomingMessage): Answer {
    const { origin } = request.headers;
    const asked = request.headers['access-control-request-headers'] ?? '';
    const isAsked = headerNames.test(asked) && asked.length <= longestHeaderNames;
    const permission = {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': isAsked ? asked : 'authorization, content-type',
      'access-control-max-age': '600',
    };
    return {
      status: 204,
      headers: {
        allow: 'GET, HEAD, OPTIONS, POST',
        ...(origin !== undefined && this.allows(origin) ? permission : {}),
      },
      body: '',
    };
  }

  private allows(origin: string): boolean {
    const { allowedOrigins, isProduction } = this.options;
    return allowedOrigins.includes(origin) || (!isProduction && loopbackOrigin.test(origin));
  }

  private tell(origin: string, requestId: string): void {
    const shown = origin.slice(0, longestOrigin);
    const now = performance.now();
    if ((this.told.get(shown) ?? Number.NEGATIVE_INFINITY) > now - toldAgainMs) return;
    if (this.told.size >= maxTold) this.told.delete(this.told.keys().next().value!);
    this.told.delete(shown);
    this.told.set(shown, now);
    this.options.log.warn(
      { requestId, origin: shown },
      'A page of this origin was refused: ALLOWED_ORIGINS does not name it.',
    );
  }
}

/** Whether the page came from this server. Behind a proxy the Host may be another, but the browser says so itself. */
function isOwn(request: IncomingMessage, origin: string): boolean {
  if (request.headers['sec-fetch-site'] === 'same-origin') return true;
  return origin.replace(/^https?:\/\//, '') === request.headers.host;
}
