/**
 * The list of dashboards, one of them opened, and what was deleted last.
 * Knows which is open; refuses to know how one is edited.
 */
import { useState } from 'react';
import { DashboardView } from './dashboard-view.tsx';
import { deleteDocument, restoreDocument } from './documents.ts';
import { Refusal } from './form.tsx';
import type { DashboardListFragment } from './generated/graphql.ts';
import { useWrite } from './write.ts';

interface Props {
  readonly dashboards: NonNullable<DashboardListFragment['dashboards']>['nodes'];
}

interface Deleted {
  readonly id: string;
  readonly name: string;
}

export function Dashboards({ dashboards }: Props) {
  const remove = useWrite(deleteDocument);
  const restore = useWrite(restoreDocument);
  const [chosen, setChosen] = useState<string>();
  const [deleted, setDeleted] = useState<Deleted>();
  const open = dashboards.find(({ id }) => id === chosen) ?? dashboards[0];

  return (
    <div className="dashboards">
      <nav aria-label="Dashboards">
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
            <button
              type="button"
              onClick={async () => {
                if (!(await restore.run({ id: deleted.id }))) return;
                setDeleted(undefined);
                setChosen(deleted.id);
              }}
            >
              Restore
            </button>
          </p>
        )}
        <Refusal message={remove.refusal ?? restore.refusal} />
        {open ? (
          // With another dashboard everything about its editing begins anew.
          <DashboardView
            key={open.id}
            id={open.id}
            onDelete={async () => {
              if (await remove.run({ id: open.id })) setDeleted(open);
            }}
          />
        ) : (
          <p className="hint">There is no dashboard that you may see.</p>
        )}
      </main>
    </div>
  );
}
