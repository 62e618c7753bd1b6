/**
 * What the date in a condition means: a day, or an instant.
 * Knows the notation of definitions, read in UTC; refuses to know which property is compared.
 */

import { badUserInput } from '../../errors.ts';
import { dateExpressionNotation, isDateExpression } from '../../model/shapes/date-expression.ts';

export interface DateOperand {
  /** The instant, or the first one of the day, as PostgreSQL reads it. */
  readonly start: string;
  /** Whether a whole day is meant rather than an instant. */
  readonly isDay: boolean;
}

const relative = /^-(\d{1,4})([dwm])$/;
const day = /^\d{4}-\d\d-\d\d$/;
/** Fractions of more than nine digits are refused: PostgreSQL keeps six. */
const instant = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/;

/** @throws BAD_USER_INPUT for what is no date, or one outside of the years 1 to 9999 */
export function readDateOperand(text: string, now: Date, path: string): DateOperand {
  if (!isDateExpression(text)) throw badUserInput(`${path} is not a date: ${dateExpressionNotation}.`);
  const start = relativeDay(text, now) ?? (day.test(text) ? isoInstant(`${text}T00:00Z`) : undefined);
  if (start !== undefined) return { start: checkedYear(start, path), isDay: true };
  const [, minute, second = '00', fraction = '', zone = 'Z'] = instant.exec(text) ?? [];
  if (minute === undefined) throw badUserInput(`${path} has more than nine digits after the second.`);
  const whole = isoInstant(`${minute}:${second}${zone}`);
  return { start: checkedYear(whole.replace('.000', fraction), path), isDay: false };
}

/** PostgreSQL knows no year 0, and JavaScript writes years beyond 9999 in a way that it does not read. */
function checkedYear(start: string, path: string): string {
  if (/^(?!0000)\d{4}-/.test(start)) return start;
  throw badUserInput(`${path} is outside of the years 1 to 9999.`);
}

const isoInstant = (text: string): string => new Date(text).toISOString();

/** Relative dates name days, as `-0d` is today; a month back from the 31st is the last day of a shorter month. */
function relativeDay(text: string, now: Date): string | undefined {
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const iso = (...parts: [number, number, number]) => new Date(Date.UTC(...parts)).toISOString();
  if (text === 'mStart') return iso(year, month, 1);
  if (text === 'yStart') return iso(year, 0, 1);
  const [, amount, unit] = relative.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const back = Number(amount);
  if (unit !== 'm') return iso(year, month, date - back * (unit === 'w' ? 7 : 1));
  const lastDate = new Date(Date.UTC(year, month - back + 1, 0)).getUTCDate();
  return iso(year, month - back, Math.min(date, lastDate));
}
