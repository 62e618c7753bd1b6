/** What `npm run bench -- …` can be told, and what it does when told nothing. */
import { parseArgs } from 'node:util';
import { availableGun, type GunName, gunNames } from './load/load.ts';
import { peerNames } from './peers.ts';

export interface Options {
  readonly peers: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly foreignLimit: number;
  readonly gun: GunName;
  /** The checkout of this project to measure; undefined means the one that this file is in. */
  readonly checkout: string | undefined;
  /** A superuser's URL of a PostgreSQL on this machine; undefined means a throw-away one. */
  readonly adminUrl: string | undefined;
}

export const usage = `npm run bench -- [options]

  --quick            one round of one second each: about two minutes, figures to glance at
  --rounds N         rounds, in each of which every server has its turn (5)
  --seconds N        whole seconds of a turn (2)
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
  return {
    peers: values.peers === undefined ? peerNames : oneOfEach(values.peers.split(','), peerNames, '--peers'),
    rounds: positive(values.rounds, '--rounds') ?? (quick ? 1 : 5),
    seconds: positive(values.seconds, '--seconds') ?? (quick ? 1 : 2),
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
        help: flag,
        rounds: text,
        seconds: text,
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
  if (!/^[1-9]\d{0,4}$/.test(text))
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
