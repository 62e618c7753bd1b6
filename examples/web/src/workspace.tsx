/**
 * What a viewer sees signed in: the dashboards, one of them opened, and what was deleted last.
 * Knows which is open; refuses to know how one is edited.
 */
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { DashboardView } from './dashboard-view.tsx';
import { deleteDocument, restoreDocument, workspaceDocument } from './documents.ts';

interface Deleted {
  readonly id: string;
  readonly name: string;
}

export function Workspace({ onSignOut }: { readonly onSignOut: () => void }) {
  const [{ data, error, fetching }] = useQuery({ query: workspaceDocument });
  const [, deleteDashboard] = useMutation(deleteDocument);
  const [, restoreDashboard] = useMutation(restoreDocument);
  const [chosen, setChosen] = useState<string>();
  const [deleted, setDeleted] = useState<Deleted>();
  const [refusal, setRefusal] = useState<string>();

  if (fetching) return <p className="hint">Reading …</p>;
  if (error) return <Ended message={error.message} onSignOut={onSignOut} />;
  if (!data?.viewer) return <Ended message="The session has ended." onSignOut={onSignOut} />;

  const dashboards = data.dashboards?.nodes ?? [];
  const open = dashboards.find(({ id }) => id === chosen) ?? dashboards[0];

  async function remove(dashboard: Deleted) {
    const { data: done, error: failure } = await deleteDashboard({ id: dashboard.id });
    const message = failure?.message ?? done?.deleteDashboard?.userErrors[0]?.message;
    setRefusal(message);
    if (message === undefined) setDeleted(dashboard);
  }

  async function restore({ id }: Deleted) {
    const { data: done, error: failure } = await restoreDashboard({ id });
    const message = failure?.message ?? done?.restoreDashboard?.userErrors[0]?.message;
    setRefusal(message);
    if (message !== undefined) return;
    setDeleted(undefined);
    setChosen(id);
  }

  return (
    <div className="workspace">
      <nav aria-label="Dashboards">
        <header>
          <span>{data.viewer.displayName}</span>
          <button type="button" onClick={onSignOut}>
            Sign out
          </button>
        </header>
        <ul>
          {dashboards.map(({ id, name, isPinned, project }) => (
            <li key={id}>
              <button type="button" aria-current={id === open?.id} onClick={() => setChosen(id)}>
                {isPinned && <span title="Pinned">★ </span>}
                {name}
                <small>{project?.name}</small>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        {deleted && (
          <p className="notice" role="status">
            “{deleted.name}” is deleted.{' '}
            <button type="button" onClick={() => restore(deleted)}>
              Restore
            </button>
          </p>
        )}
        {refusal !== undefined && <p role="alert">{refusal}</p>}
        {open ? (
          // With another dashboard everything about its editing begins anew.
          <DashboardView key={open.id} id={open.id} onDelete={() => remove(open)} />
        ) : (
          <p className="hint">There is no dashboard that you may see.</p>
        )}
      </main>
    </div>
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
