/**
 * Asks who the viewer is, and for a code where the account has a second factor.
 * Knows how to get a token; refuses to know what it is kept in.
 */
import { useState } from 'react';
import { signInDocument } from './account-documents.ts';
import { Field, Form } from './form.tsx';
import { useWrite } from './write.ts';

export function SignIn({ onToken }: { readonly onToken: (token: string) => void }) {
  const signIn = useWrite(signInDocument);
  const [wantsCode, setWantsCode] = useState(false);

  return (
    <Form
      action="Sign in"
      write={signIn}
      onSubmit={async field => {
        const code = wantsCode ? field('code') : null;
        const done = await signIn.run({ email: field('email'), password: field('password'), code });
        if (done?.signIn?.token) onToken(done.signIn.token);
        // Filled fields stay: the same is sent again, with the code.
        setWantsCode(wantsCode || done?.signIn?.secondFactorRequired === true);
        return false;
      }}
    >
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue="owner@demo.example"
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" />
      {wantsCode && <Field label="Code of the second factor" name="code" autoComplete="one-time-code" />}
    </Form>
  );
}
