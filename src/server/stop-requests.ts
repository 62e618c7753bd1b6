/**
 * Who may ask the process to stop: signals, the terminal that is closed, and the end of the npm that started it.
 * Tells a first request from an impatient second one; what stopping means is not known here.
 */
import { onNpmGone } from './npm-start.ts';

export interface StopHandlers {
  /** Called once, with why. */
  stop(reason: string): void;
  /** Asked again by somebody who does not want to wait. */
  hurry(): void;
}

/** A signal often comes twice for one request: from the terminal, and again from npm. */
const oneRequestMs = 1_000;

export function onStopRequest(env: NodeJS.ProcessEnv, { stop, hurry }: StopHandlers): void {
  let askedAt: number | undefined;
  const ask = (reason: string) => {
    if (askedAt !== undefined) return;
    askedAt = performance.now();
    stop(reason);
  };
  // Without a handler for SIGHUP a closed terminal ends the process at once. Node undoes nohup's wish to ignore it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (askedAt !== undefined && performance.now() - askedAt > oneRequestMs) hurry();
      else ask(signal);
    });
  }
  onNpmGone(env, () => ask('npm start has ended'));
}
