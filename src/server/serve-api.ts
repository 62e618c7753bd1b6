/**
 * Serves a generated API over HTTP: everything between its schema and a port, with the limits that the configuration says.
 * Knows the order only; refuses to know whose tables they are.
 */
import type { Logger } from 'pino';
import type { Database } from '../database/open.ts';
import { isNever } from '../generator/rules/rule.ts';
import type { Closing } from './closing.ts';
import { CompiledReads } from './compiled-reads.ts';
import {
  type ConnectedApi,
  type ConnectOptions,
  openParts,
  openWhole,
  type ServableApi,
} from './connect-api.ts';
import { Drain } from './drain.ts';
import type { MakeRoutes } from './further-routes.ts';
import type { GraphiQLSettings } from './graphiql.ts';
import { buildHttpServer, closeServer, listen } from './http-server.ts';
import { learnTrusted } from './learn-trusted.ts';
import { TrustedDocuments } from './trusted-documents.ts';
import { buildYoga, graphqlPath } from './yoga.ts';

/** How long requests under way may take to finish once the server is asked to stop. */
const closePatienceMs = 10_000;
/** Far beyond what it allows itself; who takes longer is stuck. */
const stuckMs = 2 * closePatienceMs;

/** What else may be said of the serving; the configuration has a default for everything. */
export interface ServeOptions extends ConnectOptions {
  /** The page for a browser, if any; asked once the database is open. */
  readonly graphiql?:
    | boolean
    | GraphiQLSettings
    | ((database: Database) => Promise<GraphiQLSettings | undefined>);
  /** Documents that requests may name by an id; read from the configured file where it is not given. */
  readonly trusted?: TrustedDocuments | undefined;
  /** Routes beside GraphQL, by their paths. */
  readonly routes?: MakeRoutes | undefined;
}

export interface ServedApi extends ConnectedApi {
  /** Of the GraphQL endpoint, for this machine. */
  readonly url: string;
  readonly port: number;
  /** Lets requests under way finish, and hooks, and closes everything. */
  close(): Promise<void>;
}

/** Serves the API until it is closed. A start that fails leaves nothing open. */
export const serveApi = (options: ServeOptions): Promise<ServedApi> =>
  openWhole(options.closing, closing => start(options, closing));

async function start(
  { graphiql, trusted: given, routes, ...options }: ServeOptions,
  closing: Closing,
): Promise<ServedApi> {
  const { api, trustedDocuments } = options;
  const trusted = given ?? (trustedDocuments && new TrustedDocuments(trustedDocuments, api.schema));
  const opened = await openParts(options, closing);
  const { database, write, log, metrics, drainMs } = opened;
  const parts = { ...opened, trusted };
  const compiled = opened.compiledReads ? new CompiledReads(parts) : undefined;
  const yoga = buildYoga({ ...parts, compiled });
  if (trusted) learnTrusted({ trusted, yoga, compiled, metrics });
  const drain = new Drain();
  const page = await pageOf(graphiql, database);
  const server = buildHttpServer({
    ...parts,
    yoga,
    compiled,
    drain,
    graphiql: page,
    routes: routes?.(opened),
  });
  const port = await listen(server, opened.port, opened.host);
  closing.add({
    name: 'The HTTP server',
    patienceMs: drainMs + stuckMs,
    close: async () => {
      await drain.begin(drainMs);
      await closeServer(server, closePatienceMs);
    },
  });
  warnOfNobody(api, log);
  return {
    url: `http://localhost:${port}${graphqlPath}`,
    port,
    database,
    write,
    close: () => closing.close(),
  };
}

const pageOf = async (graphiql: ServeOptions['graphiql'], database: Database) => {
  if (typeof graphiql === 'function') return graphiql(database);
  return graphiql === true ? {} : graphiql || undefined;
};

/** What is not granted is denied: an API without a policy answers every question as if nothing were there. */
function warnOfNobody({ blueprint }: ServableApi, log: Logger): void {
  const tables = Object.values(blueprint.types);
  if (tables.every(({ read }) => isNever(read)))
    log.warn(
      { tables: tables.map(({ table }) => table) },
      'Nobody may read or write anything: the API was generated without a policy. Say in it who may, as in { read: everyone }.',
    );
}
