/** What a growth series is, and how each of them gets servers on a database of its own and learns what a request costs. */
import { fill, migrate } from '../data-set.ts';
import { type BenchDatabase, openBenchDatabase } from '../database.ts';
import type { Gun } from '../load/load.ts';
import { median, takeTurn, warmUp } from '../measure.ts';
import type { Peer, PeerRequest } from '../peer.ts';
import { insightgraphIn } from '../peers/insightgraph.ts';
import { peerNamed } from '../peers.ts';
import { type Running, startPeer } from '../running.ts';
import type { Size } from '../world.ts';

export interface GrowthOptions {
  /** The folder of the project that is measured. */
  readonly checkout: string;
  readonly adminUrl: string | undefined;
  readonly gun: Gun;
  readonly turns: number;
  readonly seconds: number;
  readonly foreignLimit: number;
  /** Rows in the largest table at most. */
  readonly maxRows: number;
  readonly log: (message: string) => void;
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** What `y` is the sum of, and the median latency, where it is CPU per request. */
  readonly cost?: { readonly serverMs: number; readonly databaseMs: number; readonly p50: number };
}

export interface Line {
  readonly title: string;
  readonly points: readonly Point[];
}

/** One chart: something grows along x, and y is what is paid for it. */
export interface Series {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
}

export type Grow = (options: GrowthOptions) => Promise<readonly Series[]>;

export const costUnit = 'CPU of server and PostgreSQL per request, ms';

/** Servers beside each other on a filled database, for the time of `work`. */
export async function withServers<T>(
  options: GrowthOptions,
  given: {
    readonly size: Size;
    readonly peers: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  },
  work: (servers: readonly Running[], database: BenchDatabase) => Promise<T>,
): Promise<T> {
  const database = await openBenchDatabase(options.adminUrl);
  const running: Running[] = [];
  try {
    await migrate(database, options.checkout);
    await fill(database.sql, given.size);
    for (const name of given.peers) {
      running.push(await startPeer(await peerOf(name, options.checkout, given.env), database));
    }
    return await work(running, database);
  } finally {
    for (const server of running) await server.stop();
    await database.close();
  }
}

const peerOf = async (
  name: string,
  checkout: string,
  env?: Readonly<Record<string, string>>,
): Promise<Peer> => (name === 'insightgraph' ? insightgraphIn(checkout, env) : peerNamed(name));

/** What is asked of a server under the title of a line. */
export interface Question {
  readonly title: string;
  readonly server: Running;
  readonly request: PeerRequest;
}

/** Lines that grow with each step; a point is what the questions cost then, asked in rotation. */
export class Lines {
  readonly #points = new Map<string, Point[]>();
  readonly #options: GrowthOptions;
  readonly #database: BenchDatabase;

  constructor(options: GrowthOptions, database: BenchDatabase) {
    this.#options = options;
    this.#database = database;
  }

  /** @throws where a question is not answered */
  async add(x: number, questions: readonly Question[]): Promise<void> {
    const { gun, turns, log } = this.#options;
    for (const { server, request } of questions) {
      await server.ask(request);
      await warmUp(server, request, gun);
    }
    const samples = new Map(questions.map(question => [question, [] as Point[]]));
    for (let turn = 0; turn < turns; turn++) {
      for (const question of questions) {
        const sample = await takeTurn(question.server, question.request, 1, {
          ...this.#options,
          database: this.#database,
        });
        if (!sample) continue;
        const { serverMs, databaseMs, p50 } = sample;
        samples.get(question)!.push({ x, y: serverMs + databaseMs, cost: { serverMs, databaseMs, p50 } });
      }
    }
    for (const { title } of questions) {
      const points = samples.get(questions.find(question => question.title === title)!)!;
      if (points.length === 0) log(`"${title}" has no undisturbed turn at ${x}: the machine is too busy.`);
      else this.#points.set(title, [...(this.#points.get(title) ?? []), middle(points)]);
    }
    log(`  … ${x}`);
  }

  lines(): readonly Line[] {
    return [...this.#points].map(([title, points]) => ({ title, points }));
  }
}

/** The point whose sum is the median. */
function middle(points: readonly Point[]): Point {
  const wanted = median(points.map(point => point.y));
  return points.toSorted((a, b) => Math.abs(a.y - wanted) - Math.abs(b.y - wanted))[0]!;
}
