/**
 * What a new password has to be: long enough, short enough to be hashed, and none that everybody tries first.
 * Knows texts; whose password it is, and how it is stored, are others'.
 */
import { dictionary } from '@zxcvbn-ts/language-common';

/** Bytes of a password, in the form that is hashed. */
export const maxPasswordBytes = 1024;

/** One form for all ways to type a character: keyboards and systems differ in how they put accents. */
export const normalizedPassword = (password: string): string => password.normalize('NFC');

let common: ReadonlySet<string> | undefined;

/** Those of a list of leaked passwords, however their letters are written. Made when it is first asked for. */
function isCommon(password: string): boolean {
  common ??= new Set(dictionary.passwords);
  return common.has(password.toLowerCase());
}

/** What is wrong with a new password, as a sentence; undefined where nothing is. */
export function passwordFault(password: string, minLength: number): string | undefined {
  const text = normalizedPassword(password);
  if ([...text].length < minLength) return `The password must have at least ${minLength} characters.`;
  if (isTooLong(password)) return `The password is longer than ${maxPasswordBytes} bytes.`;
  if (isCommon(text)) return 'The password is among those that are tried first. Choose another one.';
  return undefined;
}

/** Whether no account can have such a password. */
export const isTooLong = (password: string): boolean =>
  Buffer.byteLength(normalizedPassword(password)) > maxPasswordBytes;
