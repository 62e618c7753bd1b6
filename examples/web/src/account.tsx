/**
 * The viewer's own account: its password, its sessions, and its end.
 * Knows what one does by oneself; projects and their members are the team's.
 */
import { useQuery } from 'urql';
import {
  accountDocument,
  changePasswordDocument,
  deleteAccountDocument,
  revokeSessionDocument,
} from './account-documents.ts';
import { Field, Form, NewPassword, Refusal } from './form.tsx';
import type { AccountQuery } from './generated/graphql.ts';
import { momentOf } from './moment.ts';
import { useWrite } from './write.ts';

interface Props {
  /** Told of the token that goes on, or of undefined where there is no session any more; and what to say of it. */
  readonly onToken: (token: string | undefined, news: string) => void;
}

export function Account({ onToken }: Props) {
  const [{ data, error }] = useQuery({ query: accountDocument, requestPolicy: 'cache-and-network' });
  if (error) return <Refusal message={error.message} />;
  if (!data?.viewer) return <p className="hint">Reading …</p>;
  return (
    <article>
      <h1>Account</h1>
      <p className="hint">{data.viewer.email}</p>
      <Password onToken={onToken} />
      <Sessions sessions={data.viewer.sessions.nodes} />
      <End onToken={onToken} />
    </article>
  );
}

function Password({ onToken }: Props) {
  const change = useWrite(changePasswordDocument);
  return (
    <section aria-label="Password">
      <h2>Password</h2>
      <Form
        action="Change password"
        write={change}
        onSubmit={async field => {
          const currentPassword = field('currentPassword');
          const done = await change.run({ currentPassword, newPassword: field('newPassword') });
          const token = done?.changePassword?.token;
          if (token) onToken(token, 'The password is changed. All other sessions have ended.');
          return token != null;
        }}
      >
        <Field
          label="Current password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
        />
        <NewPassword />
      </Form>
    </section>
  );
}

type Session = NonNullable<AccountQuery['viewer']>['sessions']['nodes'][number];

function Sessions({ sessions }: { readonly sessions: readonly Session[] }) {
  const revoke = useWrite(revokeSessionDocument);
  return (
    <section aria-label="Sessions">
      <h2>Sessions</h2>
      <ul className="rows">
        {sessions
          // One that was ended here is such a one in the cache, too, before the list is read again.
          .filter(({ status }) => status === 'ACTIVE')
          .map(({ id, current, createdAt, lastUsedAt, userAgent }) => (
            <li key={id}>
              <span>
                {current ? <b>This browser</b> : (userAgent ?? 'Unknown client')}
                <small>
                  since {momentOf(createdAt)}
                  {lastUsedAt !== null && `, last used ${momentOf(lastUsedAt)}`}
                </small>
              </span>
              {!current && (
                <button type="button" disabled={revoke.isRunning} onClick={() => revoke.run({ id })}>
                  Revoke
                </button>
              )}
            </li>
          ))}
      </ul>
      <Refusal message={revoke.refusal} />
    </section>
  );
}

function End({ onToken }: Props) {
  const remove = useWrite(deleteAccountDocument);
  return (
    <section aria-label="Delete the account">
      <h2>Delete the account</h2>
      <p className="hint">For good. What you made stays in its projects, with no creator.</p>
      <Form
        action="Delete account"
        write={remove}
        onSubmit={async field => {
          const done = await remove.run({ password: field('password') });
          if (done?.deleteViewer?.deleted) onToken(undefined, 'The account is deleted.');
          return false;
        }}
      >
        <Field label="Password" name="password" type="password" autoComplete="current-password" />
      </Form>
    </section>
  );
}
