/**
 * What a field that is written by hand says of its price, as data under its extensions.
 * Knows points and names of arguments; what they add up to is the operation's.
 */
import type { ValuePrice } from './value-price.ts';

/** Under which a field's extensions tell its price; one that tells none costs as much as the row that it gives. */
export const priceExtension = 'price';

export interface FieldPrice {
  /** What the field costs each time. */
  readonly points?: number;
  /** An argument that costs so much for each field that is selected below: all of them work with it. */
  readonly argument?: { readonly name: string; readonly price: ValuePrice };
  /** The argument that says how many rows the field gives. */
  readonly size?: string;
  /** It gives as many rows as the mutation may write whose payload it is of. */
  readonly ofWritten?: true;
}

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    [priceExtension]?: FieldPrice;
  }
}
