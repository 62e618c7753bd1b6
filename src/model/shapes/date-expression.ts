/**
 * How dates are written in configurations: relative to now, or ISO 8601.
 * Knows the notation only; turning it into an instant needs a time zone and is not done here.
 */
import { z } from 'zod';

const relative = /^-\d{1,4}[dwm]$/;
const calendarStart = /^[my]Start$/;
const isoDate = z.iso.date();
const zonedDateTime = z.iso.datetime({ offset: true });
const localDateTime = z.iso.datetime({ local: true });

type Form = 'relative' | 'date' | 'zoned' | 'local';

/** Which notation a text is in, or undefined when it is no date. */
function formOf(text: string): Form | undefined {
  if (relative.test(text) || calendarStart.test(text)) return 'relative';
  if (isoDate.safeParse(text).success) return 'date';
  if (zonedDateTime.safeParse(text).success) return 'zoned';
  if (localDateTime.safeParse(text).success) return 'local';
  return undefined;
}

/** Whether a text is a date in one of the notations. */
export function isDateExpression(text: string): boolean {
  return formOf(text) !== undefined;
}

export const dateExpressionNotation =
  'write -7d, -4w, -12m, mStart, yStart, or an ISO 8601 date or date-time';

/** A date; `-0d` is today. */
export const dateExpression = () =>
  z.string().max(40).refine(isDateExpression, `is not a date: ${dateExpressionNotation}`);

/** The two members that every insight's configuration has. */
export const dateRangeMembers = () => ({
  dateFrom: dateExpression().describe(
    'The first day or instant shown: -7d, -4w, -12m, mStart, yStart or ISO 8601, read in the time zone of the project.',
  ),
  dateTo: dateExpression().describe('The last day or instant shown, written like dateFrom; -0d is today.'),
});

/**
 * Refuses a range that ends before it starts. Only dates of one ISO notation are compared: anything else
 * depends on the time zone and on now.
 */
export function checkDateRange(
  range: { dateFrom: string; dateTo: string },
  context: z.core.$RefinementCtx<unknown>,
): void {
  const form = formOf(range.dateFrom);
  if (form === undefined || form === 'relative' || form !== formOf(range.dateTo)) return;
  const ordered =
    form === 'zoned'
      ? Date.parse(range.dateFrom) <= Date.parse(range.dateTo)
      : range.dateFrom.localeCompare(range.dateTo, 'en') <= 0;
  if (!ordered) {
    context.addIssue({ code: 'custom', path: ['dateTo'], message: 'must not be before dateFrom' });
  }
}
