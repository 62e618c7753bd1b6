/**
 * The share links of a dashboard, for those who may write: made, and revoked.
 * Knows a link's secret as long as it is shown; what a link shows is the shared page's.
 */
import { useState } from 'react';
import { useQuery } from 'urql';
import { Field, Form, Refusal } from './form.tsx';
import { sharedAddress } from './place.ts';
import { lifeOf, Secret } from './secret.tsx';
import { createShareLinkDocument, revokeShareLinkDocument, shareLinksDocument } from './secret-documents.ts';
import { useWrite } from './write.ts';

export function Sharing({ dashboardId }: { readonly dashboardId: string }) {
  const [{ data }] = useQuery({ query: shareLinksDocument, variables: { dashboardId } });
  const create = useWrite(createShareLinkDocument);
  const revoke = useWrite(revokeShareLinkDocument);
  const [shown, setShown] = useState<{ name: string; address: string }>();
  const links = data?.dashboard?.shareLinks.nodes ?? [];

  return (
    <section aria-label="Share links">
      <h2>Share links</h2>
      <p className="hint">Whoever has one may look at this dashboard, without an account.</p>
      {shown && (
        <Secret name={shown.name} onHide={() => setShown(undefined)}>
          <p>
            <a href={shown.address} target="_blank" rel="noreferrer">
              {shown.address}
            </a>
          </p>
        </Secret>
      )}
      <ul className="rows">
        {links.map(link => (
          <li key={link.id}>
            <span>
              {link.name}
              <small>
                <code>{link.prefix}…</code> {lifeOf(link)}
              </small>
            </span>
            {lifeOf(link) === 'active' && (
              <button type="button" disabled={revoke.isRunning} onClick={() => revoke.run({ id: link.id })}>
                Revoke
              </button>
            )}
          </li>
        ))}
      </ul>
      <Refusal message={revoke.refusal} />
      <Form
        action="Create link"
        write={create}
        onSubmit={async field => {
          const name = field('name');
          const done = await create.run({ dashboardId, name });
          const secret = done?.createShareLink?.secret;
          if (secret) setShown({ name, address: sharedAddress(secret) });
          return done !== undefined;
        }}
      >
        <Field label="For whom" name="name" autoComplete="off" />
      </Form>
    </section>
  );
}
