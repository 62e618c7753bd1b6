/**
 * The page: signed in or not. A session lasts as long as the browser's tab.
 */
import { StrictMode, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { clientFor } from './client.ts';
import { SignIn } from './sign-in.tsx';
import './style.css';
import { Workspace } from './workspace.tsx';

const stored = 'insightgraph-token';

function Page() {
  const [token, setToken] = useState(() => sessionStorage.getItem(stored) ?? undefined);
  // Another session has another cache: nothing of what one viewer read is shown to the next.
  const client = useMemo(() => clientFor(token), [token]);
  const keep = (next: string | undefined) => {
    if (next === undefined) sessionStorage.removeItem(stored);
    else sessionStorage.setItem(stored, next);
    setToken(next);
  };
  return (
    <Provider value={client}>
      {token === undefined ? <SignIn onToken={keep} /> : <Workspace onSignOut={() => keep(undefined)} />}
    </Provider>
  );
}

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
