/**
 * The log: JSON lines, without what must not be written down.
 * Statements may be logged, their values never: they hold addresses, hashes and what people type.
 */
import { type Logger, pino, stdSerializers } from 'pino';

export function createLog(level: string): Logger {
  return pino({ level, base: null, serializers: { err: withoutValues } }, standardOutput());
}

/** Standard output as long as somebody is there: with a terminal that was closed the log ends, and not the server. */
function standardOutput() {
  const stream = pino.destination(process.stdout.fd);
  stream.on('error', () => {
    // What is left to write, sonic-boom 4 would try again for ever when the process exits. pino does the same on EPIPE.
    Object.assign(stream, { write: () => true, flushSync() {}, end() {}, destroy() {} });
  });
  return stream;
}

/** An error as the log has it. */
export function withoutValues(error: Error): object {
  const {
    params: _,
    parameters: __,
    args: ___,
    ...told
  } = stdSerializers.err(error) as Record<string, unknown>;
  const cut = (text: unknown) => (typeof text === 'string' ? text.replace(/\nparams: [^\n]*/g, '') : text);
  return { ...told, message: cut(told.message), stack: cut(told.stack) };
}
