/**
 * Invitations of the viewer: the one whose link was opened, and those to the viewer's own address.
 * Knows how they are answered; who is invited into what the members of a project decide.
 */
import { useQuery } from 'urql';
import { Refusal } from './form.tsx';
import type { AnswerInviteInput } from './generated/graphql.ts';
import { acceptInviteDocument, declineInviteDocument, openInvitesDocument } from './team-documents.ts';
import { useWrite } from './write.ts';

interface AnswerProps {
  readonly input: AnswerInviteInput;
  /** @param project that the viewer belongs to now; undefined where the invitation was declined */
  readonly onAnswered: (project: string | undefined) => void;
}

function Answer({ input, onAnswered }: AnswerProps) {
  const accept = useWrite(acceptInviteDocument);
  const decline = useWrite(declineInviteDocument);
  return (
    <>
      <button
        type="button"
        disabled={accept.isRunning}
        onClick={async () => {
          const done = await accept.run({ input });
          if (done) onAnswered(done.acceptInvite?.project?.name);
        }}
      >
        Accept
      </button>{' '}
      <button
        type="button"
        disabled={decline.isRunning}
        onClick={async () => {
          if (await decline.run({ input })) onAnswered(undefined);
        }}
      >
        Decline
      </button>
      <Refusal message={accept.refusal ?? decline.refusal} />
    </>
  );
}

interface Props {
  readonly token: string;
  readonly onAnswered: () => void;
}

export const Invitation = ({ token, onAnswered }: Props) => (
  <main className="sign-in">
    <h1>You are invited</h1>
    <p>Into a project, by the mail whose link you opened.</p>
    <Answer input={{ token }} onAnswered={onAnswered} />
    <p>
      <button type="button" className="link" onClick={onAnswered}>
        Answer later
      </button>
    </p>
  </main>
);

/** Those that wait; none where the viewer's address is not confirmed. */
export function OpenInvitations({ onJoined }: { readonly onJoined: () => void }) {
  const [{ data }, refresh] = useQuery({ query: openInvitesDocument });
  return data?.openInvites?.map(({ uuid, projectName, inviterName, role }) => (
    <div key={uuid} className="notice">
      {inviterName ?? 'Somebody'} invites you to “{projectName}” as {role.toLowerCase()}.{' '}
      <Answer
        input={{ id: uuid }}
        onAnswered={project => {
          refresh({ requestPolicy: 'network-only' });
          if (project !== undefined) onJoined();
        }}
      />
    </div>
  ));
}
