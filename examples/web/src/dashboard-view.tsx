/**
 * One dashboard: its tiles, what was moved and not saved, and what to do when somebody else saved meanwhile.
 * Knows what is edited; refuses to know how a tile is drawn or dragged.
 */
import { useMemo, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { dashboardDocument, saveDocument } from './documents.ts';
import type { EditedDashboardFragment } from './generated/graphql.ts';
import { Grid } from './grid.tsx';
import { changes, type Layout, layoutOf, moved } from './layout.ts';
import { Sharing } from './sharing.tsx';

interface Props {
  readonly id: string;
  readonly onDelete: () => void;
}

export function DashboardView({ id, onDelete }: Props) {
  const [{ data, error }] = useQuery({ query: dashboardDocument, variables: { id } });
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <p className="hint">Reading …</p>;
  if (!data.dashboard) return <p className="hint">The dashboard is gone.</p>;
  return <Editor dashboard={data.dashboard} onDelete={onDelete} />;
}

interface EditorProps {
  readonly dashboard: EditedDashboardFragment;
  readonly onDelete: () => void;
}

function Editor({ dashboard, onDelete }: EditorProps) {
  const [{ fetching }, save] = useMutation(saveDocument);
  const saved = useMemo(() => layoutOf(dashboard.widgets.nodes), [dashboard]);
  const [edited, setEdited] = useState<Layout>();
  /** What was read when the editing began: what is saved is saved on top of that, and of nothing newer. */
  const [basis, setBasis] = useState(dashboard.updatedAt);
  const [isConflict, setConflict] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const layout = edited ?? saved;
  const changed = changes(saved, layout);
  const mayEdit = dashboard.project?.viewerRole !== 'VIEWER';

  function move(tile: string, x: number, y: number) {
    if (edited === undefined) setBasis(dashboard.updatedAt);
    setEdited(moved(layout, tile, x, y));
  }

  function discard() {
    setEdited(undefined);
    setConflict(false);
    setRefusal(undefined);
  }

  async function write(ifUpdatedAt: string) {
    const input = { id: dashboard.id, ifUpdatedAt, widgets: { update: changed } };
    const { data, error } = await save({ input });
    const userErrors = data?.updateDashboard?.userErrors ?? [];
    // A conflict is answered with the row as somebody else left it: the cache, and `saved` with it, are theirs by now.
    setConflict(userErrors.some(({ code }) => code === 'CONFLICT'));
    const others = userErrors.filter(({ code }) => code !== 'CONFLICT').map(({ message }) => message);
    setRefusal(error?.message ?? (others.length > 0 ? others.join(' ') : undefined));
    if (!error && userErrors.length === 0) discard();
  }

  return (
    <article>
      <header>
        <h1>{dashboard.name}</h1>
        {mayEdit && (
          <>
            <button type="button" disabled={changed.length === 0 || fetching} onClick={() => write(basis)}>
              Save
            </button>
            <button type="button" disabled={edited === undefined} onClick={discard}>
              Discard
            </button>
            <button type="button" onClick={onDelete}>
              Delete
            </button>
          </>
        )}
      </header>
      <p className="hint">
        {mayEdit ? 'Drag tiles, or move them with the arrow keys.' : 'You may look at this dashboard.'}{' '}
        {changed.length > 0 && `${changed.length} moved, not saved.`}
      </p>
      {isConflict && (
        <p className="notice" role="alert">
          Somebody else saved this dashboard meanwhile.{' '}
          <button type="button" onClick={discard}>
            Take their version
          </button>{' '}
          <button type="button" onClick={() => write(dashboard.updatedAt)}>
            Save mine on top
          </button>
        </p>
      )}
      {refusal !== undefined && <p role="alert">{refusal}</p>}
      <Grid tiles={dashboard.widgets.nodes} layout={layout} {...(mayEdit ? { onMove: move } : {})} />
      {mayEdit && <Sharing dashboardId={dashboard.id} />}
    </article>
  );
}
