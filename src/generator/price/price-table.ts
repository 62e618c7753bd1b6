/**
 * What an operation costs, as a table for people, made from the prices that the server takes.
 */
import { prices } from './points.ts';

/** The table in Markdown, with a line feed at its end. */
export function priceTable(): string {
  const rows = Object.values(prices).map(
    ({ points, what }) => `| ${what} | ${points.toLocaleString('en')} |`,
  );
  return ['| What | Points |', '|---|---|', ...rows, ''].join('\n');
}
