/**
 * Does what a Dockerfile says in a scratch folder, without a container engine: each stage is a folder that stands for its root.
 * Knows the instructions that the product's own file uses, and refuses any other; what is in the image is the suite's to say.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join, relative } from 'node:path';
import dockerIgnore from '@balena/dockerignore';
import { type Copy, DockerfileParser, type Env, From, type Instruction } from 'dockerfile-ast';

export interface BuiltImage {
  /** The folder that is the root of the image. */
  readonly root: string;
  /** What is in the image's working directory, without packages. */
  readonly workdir: string;
  readonly user: string;
  /** The image that the last stage begins with. */
  readonly base: string;
  /** Commands that only root can run, which were left out. */
  readonly leftOut: readonly string[];
  readonly healthcheck: readonly string[];
  /** Starts the image's command with variables beside its own. */
  start(env: Record<string, string>): ChildProcess;
  /** The variables that a process in the container has. */
  environment(env: Record<string, string>): Record<string, string>;
  remove(): void;
}

interface Stage {
  readonly root: string;
  readonly env: Record<string, string>;
  readonly args: Record<string, string>;
  base: string;
  workdir: string;
  user: string;
  command: readonly string[];
  healthcheck: readonly string[];
}

/** What changes users and owners is for root, and for a system of its own. */
const isForRoot = (command: string) => /\b(chown|useradd|adduser|apt-get)\b/.test(command);

/** Nothing of the test run's npm; packages come from its cache where that has them. */
const plainEnvironment = Object.fromEntries(
  ['PATH', 'HOME', 'TMPDIR'].flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])),
) as Record<string, string>;
const buildEnvironment = { ...plainEnvironment, npm_config_prefer_offline: 'true' };

/** @param context the folder that `docker build` would be given */
export function buildImage(context: string): BuiltImage {
  const scratch = mkdtempSync(join(tmpdir(), 'insightgraph-image-'));
  // For the user that the image names.
  chmodSync(scratch, 0o755);
  const stages = new Map<string, Stage>();
  const leftOut: string[] = [];
  const isIgnored = ignoredIn(context);
  let stage: Stage | undefined;
  for (const instruction of DockerfileParser.parse(
    readFileSync(join(context, 'Dockerfile'), 'utf8'),
  ).getInstructions()) {
    if (instruction instanceof From) {
      stage = newStage(join(scratch, String(stages.size)), instruction.getImage()!);
      stages.set(instruction.getBuildStage() ?? String(stages.size), stage);
      continue;
    }
    if (!stage) throw new Error('The Dockerfile does not begin with FROM.');
    take(instruction, stage, { context, stages, leftOut, isIgnored });
  }
  const { root, workdir, user, base, env, command, healthcheck } = stage!;
  const environment = (more: Record<string, string>) => ({ ...plainEnvironment, ...env, ...more });
  return {
    root,
    workdir: join(root, workdir),
    user,
    base,
    leftOut,
    healthcheck,
    environment,
    start: more =>
      spawn(command[0]!, command.slice(1), {
        cwd: join(root, workdir),
        env: environment(more),
        stdio: ['ignore', 'pipe', 'pipe'],
        // Not the one who built it: what it writes into the image would fail.
        ...(process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}),
      }),
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

const nobody = 65_534;

function newStage(root: string, base: string): Stage {
  mkdirSync(root);
  return { root, base, env: {}, args: {}, workdir: '/', user: 'root', command: [], healthcheck: [] };
}

interface Build {
  readonly context: string;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly leftOut: string[];
  isIgnored(file: string): boolean;
}

function take(instruction: Instruction, stage: Stage, build: Build): void {
  const text = instruction.getArgumentsContent() ?? '';
  switch (instruction.getKeyword()) {
    case 'ENV':
      for (const property of (instruction as Env).getProperties()) {
        stage.env[property.getName()] = property.getValue()!;
      }
      return;
    case 'ARG': {
      const [name, value = ''] = text.split('=', 2);
      stage.args[name!] = value;
      return;
    }
    case 'WORKDIR':
      stage.workdir = text;
      mkdirSync(join(stage.root, text), { recursive: true });
      return;
    case 'USER':
      stage.user = text;
      return;
    case 'COPY':
      copy(instruction as Copy, stage, build);
      return;
    case 'RUN':
      if (isForRoot(text)) {
        build.leftOut.push(text);
        return;
      }
      execFileSync('sh', ['-c', text], {
        cwd: join(stage.root, stage.workdir),
        env: { ...buildEnvironment, ...stage.env, ...stage.args },
        stdio: 'pipe',
      });
      return;
    case 'CMD':
      stage.command = JSON.parse(text) as string[];
      return;
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(text.replace(/^(--\S+\s+)*CMD\s+/, '')) as string[];
      return;
    case 'EXPOSE':
      return;
    default:
      throw new Error(`This build knows no ${instruction.getKeyword()}.`);
  }
}

function copy(instruction: Copy, stage: Stage, { context, stages, isIgnored }: Build): void {
  const from = instruction
    .getFlags()
    .find(flag => flag.getName() === 'from')
    ?.getValue();
  const words = instruction.getArguments().map(argument => argument.getValue());
  const target = words.pop()!;
  const place = isAbsolute(target) ? join(stage.root, target) : join(stage.root, stage.workdir, target);
  for (const source of words) {
    if (from) {
      // No later stage wants it: moved, it need not be written twice.
      renameSync(join(stages.get(from)!.root, source), place);
      continue;
    }
    const path = join(context, source);
    if (isIgnored(source)) throw new Error(`COPY ${source}: .dockerignore leaves it out.`);
    const isInto = statSync(path).isFile() && /(^|\/)\.?\/?$/.test(target);
    cpSync(path, isInto ? join(place, basename(source)) : place, {
      recursive: true,
      filter: file => !isIgnored(relative(context, file)),
    });
  }
}

/** Whether `docker build` would not be sent a file. */
function ignoredIn(context: string): (file: string) => boolean {
  // Its types are those of an ES module, which it is not.
  const ignore = dockerIgnore.default().add(readFileSync(join(context, '.dockerignore'), 'utf8'));
  return file => ignore.ignores(file);
}
