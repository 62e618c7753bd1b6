/**
 * What a viewer sees signed in: the rooms of the page, and which dashboard or project is looked at.
 * Knows which room is open; refuses to know what is done in it.
 */
import { type ReactNode, useState } from 'react';
import { useQuery } from 'urql';
import { Account } from './account.tsx';
import { signOutDocument } from './account-documents.ts';
import { Dashboards } from './dashboards.tsx';
import { workspaceDocument } from './documents.ts';
import type { WorkspaceQuery } from './generated/graphql.ts';
import { OpenInvitations } from './invitations.tsx';
import { Keys } from './keys.tsx';
import { Team } from './team.tsx';
import { useWrite } from './write.ts';

type Room = 'dashboards' | 'team' | 'keys' | 'account';
const rooms: readonly (readonly [Room, string])[] = [
  ['dashboards', 'Dashboards'],
  ['team', 'Team'],
  ['keys', 'API keys'],
  ['account', 'Account'],
];

/** @param onToken told of another token of the viewer, or of undefined where the session has ended */
export function Workspace({ onToken }: { readonly onToken: (token: string | undefined) => void }) {
  const [{ data, error }, read] = useQuery({ query: workspaceDocument });
  const signOut = useWrite(signOutDocument);
  const [room, setRoom] = useState<Room>('dashboards');
  const [news, setNews] = useState<string>();

  const leave = () => onToken(undefined);
  if (error) return <Ended message={error.message} onSignOut={leave} />;
  if (!data) return <p className="hint">Reading …</p>;
  if (!data.viewer) return <Ended message="The session has ended." onSignOut={leave} />;

  const enter = (next: Room) => {
    setRoom(next);
    setNews(undefined);
  };

  return (
    <div className="workspace">
      <header>
        <nav aria-label="Rooms">
          {rooms.map(([name, title]) => (
            <button key={name} type="button" aria-current={name === room} onClick={() => enter(name)}>
              {title}
            </button>
          ))}
        </nav>
        <span>{data.viewer.displayName}</span>
        <button
          type="button"
          onClick={async () => {
            await signOut.run({});
            leave();
          }}
        >
          Sign out
        </button>
      </header>
      <OpenInvitations onJoined={() => read({ requestPolicy: 'network-only' })} />
      {news !== undefined && <p role="status">{news}</p>}
      {room === 'dashboards' && <Dashboards dashboards={data.dashboards?.nodes ?? []} />}
      {room === 'team' && (
        <InProject projects={data.projects}>{id => <Team key={id} projectId={id} />}</InProject>
      )}
      {room === 'keys' && (
        <InProject projects={data.projects}>{id => <Keys key={id} projectId={id} />}</InProject>
      )}
      {room === 'account' && (
        <main>
          <Account
            onToken={(token, told) => {
              setNews(told);
              onToken(token);
            }}
          />
        </main>
      )}
    </div>
  );
}

interface InProjectProps {
  readonly projects: WorkspaceQuery['projects'];
  readonly children: (projectId: string) => ReactNode;
}

/** What is looked at of one project, and the choice which. */
function InProject({ projects, children }: InProjectProps) {
  const all = projects?.nodes ?? [];
  const [chosen, setChosen] = useState<string>();
  const project = all.find(({ id }) => id === chosen) ?? all[0];
  if (!project) return <p className="hint">You belong to no project: ask somebody to invite you.</p>;
  return (
    <main>
      <label>
        Project
        <select value={project.id} onChange={event => setChosen(event.currentTarget.value)}>
          {all.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {children(project.id)}
    </main>
  );
}

function Ended({ message, onSignOut }: { readonly message: string; readonly onSignOut: () => void }) {
  return (
    <main className="sign-in">
      <p role="alert">{message}</p>
      <button type="button" onClick={onSignOut}>
        Sign in again
      </button>
    </main>
  );
}
