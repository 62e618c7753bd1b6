/**
 * What links of mails lead to beside invitations: an address to confirm, a password to set anew; and how to ask for the latter.
 * A link does nothing by being opened, as programs open links too.
 */
import { useState } from 'react';
import { confirmEmailDocument, requestResetDocument, resetPasswordDocument } from './account-documents.ts';
import { Field, Form, NewPassword } from './form.tsx';
import { useWrite } from './write.ts';

interface LinkProps {
  readonly token: string;
  readonly onDone: () => void;
}

export function ConfirmEmail({ token, onDone }: LinkProps) {
  const confirm = useWrite(confirmEmailDocument);
  return (
    <Form
      action="Confirm the address"
      write={confirm}
      onSubmit={async () => {
        if (await confirm.run({ token })) onDone();
        return false;
      }}
    />
  );
}

export function ResetPassword({ token, onDone }: LinkProps) {
  const reset = useWrite(resetPasswordDocument);
  return (
    <Form
      action="Set the password"
      write={reset}
      onSubmit={async field => {
        if (await reset.run({ token, password: field('newPassword') })) onDone();
        return false;
      }}
    >
      <NewPassword />
    </Form>
  );
}

export function Forgotten() {
  const request = useWrite(requestResetDocument);
  const [isSent, setSent] = useState(false);
  // Said of any address: who has an account is nobody else's business.
  if (isSent) return <p role="status">A mail is on its way. Its link lets you set a new password.</p>;
  return (
    <Form
      action="Send the mail"
      write={request}
      onSubmit={async field => {
        setSent((await request.run({ email: field('email') })) !== undefined);
        return false;
      }}
    >
      <Field label="E-mail" name="email" type="email" autoComplete="username" />
    </Form>
  );
}
