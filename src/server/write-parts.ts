/**
 * Writes an answer that comes in parts: each leaves when it is there, and none is made before the client took the one before it.
 * Knows Node's streams; refuses to know what is in a part.
 */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { Coding } from './answer.ts';
import { compressor } from './compression.ts';

export interface PartsOptions {
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly coding: Coding | undefined;
  /** For how long a client may take nothing of what was written. */
  readonly patienceMs: number;
}

export async function writeParts(
  response: ServerResponse,
  parts: ReadableStream<Uint8Array>,
  { signal, coding, patienceMs }: PartsOptions,
): Promise<void> {
  const reader = parts.getReader();
  const coder = coding && compressor(coding);
  coder?.pipe(response);
  const target = coder ?? response;
  let giveUp = () => {};
  const next = () =>
    new Promise<{ readonly value: Uint8Array | undefined }>((resolve, reject) => {
      giveUp = () => resolve({ value: undefined });
      reader.read().then(({ value }) => resolve({ value }), reject);
    });
  const leave = () => {
    giveUp();
    // Yoga's stream ends at once what makes the parts, whoever reads it; others have it ended by their reader.
    parts
      .cancel()
      .catch(() => reader.cancel())
      .catch(() => {});
    coder?.destroy();
  };
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  const sending = new Sending(response, coder);
  try {
    for (let { value } = await next(); value && !signal.aborted; { value } = await next()) {
      sending.soon();
      if (!target.write(value)) await taken(target, response, patienceMs);
    }
    // Node 22 writes the end of a response before what is corked.
    sending.now();
    if (!signal.aborted) target.end();
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Has all that is written in a turn of the event loop leave together at its end, compressed or not. */
class Sending {
  private readonly response: ServerResponse;
  private readonly coder: ReturnType<typeof compressor> | undefined;
  private isDue = false;

  constructor(response: ServerResponse, coder: ReturnType<typeof compressor> | undefined) {
    this.response = response;
    this.coder = coder;
  }

  soon(): void {
    if (this.isDue) return;
    this.isDue = true;
    if (!this.coder) this.response.cork();
    setImmediate(() => this.now());
  }

  now(): void {
    if (!this.isDue) return;
    this.isDue = false;
    if (this.coder) this.coder.flush();
    else this.response.uncork();
  }
}

/** Waits until the client took what was written. One that takes nothing for so long is cut off. */
async function taken(target: Writable, { socket }: ServerResponse, patienceMs: number): Promise<void> {
  if (target.destroyed) return;
  socket?.setTimeout(patienceMs);
  const closed = new AbortController();
  const isClosed = once(target, 'close', { signal: closed.signal });
  isClosed.catch(() => {});
  await Promise.race([once(target, 'drain', { signal: closed.signal }), isClosed]).finally(() => {
    closed.abort();
    socket?.setTimeout(0);
  });
}
