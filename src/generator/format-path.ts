/**
 * How places inside a value are written in messages: `config.trend.series[0].metricProperty`.
 * The same for filters, inputs and stored JSON, so that a client needs to read one notation only.
 */
import type { ShapeIssue } from './shapes/shape-blueprint.ts';

export type Path = readonly (string | number)[];

/** Far more than anyone mends at once; a value of a megabyte can be wrong in a hundred thousand places. */
const maxFaults = 10;
const maxMessage = 300;

/** A place below a named value. */
export function formatPath(root: string, path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return /^[A-Za-z_]\w*$/.test(step) ? `${text}.${step}` : `${text}[${JSON.stringify(step)}]`;
  }, root);
}

/** What is wrong and where, as the end of a sentence. */
export function formatFaults(root: string, issues: readonly ShapeIssue[]): string {
  const shown = issues
    .slice(0, maxFaults)
    .map(({ path, message }) => `${formatPath(root, path)}${spoken(message)}`);
  const rest = issues.length - shown.length;
  return `${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

/** Messages of ours continue the sentence that the path begins; Zod's are sentences of their own. */
function spoken(message: string): string {
  // Zod lists all keys that it does not know.
  const short = message.length > maxMessage ? `${message.slice(0, maxMessage)}…` : message;
  return /^[A-Z]/.test(short) ? `: ${short}` : ` ${short}`;
}
