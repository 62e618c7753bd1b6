/**
 * Whether an operation may run, by what it costs: no more than any may cost, and no more than is left to who asks.
 * Knows prices and allowances, and how both are told; refuses to know what an operation is about.
 */
import type { GraphQLError } from 'graphql';
import { outOfPoints, tooDear } from '../errors.ts';
import type { DearPart, PricedAnswer } from '../generator/price/price-tally.ts';
import type { Allowance, Charge } from '../identity/allowance.ts';
import type { OperationRecord } from './operation-record.ts';

export interface AdmissionOptions {
  /** Points that one operation may cost. */
  readonly maxOperationCost: number;
  /** Undefined: whoever asks may use any number of points. */
  readonly allowance?: Allowance | undefined;
  /** Told of each request that is refused, and by which limit. */
  readonly onRefused: (limit: 'cost' | 'points') => void;
}

/** What a client is told of the price of its operation. */
export interface ToldCost {
  /** What the operation costs; missing where it was refused before anybody looked at it. */
  readonly requested?: number;
  /** What it cost by the rows that were there; missing where it did not run, or its answer comes in parts. */
  readonly actual?: number;
  /** What an operation may cost. */
  readonly maximum: number;
  /** The points of the allowance, those that are left, and when all of them are there again. */
  readonly limit?: number;
  readonly remaining?: number;
  readonly resetAt?: string;
}

/** What is paid for a document that does not run: that it was read, by its length. */
const refusedPoints = 10;
const refusedPerCharacters = 100;

const secondsUntil = (moment: number) => Math.max(1, Math.ceil((moment - Date.now()) / 1_000));

export class Admission {
  private readonly options: AdmissionOptions;
  private readonly policy: string;

  constructor(options: AdmissionOptions) {
    this.options = options;
    const { points, seconds } = options.allowance ?? { points: 0, seconds: 0 };
    this.policy = `"points";q=${points};w=${seconds}`;
  }

  /** Takes the price of an operation. @returns what stands against it */
  async admit(record: OperationRecord, price: PricedAnswer): Promise<GraphQLError | undefined> {
    const { maxOperationCost, onRefused } = this.options;
    record.price = price.points;
    if (record.tellsCost) record.actualPrice = data => price.actual(data);
    if (price.points <= maxOperationCost) return this.charge(record, price.points);
    record.tellsCost = true;
    onRefused('cost');
    const refusal = await this.charge(record, leastOf(record));
    return refusal ?? tooDear(price.points, maxOperationCost, price.dearest!);
  }

  /**
   * What stands against anything that somebody asks: that they have nothing left, or that they come from where so much was
   * asked with credentials that do not hold, and theirs are not known to.
   */
  refusal(record: OperationRecord): GraphQLError | undefined {
    const { allowance, onRefused } = this.options;
    if (!allowance) return undefined;
    const { payer, credentials, network } = record;
    const unproven = credentials !== undefined && !allowance.isProven(credentials);
    const charge = allowance.refusal(payer) ?? (unproven ? allowance.refusal(network) : undefined);
    if (!charge) return undefined;
    onRefused('points');
    return this.refuse(record, charge);
  }

  /**
   * Adds to the price of an operation that runs, by what it met. It is taken when the operation has ended: by then it is whole.
   * @throws LIMIT_EXCEEDED where it costs too much with it
   */
  pay(record: OperationRecord, points: number, part: Pick<DearPart, 'path' | 'why'>): void {
    if (points <= 0) return;
    const { maxOperationCost, onRefused } = this.options;
    const price = (record.price ?? 0) + points;
    if (price > maxOperationCost) {
      record.tellsCost = true;
      onRefused('cost');
      throw tooDear(price, maxOperationCost, { ...part, points });
    }
    record.price = price;
    record.owed += points;
  }

  /** Who pays for what is asked with these credentials, as far as that is known. */
  payerOf(credentials: string): string {
    return this.options.allowance?.payerOf(credentials) ?? credentials;
  }

  /** Takes note of a new session. @param credentials what stands for its token */
  opened(credentials: string, account: string): void {
    this.options.allowance?.prove(credentials, account);
  }

  /**
   * Makes up for what became of a request: nothing is free, what credentials paid for themselves is their account's once that is
   * known, and credentials that nothing proves are paid for by the network too.
   */
  async settle(record: OperationRecord): Promise<void> {
    const { allowance } = this.options;
    // What was no operation has neither.
    if (!allowance || record.isSettled || (record.code ?? record.charge) === undefined) return;
    record.isSettled = true;
    const least = leastOf(record);
    const { payer, credentials, network, price = 0 } = record;
    record.charge ??= await allowance.take(payer, least, least);
    if (record.owed > 0) await allowance.take(payer, record.owed, record.owed);
    if (credentials === undefined) return;
    const paid = Math.max(price, least);
    const { found } = record.tally;
    if (found) {
      allowance.prove(credentials, found.account);
      const account = allowance.payerOf(credentials);
      if (account !== payer) await allowance.take(account, paid, paid);
      return;
    }
    if (record.code === 'UNAUTHENTICATED') allowance.doubt(credentials);
    if (!allowance.isProven(credentials)) await allowance.take(network, paid, least);
  }

  /**
   * What a client is told of the price, where it asked or was refused for it.
   * @param answer the data that the operation was answered with; undefined where it was not, or not yet all of it
   */
  costTold(
    { tellsCost, price, owed, actualPrice, charge }: OperationRecord,
    answer?: () => unknown,
  ): ToldCost | undefined {
    if (!tellsCost || (price === undefined && !charge?.isRefused)) return undefined;
    return {
      ...(price === undefined ? {} : { requested: price }),
      ...(actualPrice && answer ? { actual: actualPrice(answer()) + owed } : {}),
      maximum: this.options.maxOperationCost,
      ...(charge
        ? { limit: charge.limit, remaining: leftOf(charge, owed), resetAt: wholeSecond(charge.resetAt) }
        : {}),
    };
  }

  /** The fields of an answer that tell what is left (draft-ietf-httpapi-ratelimit-headers). */
  headersFor({ charge, owed }: OperationRecord, status: number): Readonly<Record<string, string>> {
    if (!charge) return {};
    const seconds = secondsUntil(charge.resetAt);
    return {
      'ratelimit-policy': this.policy,
      ratelimit: `"points";r=${leftOf(charge, owed)};t=${seconds}`,
      ...(status === 429 ? { 'retry-after': String(seconds) } : {}),
    };
  }

  private async charge(record: OperationRecord, points: number): Promise<GraphQLError | undefined> {
    const { allowance, onRefused } = this.options;
    // What was paid for already was given up by whoever was to answer it first.
    if (!allowance || record.charge) return undefined;
    const charge = await allowance.take(record.payer, points, leastOf(record));
    record.charge = charge;
    if (!charge.isRefused) return undefined;
    onRefused('points');
    return this.refuse(record, charge);
  }

  private refuse(record: OperationRecord, charge: Charge): GraphQLError {
    record.charge = charge;
    record.tellsCost = true;
    return outOfPoints(secondsUntil(charge.resetAt), record.price, charge.remaining);
  }
}

const leastOf = ({ query }: OperationRecord) =>
  refusedPoints + Math.floor((query?.length ?? 0) / refusedPerCharacters);

const leftOf = ({ remaining }: Charge, owed: number) => Math.max(0, remaining - owed);

const wholeSecond = (moment: number) => new Date(Math.ceil(moment / 1_000) * 1_000).toISOString();
