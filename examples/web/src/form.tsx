/**
 * Fields with a button, and why what was sent is refused.
 * Knows how a form is laid out; refuses to know what is asked for.
 */
import type { FormEvent, InputHTMLAttributes, ReactNode } from 'react';

interface FormProps {
  /** What the button says. */
  readonly action: string;
  /** @returns whether it was done, and the fields are to be empty again */
  readonly onSubmit: (field: (name: string) => string) => Promise<boolean>;
  /** What is sent. */
  readonly write: { readonly refusal: string | undefined; readonly isRunning: boolean };
  readonly children?: ReactNode;
}

export function Form({ action, onSubmit, write, children }: FormProps) {
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    if (await onSubmit(name => String(values.get(name) ?? ''))) form.reset();
  }

  return (
    <form onSubmit={submit}>
      {children}
      <button type="submit" disabled={write.isRunning}>
        {action}
      </button>
      <Refusal message={write.refusal} />
    </form>
  );
}

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly name: string;
}

export const Field = ({ label, ...input }: FieldProps) => (
  <label>
    {label}
    <input required {...input} />
  </label>
);

export const NewPassword = () => (
  <Field label="New password" name="newPassword" type="password" autoComplete="new-password" />
);

export const Refusal = ({ message }: { readonly message: string | undefined }) =>
  message !== undefined && <p role="alert">{message}</p>;
