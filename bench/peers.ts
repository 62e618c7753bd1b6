/** The servers that are compared: this project, its peers, and the limit that none can pass. */
import type { Peer } from './peer.ts';

/** Their names, in the order of tables; each is a file in `peers/`. */
export const peerNames: readonly string[] = [
  'insightgraph',
  'postgraphile',
  'drizzle-graphql',
  'yoga-dataloader',
  'plugin-drizzle',
  'limit',
];

/** Each is loaded when it is used, by its name: its libraries may not be installed, and types do not depend on them. */
export async function peerNamed(name: string): Promise<Peer> {
  if (!peerNames.includes(name)) {
    throw new Error(`There is no peer "${name}": expected ${peerNames.join(', ')}.`);
  }
  const { peer } = (await import(`./peers/${name}.ts`)) as { readonly peer: Peer };
  return peer;
}
