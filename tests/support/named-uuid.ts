/**
 * UUIDs of rows that tests know by name.
 */
import { createHash } from 'node:crypto';

/** A UUID that is the same in each run. */
export const uuidOf = (name: string) =>
  createHash('md5')
    .update(name)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
