/**
 * Days and times as PostgreSQL writes them in ISO form and UTC, made into ISO 8601, digit for digit.
 * What ISO 8601 has no word for, such as `infinity`, stays as it is.
 */
import { badUserInput } from '../../errors.ts';

const written = /^(\d{4,7})-(\d\d)-(\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00)?)?( BC)?$/;

interface Parts {
  /** Astronomical: the year before 1 is 0. */
  readonly year: number;
  readonly month: string;
  readonly day: string;
  readonly time: string | undefined;
  readonly fraction: string;
}

function partsOf(text: string): Parts | undefined {
  const [, year, month, day, time, fraction = '', bc] = written.exec(text) ?? [];
  if (month === undefined || day === undefined) return undefined;
  return { year: bc === undefined ? Number(year) : 1 - Number(year), month, day, time, fraction };
}

/** Years beyond four digits have a sign and six. */
function isoDay({ year, month, day }: Parts): string {
  const isCommon = year >= 0 && year <= 9999;
  const digits = String(Math.abs(year)).padStart(isCommon ? 4 : 6, '0');
  return `${isCommon ? '' : year < 0 ? '-' : '+'}${digits}-${month}-${day}`;
}

/** `2026-03-01 12:00:00.5+00` → `2026-03-01T12:00:00.500Z`; microseconds stay where there are such. */
export function isoInstant(text: string): string {
  const parts = partsOf(text);
  if (!parts) return text;
  const fraction = parts.fraction.padEnd(parts.fraction.length > 3 ? 6 : 3, '0');
  return `${isoDay(parts)}T${parts.time}.${fraction}Z`;
}

/** `0044-03-15 BC` → `-000043-03-15`. */
export function isoDate(text: string): string {
  const parts = partsOf(text);
  return parts ? isoDay(parts) : text;
}

/** The last years that PostgreSQL has; its first day is one in 4714 BC. */
const lastYears = { instant: 294_276, day: 5_874_897 };

/** Whether a text is an instant, or a day, that PostgreSQL wrote. */
export function isWritten(text: string, of: keyof typeof lastYears): boolean {
  const parts = partsOf(text);
  if (!parts) return /^-?infinity$/.test(text);
  const { year, month, day, time } = parts;
  const isThere = year > -4713 || (year === -4713 && `${month}-${day}` >= '11-24');
  if (!isThere || year > lastYears[of] || /^0+-/.test(text)) return false;
  if (of === 'day') return time === undefined && isDay(parts);
  return /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time ?? '') && isDay(parts);
}

/** Whether the calendar has the day. It repeats itself, and JavaScript's ends before PostgreSQL's. */
function isDay({ year, month, day }: Parts): boolean {
  const found = new Date(Date.UTC(2000 + (year % 400), Number(month) - 1, Number(day)));
  return found.getUTCMonth() === Number(month) - 1 && found.getUTCDate() === Number(day);
}

/** Years that PostgreSQL and every client write alike. @throws BAD_USER_INPUT */
export function assertCommonYear(text: string, path: string): string {
  if (/^(?!0000)\d{4}-/.test(text)) return text;
  throw badUserInput(`${path} must be in the years 1 to 9999.`);
}
