/**
 * Apollo Client 4 for this API: its cache, and the format of answers in parts.
 * Knows where the API is and who asks; refuses to know what is asked.
 */
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { cacheConfig } from '../generated/apollo-cache.ts';

export const apolloClient = (uri: string, token: string) =>
  new ApolloClient({
    link: new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } }),
    cache: new InMemoryCache(cacheConfig),
    incrementalHandler: new Defer20220824Handler(),
  });
