/**
 * Clients that read and write all the time and keep the receipts: what was answered, when, and how long it took.
 * Knows the API from outside; refuses to know what is done to the database meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Any } from './api.ts';
import { patienceMs } from './scale.ts';

/** The requests of the load, by what they ask for. */
export type Kind = 'create' | 'update' | 'delete' | 'read';

export interface Receipt {
  readonly kind: Kind;
  /** Milliseconds on the clock of performance.now(). */
  readonly startedAt: number;
  readonly ms: number;
  /** `ok`, an error code of the API, `no answer` of the server, or `never` within the client's patience. */
  readonly outcome: string;
  readonly message: string | undefined;
  /** What the request wrote, or would have: the name of a dashboard, different each time. */
  readonly mark: string | undefined;
}

export interface Load {
  /** What all its marks begin with. */
  readonly name: string;
  readonly receipts: readonly Receipt[];
  /** The longest that a request took which had its answer before a moment, beside the first one of each client. */
  slowestMs(before: number): number;
  /** The longest that the process took to answer a request that needs no database: what the machine adds to others. */
  slowestBareMs(): number;
  stop(): Promise<void>;
}

/** Longer than any deadline of the server: whoever waits so long waits for ever. */
const clientPatienceMs = (3 * patienceMs) / 4;
/** As a client that was told to come back later would. */
const pauseAfterFailureMs = 25;
export const widgetsPerDashboard = 5;

const widget = (y: number) => ({ content: `tile ${y}`, layout: { x: 0, y, w: 4, h: 2 } });

const create = `mutation ($input: CreateDashboardInput!) {
  createDashboard(input: $input) { dashboard { uuid } clientKeys { clientKey nodeId } userErrors { code message } } }`;
const update = `mutation ($input: UpdateDashboardInput!) {
  updateDashboard(input: $input) { dashboard { name widgets { totalCount } } clientKeys { clientKey nodeId } userErrors { code message } } }`;
const remove = `mutation ($input: DeleteDashboardInput!) {
  deleteDashboard(input: $input) { dashboard { name } userErrors { code message } } }`;
/** A page of constant size, whatever the load has written before. */
const read = `query ($input: ID!) { dashboard(id: $input) { name creator { displayName } project { name viewerRole
  members(first: 8) { nodes { role user { displayName } } } } widgets(first: 12) { totalCount nodes { content layout { x y w h } } } } }`;

export async function signIn(origin: string, email = 'owner@demo.example'): Promise<string> {
  const { data } = await post(
    origin,
    `mutation { signIn(input: { email: "${email}", password: "demo-password" }) { token } }`,
    {},
  );
  return data.signIn.token;
}

/** Starts so many clients, which go on until they are stopped. @param name different for each load on a database */
export async function startLoad(origin: string, token: string, name: string, clients: number): Promise<Load> {
  const { data } = await post(origin, '{ dashboards(first: 1) { nodes { id projectId } } }', {}, token);
  const [{ id: anyDashboard, projectId }] = data.dashboards.nodes;
  const receipts: Receipt[] = [];
  let stopping = false;
  const request = async (kind: Kind, query: string, input: Any, mark?: string): Promise<Any> => {
    const startedAt = performance.now();
    let outcome = 'ok';
    let message: string | undefined;
    let payload: Any = null;
    try {
      const { data, errors } = await post(origin, query, { input }, token);
      payload = data && Object.values(data)[0];
      // A payload without userErrors says that the write is done, also where reading it again failed.
      const error =
        payload?.userErrors?.length > 0 ? payload.userErrors[0] : payload ? undefined : errors?.[0];
      outcome = error ? (error.extensions?.code ?? error.code) : 'ok';
      message = error?.message ?? errors?.[0]?.message;
    } catch (error) {
      outcome = (error as Error).name === 'TimeoutError' ? 'never' : 'no answer';
      message = String((error as Error).cause ?? error);
    }
    receipts.push({ kind, startedAt, ms: performance.now() - startedAt, outcome, message, mark });
    if (outcome !== 'ok') await sleep(pauseAfterFailureMs);
    return outcome === 'ok' ? payload : undefined;
  };
  const work = async (client: number) => {
    for (let round = 0; !stopping; round++) {
      const mark = `${name} ${client}.${round}`;
      const created = await request(
        'create',
        create,
        {
          projectId,
          name: mark,
          widgets: {
            create: Array.from({ length: widgetsPerDashboard }, (_, y) => ({
              clientKey: `w${y}`,
              ...widget(y),
            })),
          },
        },
        mark,
      );
      const id = created?.dashboard?.uuid;
      await request('read', read, id ?? anyDashboard);
      if (!id || stopping) continue;
      // One tile for another: whatever happens, there are as many as before.
      let tile = created.clientKeys[0].nodeId;
      for (let change = 0; change < 2 && !stopping; change++) {
        const renamed = `${mark} changed ${change}`;
        const changed = await request(
          'update',
          update,
          {
            id,
            name: renamed,
            widgets: { delete: [tile], create: [{ clientKey: 'new', ...widget(change) }] },
          },
          renamed,
        );
        // Whether it was done is not known: the tile may be gone.
        if (!changed) break;
        tile = changed.clientKeys[0].nodeId;
      }
      if (round % 3 === 2 && !stopping) await request('delete', remove, { id }, mark);
    }
  };
  let slowestBare = 0;
  const observe = async () => {
    while (!stopping) {
      const startedAt = performance.now();
      await fetch(`${origin}/health/live`).catch(() => {});
      slowestBare = Math.max(slowestBare, performance.now() - startedAt);
      await sleep(50);
    }
  };
  const workers = [observe(), ...Array.from({ length: clients }, (_, client) => work(client))];
  return {
    name,
    receipts,
    slowestMs: before => {
      const answered = receipts.filter(({ startedAt, ms }) => startedAt + ms < before);
      return Math.max(...answered.slice(answered.length > 2 * clients ? clients : 0).map(({ ms }) => ms));
    },
    slowestBareMs: () => slowestBare,
    stop: async () => {
      stopping = true;
      await Promise.all(workers);
    },
  };
}

async function post(origin: string, query: string, variables: object, token?: string): Promise<Any> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(clientPatienceMs),
  });
  return response.json();
}
