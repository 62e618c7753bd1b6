/**
 * All limits as a table for people, made from the numbers that the server holds requests to.
 * Knows where each number is; what exceeding it means is told where it is held.
 */

import { passwordQueue } from '../accounts/passwords.ts';
import { parseConfig } from '../config.ts';
import { conventions } from '../generator/blueprint/blueprint.ts';
import { longestSearch, maxJsonDepth } from '../generator/kinds/client-values.ts';
import { maxArgumentDepth, maxArgumentNodes } from '../generator/list/argument-budget.ts';
import { maxParts } from '../generator/read/split-operation.ts';
import { maxVariableDepth } from '../generator/read/variable-depth.ts';
import { maxBulk, maxOwned } from '../generator/write/write-limits.ts';
import { attemptLimits } from '../identity/attempt-limit.ts';
import { longest, longestJson } from '../model/bounds.ts';
import { maxFields } from '../server/yoga.ts';

type Limit = readonly [what: string, most: number | string, ...variables: string[]];

const counted = (number: number) => number.toLocaleString('en');
const mebibytes = (bytes: number) => `${bytes / 2 ** 20} MiB`;
const seconds = (milliseconds: number) => `${milliseconds / 1_000} s`;

/** With the defaults of what can be set. */
function limits(): readonly Limit[] {
  const config = parseConfig({});
  const { page, nodes } = conventions;
  const { signIn, guess, code, signUp, mail } = attemptLimits;
  const { atOnce, waiting, patienceMs } = passwordQueue;
  return [
    ['Body of a request; beyond it 413', mebibytes(config.maxBodyBytes), 'MAX_BODY_BYTES'],
    ['Bytes of an answer, before it is compressed', mebibytes(config.maxResponseBytes), 'MAX_RESPONSE_BYTES'],
    ['Tokens of a document', config.maxQueryTokens, 'MAX_QUERY_TOKENS'],
    ['Levels of nested fields', config.maxQueryDepth, 'MAX_QUERY_DEPTH'],
    ['Aliases', config.maxAliases, 'MAX_ALIASES'],
    ['Fields, those in fragments counted each time they are used', maxFields],
    [
      '[Parts](#answers-in-parts) of an answer: fragments with `@defer` and lists with `@stream`, those in fragments counted each time they are used',
      maxParts,
    ],
    ['Rows of a page', page.maxSize],
    [
      'Points that an operation [costs](#what-an-operation-costs)',
      config.maxOperationCost,
      'MAX_OPERATION_COST',
    ],
    [
      `Points that a session, an API key or, without either, an address uses in ${config.rateLimitSeconds} s; beyond it 429`,
      config.rateLimitPoints,
      'RATE_LIMIT_POINTS',
      'RATE_LIMIT_SECONDS',
    ],
    ['Members and list items of all filters and orders of a request', maxArgumentNodes],
    ['Levels of a filter or order', maxArgumentDepth],
    ['Levels of lists and objects in variables', maxVariableDepth],
    ['Rows of one kind that travel with their parent in a write', maxOwned],
    ['Rows of a bulk write', maxBulk],
    [
      'Rows that an operation writes, [by its inputs](writes.md#many-rows-at-once)',
      config.maxWrittenRows,
      'MAX_WRITTEN_ROWS',
    ],
    [
      `Invitations that are sent in ${attemptLimits.invite.duration / 3_600} h`,
      `${attemptLimits.invite.points} by an account`,
    ],
    ['`signIn` and `signUp` in an operation', '1 of both together'],
    [
      `Sign-ins in ${seconds(signIn.duration * 1_000)}, counted before the password is looked at`,
      `${guess.points} wrong ones per account and address, ${signIn.points} of all sorts per address`,
    ],
    [
      `Wrong codes of a second factor in ${code.duration / 60} min, wherever they come from`,
      `${code.points} per account`,
    ],
    [`Sign-ups in ${signUp.duration / 3_600} h`, `${signUp.points} per address`],
    [
      `Mails that are asked for in ${mail.duration / 3_600} h, to confirm an address or set a password`,
      `${mail.points} per e-mail address`,
    ],
    [
      'Passwords that are checked at once, that wait, and how long',
      `${atOnce}, ${waiting}, ${seconds(patienceMs)}`,
    ],
    ['Keys of an order', page.maxOrderKeys],
    ['Ids in `nodes`', nodes.maxIds],
    ['Levels of JSON in a filter', maxJsonDepth],
    ['Characters of a text to search for, and of a pattern', longestSearch],
    [
      'Characters of a stored text',
      `names ${counted(longest.name)}, descriptions ${counted(longest.description)}, e-mail addresses ${counted(longest.email)}, texts of tiles ${counted(longest.content)}, others ${counted(longest.other)}`,
    ],
    ['Bytes of a stored JSON value, as PostgreSQL writes it', longestJson],
    [
      'Connections to PostgreSQL that one session, API key or, without either, address uses at a time',
      'half of the pool',
      'DATABASE_POOL_SIZE',
    ],
    ['Time of a statement', seconds(config.statementTimeoutMs), 'DATABASE_STATEMENT_TIMEOUT_MS'],
    [
      'Time to send a request, to wait for a read, and to take nothing of an answer',
      `${seconds(config.requestTimeoutMs)} each`,
      'REQUEST_TIMEOUT_MS',
    ],
  ];
}

/** The table in Markdown, with a line feed at its end. */
export function limitsTable(): string {
  const rows = limits().map(
    ([what, most, ...variables]) =>
      `| ${what} | ${typeof most === 'number' ? counted(most) : most} | ${variables.map(name => `\`${name}\``).join(', ')} |`,
  );
  return ['| What | At most | Variable |', '|---|---|---|', ...rows, ''].join('\n');
}
