/**
 * The log: JSON lines, without what must not be written down.
 * Statements may be logged, their values never: they hold addresses, hashes and what people type.
 */
import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

/** Members that are not written, wherever an object has them, in case somebody logs such an object one day. */
const secretMembers: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'password',
  'passwordHash',
  'token',
  'tokenHash',
  'keyHash',
  'email',
  'variables',
  'params',
  'parameters',
]);
const deepest = 5;

export interface LogOptions {
  /** Where it goes instead of standard output. */
  readonly destination?: DestinationStream;
  /** What lines about a request are found by in another place. */
  readonly idsOf?: ((requestId: string) => object | undefined) | undefined;
}

export function createLog(level: string, { destination = standardOutput(), idsOf }: LogOptions = {}): Logger {
  return pino(
    {
      level,
      base: null,
      serializers: { err: withoutValues },
      ...(idsOf ? { mixin: (members: object) => idsIn(members, idsOf) } : {}),
      // pino's own redaction took 17 µs for each line, a tenth of a short request.
      formatters: { log: members => withoutSecretMembers(members, 0) },
    },
    destination,
  );
}

const idsIn = (members: object, idsOf: NonNullable<LogOptions['idsOf']>): object =>
  'requestId' in members && typeof members.requestId === 'string' ? (idsOf(members.requestId) ?? {}) : {};

function withoutSecretMembers(members: Record<string, unknown>, depth: number): Record<string, unknown> {
  let told = members;
  for (const [name, value] of Object.entries(members)) {
    const shown = secretMembers.has(name) ? '[redacted]' : shownMember(value, depth + 1);
    if (shown === value) continue;
    if (told === members) told = { ...members };
    told[name] = shown;
  }
  return told;
}

function shownMember(value: unknown, depth: number): unknown {
  // Errors are written by their serializer, dates by themselves.
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date)
    return value;
  if (depth > deepest) return '[too deep]';
  if (Array.isArray(value)) return value.map(item => shownMember(item, depth + 1));
  return withoutSecretMembers({ ...value }, depth);
}

/** Standard output as long as somebody is there: with a terminal that was closed the log ends, and not the server. */
function standardOutput() {
  const stream = pino.destination(process.stdout.fd);
  stream.on('error', () => {
    // What is left to write, sonic-boom 4 would try again for ever when the process exits. pino does the same on EPIPE.
    Object.assign(stream, { write: () => true, flushSync() {}, end() {}, destroy() {} });
  });
  return stream;
}

/** Of an error, what tells where and what, and is no value. PostgreSQL's details and contexts are about rows. */
const toldMembers = [
  'type',
  'code',
  'severity',
  'schema_name',
  'table_name',
  'column_name',
  'data_type_name',
  'constraint_name',
  'routine',
  'position',
  'query',
  'sent',
  'errno',
  'syscall',
];

/** An error as the log has it. */
export function withoutValues(error: Error): object {
  const told: Readonly<Record<string, unknown>> = stdSerializers.err(error);
  const members = toldMembers.filter(member => ['string', 'number', 'boolean'].includes(typeof told[member]));
  const messages = messagesOf(error);
  // The texts have the words of all errors in them, which may be of several lines.
  const cut = (text: unknown) =>
    withoutSecrets(
      messages.reduce(
        (rest, message) => rest.replaceAll(message, withoutQuoted(message)),
        String(text ?? ''),
      ),
    );
  return {
    ...Object.fromEntries(members.map(member => [member, told[member]])),
    message: cut(told.message),
    stack: cut(told.stack),
  };
}

/** The words of an error and of its causes. */
function messagesOf(error: Error): string[] {
  const messages: string[] = [];
  for (let link: unknown = error; link instanceof Error && messages.length < 5; link = link.cause)
    if (link.message !== '') messages.push(link.message);
  return messages;
}

/** An error's words without the values that Drizzle, PostgreSQL and JavaScript repeat in them. */
const withoutQuoted = (message: string): string =>
  message
    .replace(/\nparams: [\s\S]*$/, '')
    .replace(/: "[\s\S]*"$/, ': […]')
    .replace(/(\.\.\.)?"[\s\S]*"(\.\.\.)? is not valid JSON$/, '[…] is not valid JSON');

/** Tokens, keys and e-mail addresses look like nothing else. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/\big[a-z]_[\w-]{8,}/g, '[token]')
    .replace(/[^\s@"'(){}<>=,;:/]+@[^\s@"'(){}<>=,;:/]+/g, '[e-mail]');
