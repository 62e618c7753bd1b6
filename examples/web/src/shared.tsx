/**
 * What somebody sees who has a share link and nothing else: one dashboard, to look at.
 * Knows no session; what the link shows the API decides.
 */
import { useQuery } from 'urql';
import { Grid } from './grid.tsx';
import { layoutOf } from './layout.ts';
import { sharedDocument } from './secret-documents.ts';

export function Shared() {
  const [{ data, error }] = useQuery({ query: sharedDocument });
  const dashboard = data?.dashboards?.nodes[0];
  if (error)
    return (
      <main className="sign-in">
        <p role="alert">The link shows nothing, or no longer.</p>
      </main>
    );
  if (!data) return <p className="hint">Reading …</p>;
  if (!dashboard) return <p className="hint">The dashboard is gone.</p>;
  const tiles = dashboard.widgets.nodes;
  return (
    <main className="shared">
      <h1>{dashboard.name}</h1>
      <p className="hint">Shared with you, to look at.</p>
      <Grid tiles={tiles} layout={layoutOf(tiles)} />
    </main>
  );
}
