/**
 * What is given for values about rows, by the members of conditions and orders: `{ count: … }`, `{ max: { createdAt: … } }`.
 * Knows which values are told of a type's rows; what is asked of them is read elsewhere.
 */
import { badUserInput } from '../../errors.ts';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { type Aggregate, aggregatesOf, columnFunctions, rowCount } from './aggregates.ts';
import { type Asked, askedOf, type Given, objectAt } from './asked.ts';

interface GivenFor {
  readonly aggregate: Aggregate;
  readonly given: unknown;
  readonly path: string;
}

/** @param rows what is told of, in words @throws BAD_USER_INPUT naming the member */
export const givenFor = (type: TypeBlueprint, given: Given, path: string, rows: string): GivenFor[] =>
  Object.entries(given).flatMap(([member, value]) => {
    const at = `${path}.${member}`;
    if (member === rowCount.key) return [{ aggregate: rowCount, given: value, path: at }];
    const aggregates = aggregatesOf(type).get(columnFunctions.find(each => each === member)!)!;
    return Object.entries(objectAt(value, at)).map(([field, inner]) => {
      const aggregate = aggregates.find(({ column }) => column!.field === field);
      // Filters and orders of rows have members that rows together do not.
      if (!aggregate) throw badUserInput(`${at}.${field} is not told of ${rows}: ${member} has no ${field}.`);
      return { aggregate, given: inner, path: `${at}.${field}` };
    });
  });

/** What the conditions on such values ask. @throws BAD_USER_INPUT naming the member */
export const askedFor = (type: TypeBlueprint, given: Given, path: string, rows: string) =>
  givenFor(type, given, path, rows).flatMap(({ aggregate, given: asked, path: at }) =>
    askedOf(aggregate.kind, aggregate.meaning, objectAt(asked, at), at).map(
      (each): Asked & { readonly aggregate: Aggregate } => ({ aggregate, ...each }),
    ),
  );
