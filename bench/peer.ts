/**
 * What has to be known of a server to start it, to ask it, and to tell of it.
 * A peer is one file in `peers/`: its operations in its own dialect, and the server where it is not a program of its own.
 */
import type { Server } from 'node:http';
import type { ItemName, Json } from './work-items.ts';

/** A request as it goes over the wire: always a POST of JSON. */
export interface PeerRequest {
  readonly path: string;
  readonly body: string;
}

/** Asks the started server; answers with its `data`, and fails where there are errors. */
export type Ask = (request: PeerRequest) => Promise<Json>;

/** A process to start. Its standard output has to name the address it listens on once it does. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
}

export interface Peer {
  /** The name of its file. */
  readonly name: string;
  readonly title: string;
  /** What is special about it, in one line for readers of the results. */
  readonly text: string;
  /** Packages whose versions are told with the results, the first being its own. */
  readonly packages: readonly string[];
  /** The folder below `peers/` with packages of its own, where it has one. */
  readonly folder?: string;
  /** The oldest Node it runs on, where that is newer than the project's own. */
  readonly node?: readonly [major: number, minor: number];
  /** What its role may do in the database; `reader` unless told. */
  readonly right?: 'owner' | 'superuser';
  readonly headers?: Readonly<Record<string, string>>;
  /** The requests of the work items; cursors have to be asked for. */
  requests(ask: Ask): Promise<Readonly<Record<ItemName, PeerRequest>>>;
  /** The server before it listens, for peers that run in the process of `serve.ts`. */
  serve?(databaseUrl: string): Promise<Server>;
  /** The process, for those that are programs of their own. */
  program?(databaseUrl: string): Program;
}

/** This project with row-level security. */
export const securedName = 'row-security';

/** Connections that each server may hold. */
export const poolSize = 10;

/** A GraphQL request as its clients send it. */
export function graphqlRequest(query: string, variables: Readonly<Record<string, Json>> = {}): PeerRequest {
  return { path: '/graphql', body: JSON.stringify({ query: query.replace(/\s+/g, ' ').trim(), variables }) };
}
