/**
 * How many points whoever asks may use in a time: each request takes its price before it runs. An account has one allowance,
 * whatever sessions it has.
 * Knows keys and numbers; what costs how much is the generator's, and what becomes of a refusal the server's.
 */
import { RateLimiterRes } from 'rate-limiter-flexible';
import { type MakeLimiter, memoryLimiter } from './limiters.ts';

export interface AllowanceOptions {
  /** Points of each who asks. */
  readonly points: number;
  /** In which they may be used. */
  readonly seconds: number;
  /** For counts that several processes share. */
  readonly makeLimiter?: MakeLimiter;
}

/** What became of a request's points. */
export interface Charge {
  readonly isRefused: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** The moment of Date.now() at which all points are there again. */
  readonly resetAt: number;
}

/** Who is known to have nothing left, or to have credentials that hold, of each at most so many. */
const maxRemembered = 10_000;
/** For how long credentials count as holding after they were last found to: a token that was revoked is nobody's. */
const provenForMs = 300_000;

/** Credentials that were found to hold. */
interface Proof {
  /** Whose they are, where several may be one's. */
  readonly account: string | undefined;
  /** The moment of performance.now() at which it is worth nothing. */
  readonly until: number;
}

export class Allowance {
  readonly points: number;
  readonly seconds: number;
  private readonly limiter: ReturnType<MakeLimiter>;
  private readonly spent = new Map<string, Charge>();
  /** By credentials; those that were found to hold last stand last. */
  private readonly proofs = new Map<string, Proof>();

  constructor({ points, seconds, makeLimiter = memoryLimiter }: AllowanceOptions) {
    this.points = points;
    this.seconds = seconds;
    this.limiter = makeLimiter({ keyPrefix: 'points', points, duration: seconds });
  }

  /**
   * Takes the price of a request, which may run unless it is refused.
   * @param least what a refusal costs: who asks for too much again and again has nothing left in the end
   */
  async take(key: string, price: number, least: number): Promise<Charge> {
    const charge = await this.consume(key, price);
    if (!charge.isRefused) return charge;
    const back = price - least;
    const kept = back > 0 ? this.chargeOf(await this.limiter.reward(key, back), true) : charge;
    if (kept.remaining === 0) this.remember(key, kept);
    return kept;
  }

  /** What stands against any further request of somebody, who need not be heard then; undefined where nothing does. */
  refusal(key: string): Charge | undefined {
    const charge = this.spent.get(key);
    if (!charge || charge.resetAt > Date.now()) return charge;
    this.spent.delete(key);
    return undefined;
  }

  /**
   * Takes note of credentials that were found to hold. Whose they are only PostgreSQL can tell, and no statement is sent to ask:
   * the one that answers tells it beside the rows. So credentials that nobody has seen yet pay by themselves for what is answered
   * first, and their account pays for it again when it is known; from then on it pays alone, whatever sessions it has.
   * @param account whose they are, where several may be one's
   */
  prove(credentials: string, account?: string): void {
    this.proofs.delete(credentials);
    if (this.proofs.size >= maxRemembered) this.proofs.delete(this.proofs.keys().next().value!);
    this.proofs.set(credentials, { account, until: performance.now() + provenForMs });
  }

  /** Takes note of credentials that were found not to hold. */
  doubt(credentials: string): void {
    this.proofs.delete(credentials);
  }

  isProven(credentials: string): boolean {
    return this.proofOf(credentials) !== undefined;
  }

  /** Whose allowance is used with credentials: their account's where it is known, else their own. */
  payerOf(credentials: string): string {
    return this.proofOf(credentials)?.account ?? credentials;
  }

  private proofOf(credentials: string): Proof | undefined {
    const proof = this.proofs.get(credentials);
    return proof && proof.until > performance.now() ? proof : undefined;
  }

  private async consume(key: string, price: number): Promise<Charge> {
    try {
      return this.chargeOf(await this.limiter.consume(key, price), false);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return this.chargeOf(refusal, true);
    }
  }

  private chargeOf({ consumedPoints, msBeforeNext }: RateLimiterRes, isRefused: boolean): Charge {
    return {
      isRefused,
      limit: this.points,
      remaining: Math.max(0, this.points - consumedPoints),
      resetAt: Date.now() + Math.max(0, msBeforeNext),
    };
  }

  private remember(key: string, charge: Charge): void {
    if (this.spent.size >= maxRemembered) this.spent.clear();
    this.spent.set(key, charge);
  }
}
