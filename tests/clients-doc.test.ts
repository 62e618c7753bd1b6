/**
 * The setups of clients that the API guide shows are those that sessions are run with, and its configurations of type generators work.
 * Knows the guide as text, and the generators; refuses to know what a client asks.
 */
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { generate } from '@graphql-codegen/cli';
import {
  buildSchema,
  getIntrospectionQuery,
  graphqlSync,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const section = /^## Clients and CORS$.*?(?=^## )/ms.exec(read('docs/api-guide.md'))![0];
const blocks = [...section.matchAll(/^```\w+\n(.*?)^```$/gms)].map(match => match[1]!);
const block = (text: string) => blocks.find(code => code.includes(text))!;

const schema = buildSchema(read('schema.graphql'));
const scalars = Object.values(schema.getTypeMap())
  .filter(type => isScalarType(type) && !isSpecifiedScalarType(type))
  .map(({ name }) => name);

const query = `query Page($where: DashboardWhere) {
  dashboards(first: 2, where: $where) {
    nodes { id name createdAt widgets { nodes { insight { config { __typename ... on TrendConfig { series { label } } } } } } }
  }
}`;

describe('the setups in the API guide', () => {
  it.each(readdirSync(join(root, 'examples/clients')))(
    'have that of examples/clients/%s, word for word',
    file => {
      const [, code] = read(`examples/clients/${file}`).split('*/\n') as [string, string];
      expect(blocks).toContain(code);
    },
  );

  it('name every scalar of the schema wherever scalars are given types', () => {
    const lists = blocks.filter(code => code.includes('DateTime'));
    expect(lists).toHaveLength(3);
    for (const code of lists) for (const scalar of scalars) expect(code).toContain(scalar);
  });
});

describe('a client with types', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'insightgraph-types-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    cpSync(join(root, 'schema.graphql'), join(folder, 'schema.graphql'));
    mkdirSync(join(folder, 'src'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What TypeScript says of a page that takes the name of a dashboard for what it is, and for something else. */
  async function check(page: string): Promise<string> {
    const files = { 'src/page.ts': page, 'package.json': '{ "type": "module" }' };
    const compilerOptions = {
      strict: true,
      module: 'nodenext',
      target: 'es2023',
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      types: [],
    };
    const config = JSON.stringify({ compilerOptions, files: ['src/page.ts'] });
    for (const [name, text] of Object.entries({ ...files, 'tsconfig.json': config }))
      writeFileSync(join(folder, name), text);
    const tsc = join(root, 'node_modules/.bin/tsc');
    return promisify(execFile)(tsc, ['-p', '.'], { cwd: folder }).then(
      () => '',
      error => error.stdout,
    );
  }

  const misuse = "src/page.ts(9,14): error TS2322: Type 'string' is not assignable to type 'number'.\n";
  const uses = `declare const data: Data;
const [first] = data.dashboards!.nodes;
export const name: string = first!.name;
export const at: string = first!.createdAt;

export const wrong: number = first!.name;
`;

  it('of the client preset, by the configuration of the guide', async () => {
    writeFileSync(join(folder, 'codegen.ts'), block('CodegenConfig'));
    writeFileSync(
      join(folder, 'src/query.ts'),
      `import { graphql } from './generated/gql.ts';\nexport const page = graphql(\`${query}\`);\n`,
    );
    const { default: config } = await import(
      /* @vite-ignore */ pathToFileURL(join(folder, 'codegen.ts')).href
    );
    await generate({ ...config, cwd: folder, silent: true }, true);
    const said = await check(
      `import type { PageQuery } from './generated/graphql.ts';\n\ntype Data = PageQuery;\n${uses}`,
    );
    expect(said).toBe(misuse);
  });

  it('that throws errors has what is null for an error only as non-null, where it says so as in the guide', async () => {
    const nullability = /`(nullability: .*?)`/.exec(section)![1]!;
    const strict = block('CodegenConfig').replace(
      "documentMode: 'string',",
      `documentMode: 'string', ${nullability},`,
    );
    expect(strict).toContain('errorHandlingClient');
    writeFileSync(join(folder, 'strict.ts'), strict);
    writeFileSync(
      join(folder, 'src/query.ts'),
      `import { graphql } from './generated/gql.ts';\nexport const page = graphql(\`${query}\`);\n`,
    );
    const { default: config } = await import(
      /* @vite-ignore */ pathToFileURL(join(folder, 'strict.ts')).href
    );
    await generate({ ...config, cwd: folder, silent: true }, true);
    const said = await check(
      `import type { PageQuery } from './generated/graphql.ts';\n\ntype Data = PageQuery;\n${uses.replace('data.dashboards!', 'data.dashboards')}`,
    );
    expect(said).toBe(misuse);
  });

  it('of gql.tada, by the configuration of the guide', async () => {
    // As its command writes it, which needs the TypeScript of a client.
    const { data, errors } = graphqlSync({ schema, source: getIntrospectionQuery() });
    expect(errors).toBeUndefined();
    const types = outputIntrospectionFile(minifyIntrospection(data as never), {
      fileType: '.d.ts',
      shouldPreprocess: true,
    });
    writeFileSync(join(folder, 'src/graphql-env.d.ts'), types);
    writeFileSync(join(folder, 'src/graphql.ts'), block('initGraphQLTada'));
    const said = await check(
      `import type { ResultOf } from 'gql.tada';\nimport { graphql } from './graphql.ts';\nconst page = graphql(\`${query.replaceAll('\n', ' ')}\`); type Data = ResultOf<typeof page>;\n${uses}`,
    );
    expect(said).toBe(misuse);
  });
});
