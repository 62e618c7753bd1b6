/**
 * Tokens of links in mails: 256 random bits behind a prefix that says what they are for. Stored as SHA-256 only.
 */
import { randomBytes } from 'node:crypto';

const prefixes = { confirmation: 'igc_', reset: 'igr_' } as const;

export const createMailToken = (use: keyof typeof prefixes): string =>
  prefixes[use] + randomBytes(32).toString('base64url');
