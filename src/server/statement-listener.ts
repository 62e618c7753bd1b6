/**
 * Who is told of each SQL statement: the metrics, whoever traces, and in development the log.
 * Texts and types of parameters only; their values are what people keep here.
 */
import type { Logger } from 'pino';
import type { OnStatement } from '../database/statement-log.ts';
import type { Explaining } from './explaining.ts';
import type { Metrics } from './metrics.ts';
import type { Tracing } from './tracing.ts';

export interface StatementListenerOptions {
  readonly metrics: Pick<Metrics, 'statement'>;
  readonly log: Logger;
  readonly isProduction: boolean;
  readonly tracing?: Pick<Tracing, 'statement'> | undefined;
  readonly explaining?: Pick<Explaining, 'statement'> | undefined;
}

/** Statements are logged at `debug`, and never in production, where they would be most of the log. */
export function statementListener({
  metrics,
  log,
  isProduction,
  tracing,
  explaining,
}: StatementListenerOptions): OnStatement {
  const others = [
    ...(tracing ? [tracing.statement] : []),
    ...(explaining ? [explaining.statement] : []),
    ...(isProduction || !log.isLevelEnabled('debug') ? [] : [logging(log)]),
  ];
  if (others.length === 0) return metrics.statement;
  return run => {
    metrics.statement(run);
    for (const tell of others) tell(run);
  };
}

function logging(log: Logger): OnStatement {
  return run => {
    const { requestId, subject, text, params, milliseconds, error } = run;
    log.debug(
      {
        ...(requestId === undefined ? {} : { requestId }),
        ...subject,
        types: params.map(typeOf),
        ms: Math.round(milliseconds * 10) / 10,
        ...(error === undefined ? {} : { failed: true }),
        text,
      },
      'statement',
    );
  };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return value instanceof Date ? 'date' : typeof value;
}
