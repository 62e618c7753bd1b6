/**
 * A log whose lines a test reads, made as the server makes its own.
 */
import { createLog, type LogOptions } from '../../src/server/log.ts';

export type LogLine = Readonly<Record<string, unknown>>;

export function openLog(level: string, idsOf?: LogOptions['idsOf']) {
  const texts: string[] = [];
  const log = createLog(level, { destination: { write: text => texts.push(text) }, idsOf });
  return {
    log,
    /** All that was written, as it was. */
    text: () => texts.join(''),
    /** The lines with a message. */
    lines: (message: string) =>
      texts.map(text => JSON.parse(text) as LogLine).filter(({ msg }) => msg === message),
    clear: () => {
      texts.length = 0;
    },
  };
}
