/**
 * What the Blueprint knows of members of types that are no columns and no relations: fields, lists and filters that are declared by hand.
 * Plain data; what is code of them lies beside the Blueprint.
 */
import type { ValueKind } from '../kinds/kinds.ts';
import type { ValuePrice } from '../price/value-price.ts';
import type { Fragment } from '../sql/fragment.ts';

/** A field whose value is an expression over its row. */
export interface ComputedField {
  readonly field: string;
  readonly typeName: string;
  readonly nullable: boolean;
  readonly description: string;
  readonly sql: Fragment;
}

/** A field that is resolved by hand from columns of its row. */
export interface ResolvedField {
  readonly field: string;
  readonly typeName: string;
  readonly nullable: boolean;
  /** Whether a null always comes with an error. */
  readonly isNullOnlyByError?: boolean;
  readonly description: string;
  /** Keys of the columns that are read for it. */
  readonly columns: readonly string[];
  /** What each value of it costs, in points. */
  readonly price: number;
}

/** A relation whose rows depend on the row they hang on. */
export interface ComputedList {
  readonly field: string;
  readonly columns: readonly string[];
  /** What each list costs beside its rows, in points. */
  readonly price: number;
}

/** A member of a `Where` type that is no column and no relation. */
export interface DeclaredFilter {
  readonly name: string;
  readonly typeName: string;
  readonly list: boolean;
  readonly description: string;
  /** The list of values that the operators of lists apply to; undefined where the condition is made by hand. */
  readonly values:
    | {
        readonly kind: ValueKind;
        readonly sqlType: string;
        readonly sql: Fragment;
        /** Of UUIDs that are keys of rows, the name of their type. */
        readonly names?: string;
      }
    | undefined;
  /** What it costs to ask, by what is in the value where it is made by hand. */
  readonly price: ValuePrice;
}
