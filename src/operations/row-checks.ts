/**
 * Checks of single values that no type and no constraint of the database can make: time zones, languages, addresses, dates, and moments to come.
 * Where they are stored as text, they are read by others later, who would fail.
 */
import type { ColumnName, TableName } from '../generator/rules/vocabulary.ts';
import type { CheckFault } from '../generator/write/write-check.ts';
import type { Relations } from '../model/relations.ts';
import { dateExpressionNotation, isDateExpression } from '../model/shapes/date-expression.ts';
import type { ApiExtension } from './api-context.ts';

export function addRowChecks(extension: ApiExtension): void {
  for (const table of ['projects', 'userProfiles'] as const)
    addTextCheck(extension, table, ['timezone'], isTimezone, timezoneNotation);
  addTextCheck(extension, 'userProfiles', ['locale'], isLocale, 'must be a BCP 47 tag, such as de-AT');
  addTextCheck(extension, 'userProfiles', ['avatarUrl'], isWebAddress, addressNotation);
  addTextCheck(extension, 'dashboards', ['dateFrom', 'dateTo'], isDateExpression, dateNotation);
  for (const table of ['apiKeys', 'shareLinks'] as const)
    addTextCheck(extension, table, ['expiresAt'], isToCome, 'must be in the future');
}

const timezoneNotation = 'must be the name of an IANA time zone, such as Europe/Berlin or UTC';
const addressNotation = 'must be an address that begins with https://, without a name and password in it';
const dateNotation = `is not a date: ${dateExpressionNotation}`;

/** Refuses texts that others could not read. @param notation what they have to be, after the name of the field */
function addTextCheck<T extends TableName<Relations>>(
  extension: ApiExtension,
  table: T,
  columns: readonly ColumnName<Relations, T>[],
  isReadable: (text: string) => boolean,
  notation: string,
): void {
  extension.addWriteCheck({
    kind: 'values',
    table,
    columns,
    check: values =>
      columns.flatMap((column): CheckFault[] => {
        const value = values[column];
        if (typeof value !== 'string' || isReadable(value)) return [];
        return [{ code: 'BAD_USER_INPUT', path: [column], message: `${column} ${notation}.` }];
      }),
  });
}

const isToCome = (time: string): boolean => Date.parse(time) > Date.now();

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Offsets are understood too, but know no daylight saving time.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** Front ends put it into pages: what would run there, or be asked in the clear, is none. */
function isWebAddress(text: string): boolean {
  // Blanks and control characters a parser of addresses drops, and those who read it later may not.
  if (!/^https:\/\/[^\s\p{Cc}"'<>\\]+$/iu.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
