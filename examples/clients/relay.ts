/**
 * Relay for this API: its network, and a store that finds rows by their ids.
 * Knows where the API is and who asks; refuses to know what is asked.
 */
import { Environment, Network, RecordSource, Store } from 'relay-runtime';
import { missingFieldHandlers } from '../generated/relay-store.ts';

export const relayEnvironment = (url: string, token: string) =>
  new Environment({
    network: Network.create(async (operation, variables) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: operation.text, variables }),
      });
      return response.json();
    }),
    store: new Store(new RecordSource()),
    missingFieldHandlers,
  });
