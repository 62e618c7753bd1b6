/**
 * Asks who wants an account, and tells to look for the mail where the address has to be confirmed first.
 * Knows how to get a token; refuses to know what it is kept in.
 */
import { useState } from 'react';
import { signUpDocument } from './account-documents.ts';
import { Field, Form, NewPassword } from './form.tsx';
import { useWrite } from './write.ts';

interface Props {
  /** With which the account is a member of a project from the start. */
  readonly invitationToken: string | undefined;
  readonly onToken: (token: string) => void;
}

export function SignUp({ invitationToken, onToken }: Props) {
  const signUp = useWrite(signUpDocument);
  const [isSent, setSent] = useState(false);
  if (isSent)
    return (
      <p role="status">
        A mail is on its way. With the link in it, the address is confirmed and the account yours.
      </p>
    );

  return (
    <Form
      action="Create account"
      write={signUp}
      onSubmit={async field => {
        const done = await signUp.run({
          input: {
            email: field('email'),
            displayName: field('displayName'),
            password: field('newPassword'),
            invitationToken: invitationToken ?? null,
          },
        });
        if (done?.signUp?.token) onToken(done.signUp.token);
        setSent(done?.signUp?.confirmationSent === true);
        return false;
      }}
    >
      <Field label="Your name" name="displayName" autoComplete="name" />
      <Field label="E-mail" name="email" type="email" autoComplete="username" />
      <NewPassword />
    </Form>
  );
}
