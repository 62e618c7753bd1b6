/**
 * Passwords: argon2id hashes and their verification, with the parameters OWASP recommends.
 * Knows no accounts; that an account is missing must cost the same time as a wrong password.
 */
import { hash, verify } from '@node-rs/argon2';

/** 19 MiB of memory, two passes, one lane; argon2id is the library's default algorithm. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

let dummyHash: Promise<string> | undefined;

/** Whether the password is the one of the hash; without a hash, false after the same work. */
export async function verifyPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  dummyHash ??= hashPassword('no account has this password');
  try {
    return (await verify(passwordHash ?? (await dummyHash), password)) && passwordHash !== undefined;
  } catch {
    // A malformed hash makes `verify` throw: nobody can sign in with it.
    return false;
  }
}
