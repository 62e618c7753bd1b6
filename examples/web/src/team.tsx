/**
 * Who belongs to a project, and who is invited: seen by members, changed by owners.
 * Knows what to offer by what the viewer may do, as the API tells; whether it is done, the API decides.
 */
import { useQuery } from 'urql';
import { Field, Form, Refusal } from './form.tsx';
import type { ProjectRole, TeamQuery } from './generated/graphql.ts';
import { momentOf } from './moment.ts';
import {
  cancelInviteDocument,
  changeRoleDocument,
  inviteMemberDocument,
  removeMemberDocument,
  teamDocument,
} from './team-documents.ts';
import { useWrite } from './write.ts';

const roles: readonly ProjectRole[] = ['VIEWER', 'EDITOR', 'OWNER'];
const roleOf = (name: string): ProjectRole => roles.find(role => role === name) ?? 'VIEWER';

type Project = NonNullable<TeamQuery['project']>;

export function Team({ projectId }: { readonly projectId: string }) {
  const [{ data, error }, read] = useQuery({ query: teamDocument, variables: { projectId } });
  const refresh = () => read({ requestPolicy: 'network-only' });
  if (error) return <Refusal message={error.message} />;
  if (!data?.project) return <p className="hint">Reading …</p>;
  const { members, invites, viewerRole } = data.project;
  return (
    <article>
      <h1>Team</h1>
      <Members members={members.nodes} onChanged={refresh} />
      {viewerRole === 'OWNER' && (
        <>
          <Invites invites={invites.nodes} />
          <Invite projectId={projectId} onChanged={refresh} />
        </>
      )}
    </article>
  );
}

interface MembersProps {
  readonly members: Project['members']['nodes'];
  readonly onChanged: () => void;
}

function Members({ members, onChanged }: MembersProps) {
  const change = useWrite(changeRoleDocument);
  const remove = useWrite(removeMemberDocument);
  return (
    <section aria-label="Members">
      <h2>Members</h2>
      <ul className="rows">
        {members.map(({ id, role, user, viewerCan }) => (
          <li key={id}>
            <span>
              {user?.displayName ?? 'Somebody'}
              <small>{user?.email}</small>
            </span>
            {viewerCan.update ? (
              <RoleChoice value={role} onChange={next => change.run({ id, role: next })} />
            ) : (
              <span>{role.toLowerCase()}</span>
            )}
            {viewerCan.delete && (
              <button
                type="button"
                disabled={remove.isRunning}
                onClick={async () => {
                  if (await remove.run({ id })) onChanged();
                }}
              >
                Remove
              </button>
            )}
          </li>
        ))}
      </ul>
      <Refusal message={change.refusal ?? remove.refusal} />
    </section>
  );
}

function Invites({ invites }: { readonly invites: Project['invites']['nodes'] }) {
  const cancel = useWrite(cancelInviteDocument);
  const waiting = invites.filter(({ status }) => status === 'PENDING');
  return (
    <section aria-label="Invitations">
      <h2>Invitations</h2>
      {waiting.length === 0 && <p className="hint">None waits for an answer.</p>}
      <ul className="rows">
        {waiting.map(({ id, email, role, expiresAt }) => (
          <li key={id}>
            <span>
              {email}
              <small>
                as {role.toLowerCase()}, until {momentOf(expiresAt)}
              </small>
            </span>
            <button type="button" disabled={cancel.isRunning} onClick={() => cancel.run({ id })}>
              Cancel
            </button>
          </li>
        ))}
      </ul>
      <Refusal message={cancel.refusal} />
    </section>
  );
}

interface InviteProps {
  readonly projectId: string;
  readonly onChanged: () => void;
}

function Invite({ projectId, onChanged }: InviteProps) {
  const invite = useWrite(inviteMemberDocument);
  return (
    <section aria-label="Invite somebody">
      <h2>Invite somebody</h2>
      <Form
        action="Invite"
        write={invite}
        onSubmit={async field => {
          const input = { projectId, email: field('email'), role: roleOf(field('role')) };
          const done = await invite.run({ input });
          if (done) onChanged();
          return done !== undefined;
        }}
      >
        <Field label="E-mail" name="email" type="email" autoComplete="off" />
        <RoleChoice />
      </Form>
    </section>
  );
}

interface RoleProps {
  readonly value?: ProjectRole;
  readonly onChange?: (role: ProjectRole) => void;
}

/** Within a form it keeps its value by itself. */
const RoleChoice = ({ value, onChange }: RoleProps) => (
  <label>
    Role
    <select
      name="role"
      {...(value === undefined ? {} : { value })}
      onChange={event => onChange?.(roleOf(event.currentTarget.value))}
    >
      {roles.map(role => (
        <option key={role} value={role}>
          {role.toLowerCase()}
        </option>
      ))}
    </select>
  </label>
);
