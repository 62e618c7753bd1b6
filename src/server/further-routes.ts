/**
 * Routes beside GraphQL that an application brings along, by their paths.
 * Knows what they are given; refuses to know what they are for.
 */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Answer } from './answer.ts';
import type { ServerParts } from './connect-api.ts';

/** What a route is told of a request beside the request. */
export interface FurtherScope {
  /** Where the request came from. */
  readonly address: string | null;
  readonly log: Logger;
}

export type FurtherRoute = (request: IncomingMessage, scope: FurtherScope) => Promise<Answer>;

export type FurtherRoutes = Readonly<Record<string, FurtherRoute>>;

/** Made once the database is open. */
export type MakeRoutes = (parts: ServerParts) => FurtherRoutes;
