/**
 * The documents say what is so: their links, commands, variables, messages, operations and answers are held to the code.
 * Knows Markdown as text; refuses to judge how well it is written.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as pgCore from 'drizzle-orm/pg-core';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitsTable } from '../src/commands/limits-table.ts';
import { errorCodes } from '../src/errors.ts';
import { knownColumnTypes } from '../src/generator/kinds/kinds.ts';
import { typesTable } from '../src/generator/kinds/types-table.ts';
import { priceTable } from '../src/generator/price/price-table.ts';
import { policyTable } from '../src/generator/rules/policy-table.ts';
import { buildApi } from '../src/operations/schema.ts';
import { type Answer, startTestApi, type TestApi } from './support/api.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const markdown = (folder: string) =>
  readdirSync(join(root, folder))
    .filter(file => file.endsWith('.md'))
    .map(file => join(folder, file));
const documents = ['.', 'docs', 'examples'].flatMap(markdown).sort();

/** The blocks of a document by language, in their order. */
const blocksOf = (text: string) =>
  [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(match => ({ language: match[1]!, code: match[2]! }));
const withoutCode = (text: string) => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '');

/** The anchors of a document's headings, as GitHub makes them. */
const anchorsOf = (text: string) =>
  [...text.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm)].map(match =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('links', () => {
  it('lead to files and headings that are there', () => {
    const broken = documents.flatMap(document =>
      [...withoutCode(read(document)).matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)]
        .map(match => match[1] ?? match[2]!)
        .filter(target => !/^(https?|mailto):/.test(target))
        .filter(target => !resolves(document, target))
        .map(target => `${document} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('are there for every document, starting from the README', () => {
    const reached = new Set(['README.md']);
    for (const document of reached) {
      for (const [, target] of withoutCode(read(document)).matchAll(/\]\(([^)#\s]+\.md)(?:#[^)]*)?\)/g)) {
        if (!/^https?:/.test(target!)) reached.add(relative(root, join(root, dirname(document), target!)));
      }
    }
    expect(documents.filter(document => !reached.has(document))).toEqual([]);
  });

  it('to source files in code spans lead to files that are there', () => {
    const missing = documents.flatMap(document =>
      [...read(document).matchAll(/`((?:src|tests|docs|examples)\/[\w./-]+\.\w+)`/g)]
        .map(match => match[1]!)
        // The example of a table to add.
        .filter(file => !file.endsWith('/annotations.ts') && !existsSync(join(root, file)))
        .map(file => `${document}: ${file}`),
    );
    expect(missing).toEqual([]);
  });
});

function resolves(document: string, target: string): boolean {
  const [path, anchor] = target.split('#') as [string, string?];
  const file = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).includes(anchor);
}

describe('commands', () => {
  it('named as "npm run …" are in package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const unknown = [...documents, '.env.example', 'docker-compose.yml'].flatMap(document =>
      [...read(document).matchAll(/npm run ([\w:-]+)/g)]
        .map(match => match[1]!)
        .filter(script => !Object.hasOwn(scripts, script))
        .map(script => `${document}: npm run ${script}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe('environment variables', () => {
  const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1]!).sort();
  const inCode = names(read('src/config.ts') + read('src/config-accounts.ts'), /^ {2}([A-Z][A-Z_]+): /gm);

  it('in the table of docs/operating.md are those that the server reads', () => {
    const section = /^## Environment$.*?(?=^## )/ms.exec(read('docs/operating.md'))![0];
    expect(inCode.length).toBeGreaterThan(15);
    expect(names(section, /^\| `([A-Z_]+)` \|/gm)).toEqual(inCode);
  });

  it('in .env.example are those that the server reads', () => {
    expect(names(read('.env.example'), /^#?([A-Z_]+)=/gm)).toEqual(inCode);
  });
});

describe('the policy', () => {
  it('in docs/security.md is the one that the server keeps', () => {
    const written = /<!-- policy table[^>]*-->\n(.*?)<!-- end of the policy table -->/s.exec(
      read('docs/security.md'),
    );
    expect(written?.[1], 'Run "npm run codegen" and commit what it changes.').toBe(
      policyTable(buildApi().blueprint),
    );
  });
});

describe('the tables of docs/api-guide.md', () => {
  it.each([
    ['limits', limitsTable],
    ['price', priceTable],
  ])('of the %s are those that the server keeps to', (name, table) => {
    const written = new RegExp(
      `<!-- ${name} table[^>]*-->\\n(.*?)<!-- end of the ${name} table -->`,
      's',
    ).exec(read('docs/api-guide.md'));
    expect(written?.[1], 'Run "npm run codegen" and commit what it changes.').toBe(table());
  });
});

describe('column types', () => {
  it('are in the table of docs/adding-a-table.md', () => {
    const written = /<!-- types table[^>]*-->\n(.*?)<!-- end of the types table -->/s.exec(
      read('docs/adding-a-table.md'),
    );
    expect(written?.[1], 'Run "npm run codegen" and commit what it changes.').toBe(typesTable());
  });

  it('are all of those that Drizzle has', () => {
    const types = Object.entries(pgCore)
      .filter(([, made]) => typeof made === 'function' && made.prototype instanceof pgCore.PgColumn)
      .map(([name]) => name);
    // Of these, the type is the application's to name; and what indexes are made of is no column.
    const others = ['PgCustomColumn', 'ExtraConfigColumn'];
    expect(types.length).toBeGreaterThan(40);
    // The class of one has a longer name than its columns tell.
    const told = types.map(type => type.replace('PgLineTuple', 'PgLine'));
    expect([...knownColumnTypes, ...others].sort()).toEqual(told.sort());
  });
});

describe('messages and codes', () => {
  it('that docs/adding-a-table.md quotes for refusals are in the generator', () => {
    const source = readdirSync(join(root, 'src/generator/blueprint'), { encoding: 'utf8' })
      .filter(file => !file.endsWith('.test.ts'))
      .map(file => read(`src/generator/blueprint/${file}`))
      // The literals of a message that takes several lines, put together.
      .map(text => text.replace(/` \+\s+`/g, ''))
      .join('\n');
    const section = /^## Refusals.*?(?=^## )/ms.exec(read('docs/adding-a-table.md'))![0];
    const quoted = [...section.matchAll(/^\| `([A-Z][^`]+)` \|/gm)].map(match => match[1]!);
    expect(quoted.length).toBeGreaterThan(10);
    // What stands between the names is the wording.
    const pieces = (message: string) =>
      message
        .split(/^The (?:read rule of )?|"[\w.]+"| Pg\w+|\([\w, ]+\)|\b(?:column|table|enum) |\bAnnotation\b/)
        .map(piece => piece.replace(/^, /, '').trim());
    expect(
      quoted.flatMap(message =>
        pieces(message)
          .filter(piece => piece.length > 3 && !source.includes(piece))
          .map(piece => `${message}: ${piece}`),
      ),
    ).toEqual([]);
  });

  it('of errors are all in the table of docs/api-guide.md', () => {
    const section = /^## Errors$.*?(?=^## )/ms.exec(read('docs/api-guide.md'))![0];
    const documented = [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(match => match[1]);
    expect(documented.sort()).toEqual([...errorCodes].sort());
  });
});

describe('operations', () => {
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    api = await startTestApi({ demo: true });
    token = await api.signIn('owner@demo.example');
  });
  afterAll(() => api.close());

  it('the first query of the README gets the answer that the README prints', async () => {
    const blocks = blocksOf(read('README.md'));
    const at = blocks.findIndex(block => block.code.includes('--data-urlencode'));
    const commands = blocks[at]!.code;
    const signIn = /--data '(\{.*?\})'/s.exec(commands)![1]!;
    const query = /--data-urlencode 'query=(.*?)'/s.exec(commands)![1]!;
    const post = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: signIn,
    });
    // As `grep -o` takes it from the answer.
    const signedIn = /igs_[A-Za-z0-9_-]*/.exec(await post.text())![0];
    const answer = await fetch(`${api.url}?${new URLSearchParams({ query })}`, {
      headers: { authorization: `Bearer ${signedIn}` },
    });
    expect(blocks[at + 1]!.language).toBe('json');
    expect(await answer.json()).toEqual(JSON.parse(blocks[at + 1]!.code));
  });

  const operations = ['docs/api-guide.md', 'docs/typed-json.md'].flatMap(document => {
    const blocks = blocksOf(read(document));
    return blocks.flatMap(({ language, code }, i) => {
      const name = /^(?:query|mutation) (\w+)/.exec(code)?.[1];
      if (language !== 'graphql' || name === undefined) return [];
      return [{ document, name, code, answer: blocks[i + 1]! }];
    });
  });

  const isOperation = (code: string) =>
    parse(code).definitions.some(({ kind }) => kind === 'OperationDefinition');
  const allOf = (document: string) =>
    blocksOf(read(document)).filter(({ language }) => language === 'graphql');
  it('are valid, where they are of this schema', () => {
    const own = [
      ...new Set(operations.map(({ document }) => document)),
      'docs/writes.md',
      'docs/accounts.md',
    ];
    const wrong = own.flatMap(document =>
      allOf(document)
        .filter(({ code }) => isOperation(code))
        .flatMap(({ code }) =>
          validate(api.api.schema, parse(code)).map(({ message }) => `${document}: ${message}`),
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('are each followed by their answer, in documents whose answers are compared', () => {
    const bare = documents.flatMap(document =>
      blocksOf(read(document)).flatMap(({ language, code }, i, blocks) => {
        if (language !== 'graphql' || !isOperation(code)) return [];
        const next = blocks[i + 1]?.language;
        const isAnswered = next === 'json' || next === 'http' || (next === '' && code.includes('$projectId'));
        return isAnswered ? [] : [`${document}: ${code}`];
      }),
    );
    expect(bare).toEqual([]);
    const compared = [...new Set(operations.map(({ document }) => document))];
    const elsewhere = ['docs/accounts.md', 'docs/adding-a-table.md', 'docs/generator.md', 'docs/writes.md'];
    const some = documents.filter(document => allOf(document).length > 0);
    expect(some).toEqual([...compared, ...elsewhere].sort());
  });

  it.each(operations.filter(({ answer }) => answer.language === 'json' && !answer.code.includes('igs_')))(
    '$name of $document gets the answer that is printed below it',
    async ({ code, answer }) => {
      // One of them signs out.
      const { data } = (await api.ask(code, { token: await api.signIn('owner@demo.example') })) as Answer;
      expect({ data }).toEqual(JSON.parse(answer.code));
    },
  );

  it('that is told what is wrong with it gets the words that are printed below it', async () => {
    const { data } = await api.ask('{ projects(first: 1) { nodes { id } } }', { token });
    const wrong = operations.filter(({ answer }) => answer.language === '');
    expect(wrong.map(({ name }) => name)).toEqual(['Preview']);
    for (const { code, answer } of wrong) {
      const variables = { projectId: data.projects.nodes[0].id };
      const { errors } = await api.ask(code, { token, variables });
      expect(errors!.map(({ message }) => `${message}\n`)).toEqual([answer.code]);
    }
  });

  it('that sign in answer as it is printed, but for what is new each time', async () => {
    const [{ code, answer }] = operations.filter(({ name }) => name === 'SignIn') as [(typeof operations)[0]];
    const settled = (text: string) =>
      JSON.parse(text.replace(/igs_[\w…-]+/g, 'a token').replace(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"a time"'));
    const { data } = await api.ask(code);
    expect(settled(JSON.stringify({ data }))).toEqual(settled(answer.code));
  });
});
