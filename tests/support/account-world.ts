/**
 * Servers on one database that differ in who may sign up, with hashing that costs nothing and is counted, and mails that can be read.
 * Knows how parts are put together; what is asked of them is the suites'.
 */
import { createKey, Keyring } from '../../src/accounts/keyring.ts';
import { mailPurpose } from '../../src/accounts/outgoing-mail.ts';
import { type Hashing, Passwords } from '../../src/accounts/passwords.ts';
import type { AccountRules } from '../../src/config-accounts.ts';
import { type MakeLimiter, memoryLimiter } from '../../src/identity/limiters.ts';
import { type Answer, type Any, startTestApi, type TestApi } from './api.ts';

export interface AccountWorld {
  /** By its own rules, on the database of the first. */
  server(rules: Partial<AccountRules>): Promise<TestApi>;
  readonly api: TestApi;
  /** What is stored sealed is sealed with. */
  readonly keyring: Keyring;
  /** How often passwords were hashed, and compared. */
  readonly work: { hashed: number; compared: number };
  /** The mails to an address that wait, the oldest first, and none of them afterwards. */
  mailsTo(recipient: string): Promise<{ kind: string; content: Any }[]>;
  close(): Promise<void>;
}

const start = '$argon2id$v=19$m=19456,t=2,p=1$';

/** @param limited whether tries are counted as they are in earnest */
export async function startAccountWorld({ limited = false } = {}): Promise<AccountWorld> {
  const work = { hashed: 0, compared: 0 };
  const hashing: Hashing = {
    hash: async password => {
      work.hashed++;
      return `${start}${String(password)}`;
    },
    verify: async (hash, password) => {
      work.compared++;
      return String(hash).replace(/^.*\$/, '') === String(password);
    },
  };
  const keyring = new Keyring([createKey('world')]);
  const patient: MakeLimiter = options => memoryLimiter({ ...options, points: 1_000_000 });
  const makeLimiter = limited ? memoryLimiter : patient;
  const servers: TestApi[] = [];
  const rulesOf = (rules: Partial<AccountRules>): AccountRules => ({
    signUp: 'open',
    emailConfirmation: 'optional',
    passwordMinLength: 8,
    ...rules,
  });
  const open = async (rules: Partial<AccountRules>, beside?: TestApi) => {
    const passwords = new Passwords({}, hashing);
    const signIn = { accountRules: rulesOf(rules), keyring, makeLimiter, passwords };
    const server = await startTestApi({ signIn, ...(beside ? { beside } : {}) });
    servers.push(server);
    return server;
  };
  const api = await open({});
  return {
    api,
    keyring,
    work,
    server: rules => open(rules, api),
    mailsTo: async recipient => {
      const rows = await api.client<{ kind: string; content: string }[]>`
        with "taken" as (delete from outgoing_mails where recipient = ${recipient} returning *)
        select kind, content from "taken" order by created_at, id`;
      return rows.map(({ kind, content }) => ({
        kind,
        content: JSON.parse(keyring.open(content, mailPurpose)),
      }));
    },
    close: async () => {
      for (const server of servers.reverse()) await server.close();
    },
  };
}

/** The one mutation of an answer; a test that gets errors fails with them. */
export function only(answer: Answer): Any {
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return Object.values(answer.data)[0];
}
