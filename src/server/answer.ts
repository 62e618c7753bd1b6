/**
 * An answer to an HTTP request, before it is written.
 */

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}
