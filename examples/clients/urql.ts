/**
 * urql with Graphcache for this API: what has an id is kept once, and mutations change it at once.
 * Knows where the API is and who asks; refuses to know what is asked.
 */
import { Client, fetchExchange } from '@urql/core';
import { type CacheExchangeOpts, cacheExchange } from '@urql/exchange-graphcache';
import { cacheOptions } from '../generated/urql-cache.ts';

export const urqlClient = (url: string, token: string, options: Partial<CacheExchangeOpts> = {}) =>
  new Client({
    url,
    preferGetMethod: false,
    exchanges: [cacheExchange({ ...cacheOptions, ...options }), fetchExchange],
    fetchOptions: () => ({ headers: { authorization: `Bearer ${token}` } }),
  });
