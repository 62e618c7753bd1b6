/**
 * Under which name a field's extensions say that it is a list, and of what.
 */
import type { ListSource } from '../list/list-spec.ts';

export const listExtension = 'list';
/** The same of a field that searches rows of all types. */
export const searchExtension = 'search';

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    [listExtension]?: ListSource;
    [searchExtension]?: true;
  }
}
