/**
 * Asks who the viewer is. Knows how to get a token; refuses to know what it is kept in.
 */
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { signInDocument } from './documents.ts';

export function SignIn({ onToken }: { readonly onToken: (token: string) => void }) {
  const [{ fetching, error }, signIn] = useMutation(signInDocument);
  const [refusal, setRefusal] = useState<string>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const { data } = await signIn({
      email: String(form.get('email')),
      password: String(form.get('password')),
    });
    if (data?.signIn?.token) onToken(data.signIn.token);
    else setRefusal(data?.signIn?.userErrors.map(({ message }) => message).join(' '));
  }

  return (
    <main className="sign-in">
      <h1>Dashboards</h1>
      <form onSubmit={submit}>
        <label>
          E-mail
          <input
            name="email"
            type="email"
            autoComplete="username"
            required
            defaultValue="owner@demo.example"
          />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit" disabled={fetching}>
          Sign in
        </button>
        {(error ?? refusal) && <p role="alert">{error?.message ?? refusal}</p>}
        <p className="hint">
          Of the demo data: owner@demo.example and viewer@demo.example, with demo-password.
        </p>
      </form>
    </main>
  );
}
