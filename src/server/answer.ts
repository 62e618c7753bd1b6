/**
 * An answer to an HTTP request, before it is written.
 * Knows what a route has to say; coding, caching and the headers of every answer are added to it later.
 */

/** Content codings that answers are sent in, the best first. */
export const codings = ['br', 'gzip'] as const;
export type Coding = (typeof codings)[number];

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Names the content, so that a client that has it already need not get it again; undefined for what must not be kept. */
  readonly tag?: string | undefined;
  /** The body in a coding, where it is kept; otherwise it is made for each request. */
  readonly encoded?: (coding: Coding) => Promise<Buffer>;
  /** What comes instead of the body, as it is made. */
  readonly parts?: ReadableStream<Uint8Array> | undefined;
  /** Told when no further part is written, for whatever reason. */
  readonly ended?: (() => void) | undefined;
}
