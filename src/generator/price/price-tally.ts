/**
 * Points of an operation as they add up, and which part of it takes the most.
 */
import { maxPrice } from './points.ts';

/** What one place of an operation takes, and for what, in words that follow "for". */
export interface DearPart {
  readonly path: string;
  readonly why: string;
  readonly points: number;
}

export interface OperationPrice {
  readonly points: number;
  /** The part that takes the most; undefined where nothing costs anything. */
  readonly dearest: DearPart | undefined;
}

/** The price of a whole operation. */
export interface PricedAnswer extends OperationPrice {
  /** What it cost, by the rows that the answer has in place of those that its pages could have. */
  actual(data: unknown): number;
}

/** How often a place of an operation is read, and where it is. */
export interface Place {
  readonly times: number;
  readonly path: string;
}

export class PriceTally implements OperationPrice {
  points = 0;
  dearest: DearPart | undefined;

  /** @param path of what costs so much, where it is not the place itself */
  add(points: number, { times, path }: Place, why: string, member?: string): void {
    if (points === 0) return;
    const all = Math.min(points * times, maxPrice);
    this.points = Math.min(this.points + all, maxPrice);
    if (all <= (this.dearest?.points ?? 0)) return;
    this.dearest = { path: below(path, member), why, points: all };
  }
}

/** The path of a member of a place. */
export const below = (path: string, member: string | undefined): string =>
  member === undefined ? path : path === '' ? member : `${path}.${member}`;
