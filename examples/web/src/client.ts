/**
 * The connection to the API of one session: urql with a cache that knows rows by their ids.
 * Knows where the API is and how a session is shown to it; refuses to know what is asked.
 */
import { cacheExchange } from '@urql/exchange-graphcache';
import { Client, fetchExchange } from 'urql';
import { cacheOptions } from '../../generated/urql-cache.ts';

/** @param token of a session; without one only signing in is possible */
export const clientFor = (token: string | undefined): Client =>
  new Client({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: [cacheExchange(cacheOptions), fetchExchange],
    fetchOptions: () => (token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
