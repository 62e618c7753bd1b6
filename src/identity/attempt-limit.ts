/**
 * How often accounts can be tried and made: each try is counted before it is made, so that tries at once are counted too.
 * Knows keys and numbers; where the counts are kept is the limiter's, in this process unless another is given.
 */
import { RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited } from '../errors.ts';
import { type Limiter, type MakeLimiter, memoryLimiter } from './limiters.ts';
import { networkOf } from './network.ts';

export interface AttemptLimit {
  /** Counts an invitation that an account sends. @throws RATE_LIMITED where it sent too many lately */
  countInvite(account: string): Promise<void>;
  /** Counts a sign-in, whatever comes of it. @throws RATE_LIMITED where its address had too many lately */
  countSignIn(address: string | null): Promise<void>;
  /**
   * Counts a guess at a password until it turns out to be none. @param account in the form that the database compares
   * @throws RATE_LIMITED where the account had too many wrong ones from the address lately
   * @returns what takes it back: the password was right, or was not looked at
   */
  countGuess(account: string, address: string | null): Promise<() => Promise<void>>;
  /**
   * The same of a guess at a code of a second factor, from wherever it comes: only who knows the password gets there, and has few
   * enough codes to try that many addresses would be of use.
   */
  countCode(account: string): Promise<() => Promise<void>>;
  /** Counts a sign-up, whatever comes of it. @throws RATE_LIMITED where its address had too many lately */
  countSignUp(address: string | null): Promise<void>;
  /**
   * Counts a mail that somebody asks for, whether or not the address has an account. @param recipient in the form that the database compares
   * @throws RATE_LIMITED where that one was sent too many lately
   */
  countMail(recipient: string): Promise<void>;
}

/** Seconds in which so many points may be used. */
export const attemptLimits = {
  invite: { points: 50, duration: 3_600 },
  signIn: { points: 100, duration: 60 },
  guess: { points: 10, duration: 60 },
  code: { points: 10, duration: 900 },
  signUp: { points: 20, duration: 3_600 },
  mail: { points: 5, duration: 3_600 },
};

/** What tries are limited by. */
export type LimitName = keyof typeof attemptLimits;

export interface AttemptLimitOptions {
  /** For counts that several processes share. */
  readonly makeLimiter?: MakeLimiter;
  /** Told of each try that is refused. */
  readonly onRefused?: (limit: LimitName) => void;
}

export function createAttemptLimit({
  makeLimiter = memoryLimiter,
  onRefused = () => {},
}: AttemptLimitOptions = {}): AttemptLimit {
  const counter = (name: LimitName) => {
    const limiter = makeLimiter({ keyPrefix: name, ...attemptLimits[name] });
    return { limiter, count: (key: string) => count(limiter, key, () => onRefused(name)) };
  };
  const invites = counter('invite');
  const [signIns, signUps, mails] = [counter('signIn'), counter('signUp'), counter('mail')];
  const [guesses, codes] = [counter('guess'), counter('code')];
  const guess = async ({ limiter, count }: typeof guesses, key: string) => {
    await count(key);
    return async () => void (await limiter.reward(key));
  };
  return {
    countInvite: account => invites.count(account),
    countSignIn: address => signIns.count(networkOf(address)),
    countGuess: (account, address) => guess(guesses, `${networkOf(address)} ${account}`),
    countCode: account => guess(codes, account),
    countSignUp: address => signUps.count(networkOf(address)),
    countMail: recipient => mails.count(recipient),
  };
}

/** Whether a guess that was counted is right; what takes it back is called unless it is wrong. */
export async function isRightGuess(
  takeBack: () => Promise<void>,
  guess: () => Promise<boolean>,
): Promise<boolean> {
  let isWrong = false;
  try {
    isWrong = !(await guess());
  } finally {
    if (!isWrong) await takeBack();
  }
  return !isWrong;
}

async function count(limiter: Limiter, key: string, refused: () => void): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    // Anything else is about a store that does not answer.
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    refused();
    throw rateLimited(Math.ceil(refusal.msBeforeNext / 1000));
  }
}
