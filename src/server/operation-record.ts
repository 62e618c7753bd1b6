/**
 * What became of one operation, as the path that answered it tells.
 * Written by either path, read by what caches, counts and logs.
 */
import type { ErrorCode } from '../errors.ts';

export class OperationRecord {
  /** The code of the first error, or that there was none; undefined where nothing was answered. */
  code: ErrorCode | 'ok' | undefined;
}
