/**
 * Who has an account: what sign-ins and resets cost of addresses that have one, and of addresses that have none, in random order.
 * Whether the two differ is asked of the same figures: by how much medians differ where they are told apart by chance.
 */
import { hash } from '@node-rs/argon2';
import { type GrowthOptions, withServers } from './growth/series.ts';
import { median } from './measure.ts';
import { graphqlRequest } from './peer.ts';
import { cpuBetween, cpuByProcess } from './proc.ts';
import type { Running } from './running.ts';
import { standardSize } from './world.ts';

/** Requests of each kind, half of them of addresses without an account; before them, some that do not count. */
const requests = 1_000;
const warmUps = 40;
const splits = 5_000;

const kinds = {
  'sign-in with a wrong password': graphqlRequest(
    'mutation ($email: String!) { done: signIn(input: { email: $email, password: "not the password" }) { userErrors { code } } }',
  ),
  'request of a reset': graphqlRequest(
    'mutation ($email: String!) { done: requestPasswordReset(input: { email: $email }) { userErrors { code } } }',
  ),
} as const;

/** One figure of both halves. */
export interface Halves {
  readonly title: string;
  readonly known: number;
  readonly unknown: number;
  /** What the medians of 999 of 1,000 halves by chance differ by at most. */
  readonly noise: number;
}

/** The addresses that ask; each is the client of few, as tries are counted by address too. */
const env = {
  TRUSTED_PROXIES: '127.0.0.0/8',
  ENCRYPTION_KEYS: `bench:${Buffer.alloc(32, 1).toString('base64')}`,
};

export const areAlike = ({ known, unknown, noise }: Halves): boolean => Math.abs(known - unknown) <= noise;

export async function compareAddresses(options: GrowthOptions): Promise<readonly Halves[]> {
  const size = { ...standardSize, persons: 0 };
  return withServers(options, { size, peers: ['insightgraph'], env }, async ([server], database) => {
    const passwordHash = await hash('the password of all', {
      memoryCost: 19_456,
      timeCost: 2,
      parallelism: 1,
    });
    await database.sql`insert into users (email, display_name, password_hash)
      select 'known-' || n || '@bench.example', 'Known', ${passwordHash} from generate_series(0, ${requests}) n`;
    await database.sql.unsafe('vacuum (analyze) users');
    const found: Halves[] = [];
    for (const [title, request] of Object.entries(kinds)) {
      const addresses = Array.from({ length: requests }, (_, i) => ({ isKnown: i % 2 === 0, i }));
      const samples: Sample[] = [];
      for (const [turn, { isKnown, i }] of [
        ...shuffled(addresses.slice(0, warmUps)),
        ...shuffled(addresses),
      ].entries()) {
        const email = `${isKnown ? 'known' : 'nobody'}-${i}@bench.example`;
        const backends = await database.backendsOf('insightgraph');
        const sample = await measured(server!, backends, request.body, email, turn);
        if (turn >= warmUps) samples.push({ isKnown, ...sample });
      }
      found.push(halvesOf(`${title}: CPU of server and PostgreSQL, ms`, samples, each => each.cpuMs));
      found.push(halvesOf(`${title}: time to the answer, ms`, samples, each => each.ms));
      options.log(`  … ${title}`);
    }
    return found;
  });
}

interface Sample {
  readonly isKnown: boolean;
  readonly cpuMs: number;
  readonly ms: number;
}

async function measured(
  { origin, pid }: Running,
  backends: readonly number[],
  body: string,
  email: string,
  turn: number,
): Promise<Omit<Sample, 'isKnown'>> {
  const processes = [pid, ...backends];
  const before = cpuByProcess(processes);
  const startedAt = performance.now();
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': `10.${turn >> 16}.${(turn >> 8) & 255}.${turn & 255}`,
    },
    body: JSON.stringify({ ...JSON.parse(body), variables: { email } }),
  });
  const text = await response.text();
  const ms = performance.now() - startedAt;
  const cpuMs = cpuBetween(before, cpuByProcess(processes));
  if (!response.ok || text.includes('RATE_LIMITED') || text.includes('"errors"'))
    throw new Error(`${email} was answered ${response.status}: ${text.slice(0, 200)}`);
  return { cpuMs, ms };
}

function halvesOf(title: string, samples: readonly Sample[], figure: (sample: Sample) => number): Halves {
  const of = (isKnown: boolean) => samples.filter(sample => sample.isKnown === isKnown).map(figure);
  const [known, unknown] = [of(true), of(false)];
  const all = [...known, ...unknown];
  const differences = Array.from({ length: splits }, () => {
    const mixed = shuffled(all);
    return Math.abs(median(mixed.slice(0, known.length)) - median(mixed.slice(known.length)));
  }).sort((a, b) => a - b);
  return {
    title,
    known: median(known),
    unknown: median(unknown),
    noise: differences[Math.floor(splits * 0.999)]!,
  };
}

/** In an order of chance. */
function shuffled<T>(items: readonly T[]): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}

export const addressTable = (found: readonly Halves[]): string =>
  [
    '| Median of 500 each | with an account | without | noise | alike |',
    '|---|---:|---:|---:|---|',
    ...found.map(halves => {
      const [known, unknown, noise] = [halves.known, halves.unknown, halves.noise].map(each =>
        each.toFixed(3),
      );
      return `| ${halves.title} | ${known} | ${unknown} | ±${noise} | ${areAlike(halves) ? 'yes' : 'NO'} |`;
    }),
  ].join('\n');
