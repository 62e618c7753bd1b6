/** What `npm run bench -- …` can be told, and what it does when told nothing. */
import { parseArgs } from 'node:util';
import { availableGun, type GunName, gunNames } from './load/load.ts';
import { peerNames } from './peers.ts';

/** The series of growth, each a file in `growth/`. */
export const growthNames: readonly string[] = [
  'rows',
  'projects',
  'widgets',
  'depth',
  'shapes',
  'tables',
  'export',
];

export interface Options {
  /** The work items beside the peers are measured. */
  readonly compare: boolean;
  readonly growth: readonly string[];
  /** The work items with row-level security are measured, beside those without. */
  readonly rowSecurity: boolean;
  /** Sign-ins and resets of addresses with an account are measured beside those without. */
  readonly accounts: boolean;
  /** Figures to glance at: they are printed, and not kept. */
  readonly quick: boolean;
  /** Rows of the largest table, in the growth of rows. */
  readonly maxRows: number;
  /** The documents and drawings are renewed from what is found. */
  readonly write: boolean;
  readonly peers: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  /** In which each server answers before its turns. */
  readonly warmSeconds: number;
  readonly foreignLimit: number;
  readonly gun: GunName;
  /** The checkout of this project to measure; undefined means the one that this file is in. */
  readonly checkout: string | undefined;
  /** A superuser's URL of a PostgreSQL on this machine; undefined means a throw-away one. */
  readonly adminUrl: string | undefined;
}

export const usage = `npm run bench -- [options]

Measures the work items beside the peers, then what grows with what; prints tables, and keeps figures in bench/results.

  --quick            the work items only, one round of one second each: about two minutes, figures to glance at
  --only peers       the work items only
  --only growth      the growth only
  --only row-security  the work items with ROW_LEVEL_SECURITY=on beside those without
  --only accounts    sign-ins and resets of addresses that have an account beside those of others
  --only documents   measure nothing, and do what --write does
  --growth a,b       only these: ${growthNames.join(', ')}
  --max-rows N       rows of the largest table in the growth of rows (1000000); 10000000 takes long
  --write            renew docs/performance.md, the README and their drawings from bench/results
  --rounds N         rounds, in each of which every server has its turn (5)
  --seconds N        whole seconds of a turn (2)
  --warm N           whole seconds in which each server answers each read before its turns (10)
  --peers a,b        only these: ${peerNames.join(', ')}
  --foreign SHARE    throw a turn away if others took more of the machine (0.1); 1 keeps all
  --load wrk|node    what makes the requests (wrk where the machine has it)
  --checkout FOLDER  measure another checkout of this project in place of this one
  --database URL     a superuser's URL of a PostgreSQL on this machine that loads pg_stat_statements;
                     its database "bench" is dropped. Without it a throw-away one is started
`;

export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** @throws OptionError in words for whoever typed them */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  const quick = values.quick === true;
  const only =
    values.only === undefined
      ? undefined
      : oneOfEach([values.only], ['peers', 'growth', 'row-security', 'accounts', 'documents'], '--only')[0];
  const series =
    values.growth === undefined ? growthNames : oneOfEach(values.growth.split(','), growthNames, '--growth');
  return {
    compare: only === undefined || only === 'peers',
    growth:
      only === 'growth' || (only === undefined && (!quick || values.growth !== undefined)) ? series : [],
    rowSecurity: only === 'row-security',
    accounts: only === 'accounts',
    quick,
    maxRows: positive(values['max-rows'], '--max-rows') ?? 1_000_000,
    write: values.write === true || only === 'documents',
    peers: values.peers === undefined ? peerNames : oneOfEach(values.peers.split(','), peerNames, '--peers'),
    rounds: positive(values.rounds, '--rounds') ?? (quick ? 1 : 5),
    seconds: positive(values.seconds, '--seconds') ?? (quick ? 1 : 2),
    warmSeconds: positive(values.warm, '--warm') ?? (quick ? 1 : 10),
    foreignLimit: share(values.foreign) ?? 0.1,
    gun: values.load === undefined ? availableGun() : oneOfEach([values.load], gunNames, '--load')[0]!,
    checkout: values.checkout,
    adminUrl: values.database,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: flag,
        write: flag,
        only: text,
        growth: text,
        'max-rows': text,
        help: flag,
        rounds: text,
        seconds: text,
        warm: text,
        peers: text,
        foreign: text,
        load: text,
        checkout: text,
        database: text,
      },
    });
  } catch (error) {
    throw new OptionError(`${(error as Error).message}\n\n${usage}`);
  }
}

function oneOfEach<const T extends string>(
  given: readonly string[],
  known: readonly T[],
  option: string,
): readonly T[] {
  return given.map(name => {
    const found = known.find(one => one === name);
    if (found === undefined)
      throw new OptionError(`${option} knows ${known.join(', ')}; it was given "${name}".`);
    return found;
  });
}

function positive(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,7}$/.test(text))
    throw new OptionError(`${option} takes a whole number from 1; it was given "${text}".`);
  return Number(text);
}

function share(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0 && value <= 1))
    throw new OptionError(`--foreign takes a share above 0 and up to 1; it was given "${text}".`);
  return value;
}
