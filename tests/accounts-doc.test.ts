/**
 * docs/accounts.md says what is so: its operations run in their order, as whom they are meant for, and get the answers that are printed.
 * Knows who asks what, and where secrets arrive; refuses to judge how well it is written.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { totpCode } from '../src/accounts/second-factor.ts';
import { storeSignInCode } from '../src/operations/identity-providers/sign-in-codes.ts';
import { type AccountWorld, only, startAccountWorld } from './support/account-world.ts';
import type { Any } from './support/api.ts';
import { settled } from './support/doc-answers.ts';

const markdown = readFileSync(new URL('../docs/accounts.md', import.meta.url), 'utf8');
const pair = /^```graphql\n(.*?)^```\n\n```json\n(.*?)^```$/gms;
const ada = 'ada@example.com';
const olivia = 'olivia@example.com';
const password = 'correct horse battery';
const next = 'another horse battery';

let world: AccountWorld;
/** The tokens of who asks, by the address. */
const tokens = new Map<string, string>();
const known: Record<string, string> = {};

const ask = async (as: string | undefined, query: string, variables: object = {}): Promise<Any> =>
  only(await world.api.ask(query, { token: as && tokens.get(as), variables }));

beforeAll(async () => {
  world = await startAccountWorld();
  const signUp = `mutation { signUp(input: { email: "${olivia}", password: "${password}", displayName: "Olivia Brandt" }) { token } }`;
  tokens.set(olivia, (await ask(undefined, signUp)).token);
  const { project } = await ask(
    olivia,
    'mutation { createProject(input: { name: "Lumen Notes", slug: "lumen-notes" }) { project { uuid } } }',
  );
  known.projectId = project.uuid;
  const make = `mutation { createDashboard(input: { projectId: "${project.uuid}", name: "Overview" }) { dashboard { uuid } } }`;
  known.dashboardId = (await ask(olivia, make)).dashboard.uuid;
});
afterAll(() => world.close());

const signIn = async (): Promise<void> => {
  const input = `{ email: "${ada}", password: "${password}" }`;
  tokens.set(ada, (await ask(undefined, `mutation { signIn(input: ${input}) { token } }`)).token);
};
const tokenTo = async (recipient: string, kind: string): Promise<string> =>
  (await world.mailsTo(recipient)).findLast(mail => mail.kind === kind)!.content.token;
/** A code of an app whose clock is so many steps ahead: each is taken once, and none before it. */
const codeIn = (steps: number) => totpCode(known.secret!, Date.now() + steps * 30_000);

interface Asked {
  /** Who asks; nobody where it is not said. */
  readonly as?: string;
  /** What has to be so before, and the variables. */
  prepare?(): Promise<Record<string, string>>;
  /** What is remembered of the payload. */
  keep?(payload: Any): void;
}

const keepToken = ({ token }: Any) => {
  tokens.set(ada, token);
};

const asked: Readonly<Record<string, Asked>> = {
  SignUp: { keep: keepToken },
  Change: { as: ada, prepare: async () => ({ now: password, next: next }), keep: keepToken },
  Forgotten: {},
  Reset: { prepare: async () => ({ token: await tokenTo(ada, 'resetPassword'), next: password }) },
  Sessions: {
    as: ada,
    prepare: async () => {
      await signIn();
      return {};
    },
    keep: ({ sessions }) => {
      known.session = sessions.nodes[0].id;
    },
  },
  Revoke: {
    as: ada,
    prepare: async () => {
      // Another one than that which asks.
      await signIn();
      return { id: known.session! };
    },
  },
  Everywhere: {
    as: ada,
    prepare: async () => {
      await signIn();
      return {};
    },
  },
  Me: { as: ada },
  Invite: { as: olivia, prepare: async () => ({ projectId: known.projectId! }) },
  Accept: { as: ada, prepare: async () => ({ token: await tokenTo(ada, 'invitation') }) },
  HandOver: {
    as: olivia,
    prepare: async () => {
      const { uuid } = await ask(ada, '{ viewer { uuid } }');
      return { projectId: known.projectId!, userId: uuid };
    },
  },
  Leave: { as: olivia, prepare: async () => ({ projectId: known.projectId! }) },
  Inbox: { as: ada },
  MarkRead: { as: ada, prepare: async () => ({ upTo: new Date().toISOString() }) },
  MakeKey: { as: ada, prepare: async () => ({ projectId: known.projectId! }) },
  Share: { as: ada, prepare: async () => ({ dashboardId: known.dashboardId! }) },
  Enable: {
    as: ada,
    keep: ({ secret }) => {
      known.secret = secret;
    },
  },
  Confirm: { as: ada, prepare: async () => ({ code: codeIn(0) }) },
  SignInWith: { prepare: async () => ({ email: ada, password: password }) },
  Exchange: {
    prepare: async () => {
      const verifier = randomBytes(32).toString('base64url');
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const identity = { provider: 'google', subject: 'ada', verifiedEmail: ada };
      const signInCode = await storeSignInCode(
        { challenge, identity },
        { keyring: world.keyring, database: world.api.database },
      );
      return { signInCode, verifier, code: codeIn(1) };
    },
  },
  Administration: {
    as: ada,
    prepare: async () => {
      await world.api.client`update users set is_administrator = true where email = ${ada}`;
      return {};
    },
  },
  Suspend: {
    as: ada,
    prepare: async () => {
      const [user] = await world.api.client<{ id: string }[]>`select id from users where email = ${olivia}`;
      return { id: user!.id };
    },
  },
};

/** Without what is new each time, and what is cut short. */
const told = (text: string): Any =>
  settled(
    JSON.parse(
      text
        .replace(/"(ig[skl]_)[^"]*"/g, '"$1"')
        .replace(/"otpauth:[^"]*"/g, '"an address"')
        .replace(/("secret": ?)"[A-Z2-7…]+"/g, '$1"a secret"')
        .replace(/"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}"/g, '"a code"'),
    ),
  );

it('docs/accounts.md prints the answers that its operations get', async () => {
  const blocks = [...markdown.matchAll(pair)].map(([, code, printed]) => ({
    name: /^(?:query|mutation) (\w+)/.exec(code!)?.[1],
    code: code!,
    printed: printed!,
  }));
  expect(blocks.map(({ name }) => name)).toEqual(Object.keys(asked));
  for (const { name, code, printed } of blocks) {
    const { as, prepare, keep } = asked[name!]!;
    const variables = (await prepare?.()) ?? {};
    const { data, errors } = await world.api.ask(code, { token: as && tokens.get(as), variables });
    const answer = JSON.stringify(errors ? { errors, data } : { data });
    expect({ name, ...told(answer) }).toEqual({ name, ...told(printed) });
    keep?.(Object.values(data)[0]);
  }
});
