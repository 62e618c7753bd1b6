/**
 * The page: signed in, not signed in, or led here by a link. A session lasts as long as the browser's tab.
 */
import { StrictMode, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { clientFor } from './client.ts';
import { Entrance } from './entrance.tsx';
import { Invitation } from './invitations.tsx';
import { home, type Place, sharedPath, takePlace } from './place.ts';
import { Shared } from './shared.tsx';
import './style.css';
import { Workspace } from './workspace.tsx';

const stored = 'insightgraph-token';

function Page({ start }: { readonly start: Place }) {
  const [token, setToken] = useState(() => sessionStorage.getItem(stored) ?? undefined);
  const [place, setPlace] = useState(start);
  // A link that was shared shows what it shows, whoever is signed in.
  const bearer = place.path === sharedPath ? place.token : token;
  // Another session has another cache: nothing of what one viewer read is shown to the next.
  const client = useMemo(() => clientFor(bearer), [bearer]);

  function keep(next: string | undefined) {
    if (next === undefined) sessionStorage.removeItem(stored);
    else sessionStorage.setItem(stored, next);
    setToken(next);
  }

  return <Provider value={client}>{room()}</Provider>;

  function room() {
    if (place.path === sharedPath) return <Shared />;
    const isLink = place.path === '/confirm-email' || place.path === '/reset-password';
    if (token === undefined || isLink)
      return (
        <Entrance
          place={place}
          onToken={keep}
          onPlace={next => {
            // Whoever sets a password ends all sessions.
            if (place.path === '/reset-password') keep(undefined);
            setPlace(next);
          }}
        />
      );
    if (place.path === '/invitation' && place.token !== undefined)
      return <Invitation token={place.token} onAnswered={() => setPlace(home)} />;
    return <Workspace onToken={keep} />;
  }
}

const start = takePlace();
createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <Page start={start} />
  </StrictMode>,
);
