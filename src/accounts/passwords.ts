/**
 * Passwords: argon2id hashes and their verification, with the parameters OWASP recommends, two at a time.
 * Knows no accounts; that an account is missing must cost the same time as a wrong password.
 */
import argon2 from '@node-rs/argon2';
import { busyWithPasswords } from '../errors.ts';
import { normalizedPassword } from './password-rules.ts';
import { type QueueOptions, WorkQueue } from './work-queue.ts';

/** 19 MiB of memory, two passes, one lane; argon2id is the library's default algorithm. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const { memoryCost, timeCost, parallelism } = parameters;
/** How hashes begin that are made by them. */
const currentStart = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;

const patienceMs = 5_000;

/** Half of the threads that Node has for such work: files and names of hosts need some too. */
export const passwordQueue: QueueOptions = {
  atOnce: 2,
  waiting: 200,
  patienceMs,
  refusal: () => busyWithPasswords(patienceMs / 1000),
};

/** What hashes, and what compares a password with a hash. */
export type Hashing = Pick<typeof argon2, 'hash' | 'verify'>;

export class Passwords {
  private readonly queue: WorkQueue;
  private readonly hashing: Hashing;
  private dummyHash: Promise<string> | undefined;

  constructor(options: Partial<QueueOptions> = {}, hashing: Hashing = argon2) {
    this.queue = new WorkQueue({ ...passwordQueue, ...options });
    this.hashing = hashing;
  }

  /** @throws UNAVAILABLE where too many are under way, as `verify` does */
  hash(password: string): Promise<string> {
    return this.queue.run(() => this.hashing.hash(normalizedPassword(password), parameters));
  }

  /** Whether a hash is made otherwise than hashes are now. */
  isOutdated(passwordHash: string): boolean {
    return !passwordHash.startsWith(currentStart);
  }

  /** Whether the password is the one of the hash; without a hash, false after the same work. */
  verify(password: string, passwordHash: string | null | undefined): Promise<boolean> {
    return this.queue.run(async () => {
      this.dummyHash ??= this.hashing.hash('no account has this password', parameters);
      try {
        const compared = passwordHash ?? (await this.dummyHash);
        return (await this.hashing.verify(compared, normalizedPassword(password))) && passwordHash != null;
      } catch {
        // A malformed hash makes `verify` throw: nobody can sign in with it.
        return false;
      }
    });
  }
}
