/**
 * The API keys of a project, for its owners: made, tried, rotated and revoked.
 * Knows a key's secret as long as it is shown; refuses to keep it.
 */
import { useState } from 'react';
import { useQuery } from 'urql';
import { Field, Form, Refusal } from './form.tsx';
import type { ProjectKeysFragment } from './generated/graphql.ts';
import { momentOf } from './moment.ts';
import { lifeOf, Secret } from './secret.tsx';
import { createKeyDocument, keysDocument, revokeKeyDocument, rotateKeyDocument } from './secret-documents.ts';
import { useWrite } from './write.ts';

interface Shown {
  readonly name: string;
  readonly secret: string;
}

export function Keys({ projectId }: { readonly projectId: string }) {
  const [{ data, error }] = useQuery({ query: keysDocument, variables: { projectId } });
  const create = useWrite(createKeyDocument);
  const [shown, setShown] = useState<Shown>();
  if (error) return <Refusal message={error.message} />;
  if (!data?.project) return <p className="hint">Reading …</p>;
  if (data.project.viewerRole !== 'OWNER')
    return <p className="hint">Only owners of the project have keys.</p>;

  const show = (name: string, secret: string | null | undefined) => {
    if (secret) setShown({ name, secret });
  };

  return (
    <article>
      <h1>API keys</h1>
      {shown && (
        <Secret name={shown.name} onHide={() => setShown(undefined)}>
          <code>{shown.secret}</code>
          <Trial key={shown.secret} secret={shown.secret} />
        </Secret>
      )}
      <KeyList projectId={projectId} keys={data.project.apiKeys.nodes} onSecret={show} />
      <section aria-label="New key">
        <h2>New key</h2>
        <Form
          action="Create key"
          write={create}
          onSubmit={async field => {
            const name = field('name');
            const scopes = field('writes') === 'on' ? ['read', 'write'] : ['read'];
            const done = await create.run({ projectId, input: { projectId, name, scopes } });
            show(name, done?.createApiKey?.secret);
            return done !== undefined;
          }}
        >
          <Field label="Name" name="name" autoComplete="off" />
          <label className="choice">
            <input type="checkbox" name="writes" /> May write, too
          </label>
        </Form>
      </section>
    </article>
  );
}

interface ListProps {
  readonly projectId: string;
  readonly keys: ProjectKeysFragment['apiKeys']['nodes'];
  readonly onSecret: (name: string, secret: string | null | undefined) => void;
}

/** For how long a key goes on that has a successor. */
const overlapSeconds = 3_600;

function KeyList({ projectId, keys, onSecret }: ListProps) {
  const rotate = useWrite(rotateKeyDocument);
  const revoke = useWrite(revokeKeyDocument);
  return (
    <section aria-label="Keys">
      <ul className="rows">
        {keys.map(key => (
          <li key={key.id}>
            <span>
              {key.name}
              <small>
                <code>{key.prefix}…</code> {key.scopes.join(', ')}, {lifeOf(key)}
                {key.expiresAt !== null && lifeOf(key) === 'active' && ` until ${momentOf(key.expiresAt)}`}
              </small>
            </span>
            {lifeOf(key) === 'active' && (
              <>
                <button
                  type="button"
                  disabled={rotate.isRunning}
                  onClick={async () => {
                    const done = await rotate.run({ projectId, input: { id: key.id, overlapSeconds } });
                    onSecret(key.name, done?.rotateApiKey?.secret);
                  }}
                >
                  Rotate
                </button>
                <button type="button" disabled={revoke.isRunning} onClick={() => revoke.run({ id: key.id })}>
                  Revoke
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      <Refusal message={rotate.refusal ?? revoke.refusal} />
    </section>
  );
}

const question = '{ dashboards(first: 3) { nodes { name } } }';

/** Asks the API as a program would that has nothing but the key. */
function Trial({ secret }: { readonly secret: string }) {
  const [answer, setAnswer] = useState<string>();
  async function ask() {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query: question }),
    });
    setAnswer(await response.text());
  }
  return (
    <p>
      <button type="button" onClick={ask}>
        Ask with this key
      </button>{' '}
      <code>{question}</code>
      {answer !== undefined && <output>{answer}</output>}
    </p>
  );
}
