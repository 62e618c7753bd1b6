/**
 * Checks of single values that no type and no constraint of the database can make: time zones and dates.
 * Where they are stored as text, they are read by others later, who would fail.
 */

import type { Extension } from '../generator/extension.ts';
import type { IncomingRow } from '../generator/types/builder.ts';
import { dateExpressionNotation, isDateExpression } from '../model/shapes/date-expression.ts';
import type { ApiContext } from './api-context.ts';

export function addRowChecks(extension: Extension<ApiContext>): void {
  extension.addWriteCheck('projects', async row => checkTimezone(row));
  extension.addWriteCheck('dashboards', async row =>
    (
      [
        ['date_from', 'dateFrom'],
        ['date_to', 'dateTo'],
      ] as const
    ).flatMap(([column, field]) => {
      const value = row.values[column];
      return typeof value !== 'string' || isDateExpression(value)
        ? []
        : [fault(field, `${field} is not a date: write ${dateExpressionNotation}.`)];
    }),
  );
}

const fault = (field: string, message: string) => ({
  code: 'BAD_USER_INPUT' as const,
  path: [field],
  message,
});

function checkTimezone({ values: { timezone } }: IncomingRow) {
  if (typeof timezone !== 'string') return [];
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    // Offsets are understood too, but know no daylight saving time.
    if (/^[A-Za-z]/.test(timezone)) return [];
  } catch {
    // Not known: told below.
  }
  return [fault('timezone', 'timezone must be the name of an IANA time zone, such as Europe/Berlin or UTC.')];
}
