/**
 * Says what is wrong with a database connection or statement in words an operator can act on.
 * Knows error codes of Node and PostgreSQL; refuses to repeat passwords.
 */
interface Coded {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly detail?: unknown;
  readonly hint?: unknown;
}

/** `database "x" on host:port`, without user and password. */
export function databaseName(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `database "${decodeURIComponent(pathname.slice(1))}" on ${hostname || 'localhost'}:${port || 5432}`;
  } catch {
    return 'the database of DATABASE_URL';
  }
}

/** One or two sentences on why `url` did not do what was asked. */
export function explainDatabaseError(error: unknown, url: string): string {
  const { code, message, detail, hint } = innermost(error);
  const name = databaseName(url);
  switch (code) {
    case 'ECONNREFUSED':
      return `No PostgreSQL answers for ${name}. Start it (npm run db:up), or correct DATABASE_URL.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host of ${name} is unknown. Correct DATABASE_URL.`;
    case 'CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return `PostgreSQL does not answer in time for ${name}. Check the address and the firewall.`;
    case '28P01':
    case '28000':
      return `PostgreSQL refuses the user or password of DATABASE_URL for ${name}: ${message}.`;
    case '3D000':
      return `There is no ${name}. Create it (createdb), or correct DATABASE_URL.`;
    case '57P03':
      return `PostgreSQL is starting up or shutting down for ${name}. Try again in a moment.`;
    case '42501':
      return `The user of DATABASE_URL lacks a permission in ${name}: ${message}.`;
    default: {
      const extra = [detail, hint].filter(part => typeof part === 'string' && part !== '').join(' ');
      return `${name}: ${String(message)}${extra === '' ? '' : ` (${extra})`}`;
    }
  }
}

/** The code of Node or PostgreSQL at the bottom of an error. */
export function codeOf(error: unknown): unknown {
  return innermost(error).code;
}

function innermost(error: unknown): Coded {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return typeof current === 'object' && current !== null ? (current as Coded) : { message: String(current) };
}
