/**
 * The texts that operations on accounts take, each with what it has to be.
 * Knows single values; what they mean together is each operation's.
 */
import { z } from 'zod';
import { isTooLong, maxPasswordBytes, passwordFault } from '../../accounts/password-rules.ts';
import { longest } from '../../model/bounds.ts';
import { isStorable, textInput } from '../input-faults.ts';

/** An e-mail address that somebody is found by. */
export const emailInput = textInput('e-mail address', 1, longest.email);

/** An e-mail address that mail is to arrive at. */
export const newEmailInput = emailInput.regex(
  /^[^@\s]+@[^@\s]+$/,
  'The e-mail address must have the form name@example.com.',
);

export const displayNameInput = textInput('display name', 1, longest.name).refine(
  name => name.trim() !== '',
  'The display name must not be blank.',
);

const passwordInput = (fault: (password: string) => string | undefined) =>
  z.string().superRefine((password, context) => {
    const message =
      password === ''
        ? 'The password is missing.'
        : isStorable(password)
          ? fault(password)
          : 'The password is not a valid text.';
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** A password that is to be the one of an account. */
export const newPasswordInput = (minLength: number) =>
  passwordInput(password => passwordFault(password, minLength));

/** A password as somebody proves who they are. */
export const givenPasswordInput = passwordInput(password =>
  isTooLong(password) ? `The password is longer than ${maxPasswordBytes} bytes.` : undefined,
);

/** The token of a link. What it is worth, only the database knows. */
export const tokenInput = textInput('token', 1, 200);
