/**
 * A server that is asked for everything in which a secret passes through it, as its clients and its mails see it.
 * Knows who is told which secret, and notes all that comes back; refuses to know where secrets must not be.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { totpCode } from '../../src/accounts/second-factor.ts';
import type { Any } from './api.ts';
import type { PlantedSecrets } from './planted-secrets.ts';
import { patienceMs } from './scale.ts';
import type { ReceivedMail } from './smtp.ts';

/** What an answer is there to tell, by what it is. */
type Told = Readonly<Record<string, string | readonly string[]>>;

export interface AskOptions {
  readonly token?: string | undefined;
  /** The secrets in its data. */
  readonly tells?: (result: Any) => Told;
  /** Whether it may have errors. */
  readonly fails?: boolean;
}

export interface Journey {
  readonly origin: string;
  readonly secrets: PlantedSecrets;
  readonly mails: readonly ReceivedMail[];
}

/** Sends a body as it is, and notes what comes back. */
export async function send(
  { origin, secrets }: Pick<Journey, 'origin' | 'secrets'>,
  body: string,
  {
    headers = {},
    tells,
  }: { readonly headers?: Record<string, string>; readonly tells?: (answer: Any) => Told } = {},
): Promise<Any> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-explain': 'true', ...headers },
    body,
  });
  const text = await response.text();
  const answer = text.startsWith('{') ? JSON.parse(text) : {};
  const told = Object.entries(tells?.(answer) ?? {}).flatMap(([name, values]) =>
    [values].flat().map(value => secrets.plant(name, value)),
  );
  secrets.put('an answer', text, told);
  secrets.put('headers of an answer', JSON.stringify([...response.headers]));
  return answer;
}

export async function ask(
  journey: Journey,
  query: string,
  input: object | undefined,
  { token, tells, fails = false }: AskOptions = {},
): Promise<Any> {
  const only = (answer: Any) => Object.values(answer.data ?? {})[0];
  const answer = await send(journey, JSON.stringify({ query, variables: { input } }), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(tells ? { tells: each => tells(only(each)) } : {}),
  });
  const result: Any = only(answer);
  if (!fails && (answer.errors || result?.userErrors?.length > 0))
    throw new Error(`${query}: ${JSON.stringify(answer)}`);
  return result;
}

export const mutate = (
  journey: Journey,
  field: string,
  input: object,
  selection: string,
  options: AskOptions & { readonly type?: string } = {},
): Promise<Any> => {
  const type = options.type ?? `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { code message path } } }`;
  return ask(journey, query, input, options);
};

const kindsOfLinks = {
  'confirm-email': 'confirmation token',
  'reset-password': 'reset token',
  invitation: 'invitation token',
} as const;
type LinkPath = keyof typeof kindsOfLinks;

/** The link of a mail, whose token is planted; undefined where it has none. */
export function linkIn(secrets: PlantedSecrets, { text = '' }: ReceivedMail) {
  const [, path, token] = /\/([a-z-]+)#token=([\w-]+)/.exec(text) ?? [];
  if (path === undefined) return undefined;
  return { path, token: secrets.plant(kindsOfLinks[path as LinkPath], token!) };
}

/** The token of the first mail to an address that leads to a place. */
async function mailedToken({ mails, secrets }: Journey, recipient: string, path: LinkPath): Promise<string> {
  const found = () =>
    mails
      .filter(({ recipients }) => recipients.includes(recipient))
      .map(mail => linkIn(secrets, mail))
      .find(link => link?.path === path);
  for (const deadline = Date.now() + patienceMs / 2; !found(); await sleep(50))
    if (Date.now() > deadline) throw new Error(`There is no mail to ${recipient} that leads to ${path}.`);
  return found()!.token;
}

const session = (result: Any): Told => ({ 'session token': result.token });

/** The life of an account. @returns the session that it ends with */
export async function liveAccount(journey: Journey, email: string): Promise<string> {
  const { secrets } = journey;
  const password = (which: string) => secrets.plant('password', `${which} pass “phrase” of ${email}`);
  const first = password('first');
  await mutate(journey, 'signUp', { email, password: first, displayName: 'Somebody' }, 'confirmationSent');
  await mutate(
    journey,
    'signUp',
    { email, password: password('other'), displayName: 'Else' },
    'confirmationSent',
  );
  const link = await mailedToken(journey, email, 'confirm-email');
  await mutate(journey, 'confirmEmail', { token: link }, 'confirmed');
  await mutate(journey, 'confirmEmail', { token: link }, 'confirmed', { fails: true });
  const signIn = (input: object, options: AskOptions = {}) =>
    mutate(journey, 'signIn', { email, ...input }, 'token secondFactorRequired', options);
  await signIn({ password: password('wrong') }, { fails: true });
  const { token: begun } = await signIn({ password: first }, { tells: session });
  const second = password('second');
  const { token } = await mutate(
    journey,
    'changePassword',
    { currentPassword: first, newPassword: second },
    'token',
    { token: begun, tells: session },
  );
  await ask(journey, '{ viewer { uuid } }', undefined, { token: begun, fails: true });
  await mutate(journey, 'changeEmail', { email: `new.${email}`, password: second }, 'requested', { token });
  await mailedToken(journey, `new.${email}`, 'confirm-email');
  await mutate(journey, 'requestPasswordReset', { email }, 'requested');
  const reset = await mailedToken(journey, email, 'reset-password');
  const third = password('third');
  await mutate(journey, 'resetPassword', { token: reset, password: 'short' }, 'reset', { fails: true });
  await mutate(journey, 'resetPassword', { token: reset, password: third }, 'reset');
  const { token: last } = await signIn({ password: third }, { tells: session });
  await liveSecondFactor(journey, last, code =>
    signIn({ password: third, code }, { fails: true, tells: token => (token.token ? session(token) : {}) }),
  );
  return last;
}

async function liveSecondFactor(
  journey: Journey,
  token: string,
  signIn: (code: string) => Promise<Any>,
): Promise<void> {
  const { secret } = await ask(
    journey,
    'mutation { enableTotp { secret uri userErrors { code } } }',
    undefined,
    {
      token,
      tells: result => ({ 'TOTP secret': result.secret }),
    },
  );
  const codeOf = (steps: number) => totpCode(secret, Date.now() + steps * 30_000);
  const { recoveryCodes } = await mutate(journey, 'confirmTotp', { code: codeOf(-1) }, 'recoveryCodes', {
    token,
    tells: result => ({ 'recovery code': result.recoveryCodes }),
  });
  for (const code of ['000000', codeOf(0), recoveryCodes[0], recoveryCodes[0]]) await signIn(code);
}

/** What a member of a project is given: invitations, keys, links. */
export async function liveProject(journey: Journey, token: string, guest: string): Promise<void> {
  const { secrets } = journey;
  const as = { token };
  const { project } = await mutate(
    journey,
    'createProject',
    { name: 'Planted', slug: `planted-${guest.split('@')[0]}` },
    'project { uuid }',
    as,
  );
  const projectId = project.uuid;
  await mutate(journey, 'inviteMember', { projectId, email: guest, role: 'VIEWER' }, 'invite { id }', as);
  const invitationToken = await mailedToken(journey, guest, 'invitation');
  const password = secrets.plant('password', `password of ${guest}, a guest`);
  const account = { email: guest, password, displayName: 'Guest', invitationToken };
  await mutate(journey, 'signUp', account, 'token', { tells: session });
  const told = (name: string) => (result: Any) => ({ [name]: result.secret });
  const key = await mutate(
    journey,
    'createApiKey',
    { projectId, name: 'Key', scopes: ['read', 'write'] },
    'secret apiKey { id history { nodes { changes } } }',
    { ...as, tells: told('API key') },
  );
  await mutate(journey, 'rotateApiKey', { id: key.apiKey.id, overlapSeconds: 60 }, 'secret apiKey { id }', {
    ...as,
    tells: told('API key'),
  });
  const { dashboard } = await mutate(
    journey,
    'createDashboard',
    { projectId, name: 'Shared' },
    'dashboard { id }',
    as,
  );
  const link = await mutate(
    journey,
    'createShareLink',
    { dashboardId: dashboard.id, name: 'Link' },
    'secret shareLink { id history { nodes { changes } } }',
    { ...as, tells: told('share link') },
  );
  for (const each of [token, key.secret, link.secret]) {
    // The second time, compiled reads answer.
    for (const _ of [1, 2])
      await ask(
        journey,
        '{ dashboards { nodes { name widgets { totalCount } } } viewer { sessions { nodes { id } } } }',
        undefined,
        { token: each },
      );
    await mutate(journey, 'updateDashboard', { id: dashboard.id, name: ' ' }, 'dashboard { id }', {
      token: each,
      fails: true,
    });
  }
  await ask(
    journey,
    '{ projects { nodes { auditEvents { nodes { changes } } apiKeys { nodes { name prefix } } } } }',
    undefined,
    as,
  );
  await mutate(journey, 'revokeApiKey', { id: key.apiKey.id }, 'apiKey { id }', as);
  await ask(journey, '{ dashboards { totalCount } }', undefined, { token: key.secret, fails: true });
}
