/**
 * Notices the end of the `npm start` that started this process.
 * npm passes signals on to the shell between the two, which dies of them without a word to the server, and its own
 * sudden death reaches nobody: the server would stay, an orphan on its port, and so would its PostgreSQL.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Far below what a person notices; one look costs microseconds. */
const intervalMs = 250;

/**
 * Calls `gone` once, when npm has ended, or had before anybody could look. Does nothing in a process that was started
 * otherwise, also where it inherited the variables of some other script of npm.
 */
export function onNpmGone(env: NodeJS.ProcessEnv, gone: () => void): void {
  if (!isNpmStart(env)) return;
  const chain = chainToNpm(env.npm_lifecycle_script!);
  if (!endsInRunner(chain, env.npm_config_user_agent)) {
    gone();
    return;
  }
  const timer = setInterval(() => {
    if (isWhole(chain)) return;
    clearInterval(timer);
    gone();
  }, intervalMs);
  timer.unref();
}

/** Whether this very process is what the script `start` says. */
function isNpmStart({ npm_lifecycle_event, npm_lifecycle_script }: NodeJS.ProcessEnv): boolean {
  const [, file = ''] = process.argv;
  const command = [process.argv0, ...process.execArgv, relative(process.cwd(), file)].join(' ');
  return npm_lifecycle_event === 'start' && npm_lifecycle_script === command;
}

/** This process, the shells that were given the script, and last whoever started them. */
function chainToNpm(script: string): number[] {
  const chain = [process.pid, process.ppid];
  for (;;) {
    const last = chain.at(-1)!;
    const above = argumentsOf(last)?.some(argument => argument.startsWith(script)) && parentOf(last);
    if (!above) return chain;
    chain.push(above);
  }
}

/** Whether each process still has the parent it had: children of one that ended are given to another. */
const isWhole = (chain: readonly number[]): boolean =>
  chain.every((pid, i) => i === chain.length - 1 || parentOf(pid) === chain[i + 1]);

/** Whether the last one is npm, or what stands for it. @param agent such as `npm/11.19.1 node/v20.20.2 linux x64` */
function endsInRunner(chain: readonly number[], agent: string | undefined): boolean {
  const name = agent?.split('/', 1)[0];
  const command = argumentsOf(chain.at(-1)!);
  // What cannot be seen is no reason to end.
  return !name || !command || command.some(argument => argument.includes(name));
}

/**
 * The parent of a process; undefined where it cannot be told. Without /proc that is every process but this one: a
 * shell that stays between is common on Linux only, elsewhere it makes way for its command.
 */
function parentOf(pid: number): number | undefined {
  if (pid === process.pid) return process.ppid;
  const stat = read(`/proc/${pid}/stat`);
  // The name may hold blanks and parentheses; behind its last one come the state and the parent.
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** The command line of a process, word by word; undefined where it cannot be told. */
const argumentsOf = (pid: number): string[] | undefined => read(`/proc/${pid}/cmdline`)?.split('\0');

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // No such process any more, or a system without /proc.
    return undefined;
  }
}
