/**
 * The log: JSON lines, without what must not be written down.
 * Statements may be logged, their values never: they hold addresses, hashes and what people type.
 */
import { type Logger, pino, stdSerializers } from 'pino';

export function createLog(level: string): Logger {
  return pino({ level, base: null, serializers: { err: withoutValues } });
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
