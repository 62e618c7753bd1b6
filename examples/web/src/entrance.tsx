/**
 * What somebody sees who is not signed in: ways in, and what the links of mails lead to.
 * Knows which of them is open; refuses to know what each asks for.
 */
import { type ReactNode, useState } from 'react';
import { ConfirmEmail, Forgotten, ResetPassword } from './mail-links.tsx';
import { home, type Place } from './place.ts';
import { SignIn } from './sign-in.tsx';
import { SignUp } from './sign-up.tsx';

type Door = 'sign-in' | 'sign-up' | 'forgotten';

const titles: Readonly<Record<Door, string>> = {
  'sign-in': 'Sign in',
  'sign-up': 'Create an account',
  forgotten: 'Forgot the password',
};

const doorOf = ({ path }: Place): Door => {
  if (path === '/invitation') return 'sign-up';
  return path === '/reset-password' ? 'forgotten' : 'sign-in';
};

interface Props {
  readonly place: Place;
  readonly onToken: (token: string) => void;
  /** Somebody is where they are led to: the rest of the page goes on from there. */
  readonly onPlace: (place: Place) => void;
}

export function Entrance({ place, onToken, onPlace }: Props) {
  const [door, setDoor] = useState(() => doorOf(place));
  const [news, setNews] = useState<string>();
  const { path, token } = place;

  const enter = (next: Door) => {
    setDoor(next);
    setNews(undefined);
  };
  const done = (told: string) => {
    onPlace(home);
    enter('sign-in');
    setNews(told);
  };

  if (path === '/confirm-email' && token !== undefined)
    return (
      <Frame title="Confirm your address">
        <ConfirmEmail token={token} onDone={() => done('The address is confirmed. Sign in with it.')} />
      </Frame>
    );
  if (path === '/reset-password' && token !== undefined)
    return (
      <Frame title="Set a new password">
        <ResetPassword token={token} onDone={() => done('The password is set. Sign in with it.')} />
      </Frame>
    );

  const invitationToken = path === '/invitation' ? token : undefined;
  return (
    <Frame title={titles[door]}>
      {news !== undefined && <p role="status">{news}</p>}
      {invitationToken !== undefined && <p role="status">You are invited. Create an account, or sign in.</p>}
      {door === 'sign-in' && <SignIn onToken={onToken} />}
      {door === 'sign-up' && (
        <SignUp
          invitationToken={invitationToken}
          onToken={session => {
            // The invitation is accepted with the account.
            onPlace(home);
            onToken(session);
          }}
        />
      )}
      {door === 'forgotten' && <Forgotten />}
      <nav aria-label="Other ways">
        {(['sign-in', 'sign-up', 'forgotten'] as const)
          .filter(other => other !== door)
          .map(other => (
            <button key={other} type="button" className="link" onClick={() => enter(other)}>
              {titles[other]}
            </button>
          ))}
      </nav>
      <p className="hint">
        Of the demo data: owner@demo.example and viewer@demo.example, with demo-password.
      </p>
    </Frame>
  );
}

function Frame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="sign-in">
      <h1>{title}</h1>
      {children}
    </main>
  );
}
