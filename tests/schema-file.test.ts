/**
 * What `npm run codegen` wrote is what the code says, and the schema is fit to be read by people and tools.
 * Knows schema.graphql and the examples' generated files; refuses to know what any field answers.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import {
  buildSchema,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import codegen from '../codegen.ts';
import { clientCaches } from '../src/commands/client-caches.ts';
import { printedSchema } from '../src/generator/types/printed-schema.ts';
import { buildApi } from '../src/operations/schema.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const stale = 'The file is not up to date: run "npm run codegen" and commit what it changes.';
const { schema } = buildApi();
const ownTypes = Object.values(schema.getTypeMap()).filter(
  type => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

describe('schema.graphql', () => {
  let file: string;
  beforeAll(async () => {
    file = await readFile(`${root}schema.graphql`, 'utf8');
  });

  it('is the schema that the server serves', () => {
    expect(file === printedSchema(schema), stale).toBe(true);
  });

  it('is sorted, so that a change of order in the code changes no line', () => {
    const plain = file.replaceAll(' @semanticNonNull\n', '\n');
    expect(plain === printSchema(lexicographicSortSchema(buildSchema(file))), stale).toBe(true);
    const names = [...file.matchAll(/^(?:type|input|enum|scalar|interface|union) (\w+)/gm)].map(m => m[1]!);
    expect(names).toEqual([...names].sort());
  });

  // About 900 for each of 18 tables: what one feature adds to every table shows here before it slows GraphiQL and codegen.
  it('has fewer than 17,000 lines', () => {
    expect(file.split('\n').length).toBeLessThan(17_000);
  });
});

describe('the schema', () => {
  it('describes every type, field, argument, enum value and input field', () => {
    expect(undescribed()).toEqual([]);
  });

  it('says more of an enum value than its name', () => {
    const bare = (text: string | null | undefined) => text?.replace(/[^A-Za-z]/g, '').toLowerCase();
    const repeating = ownTypes.filter(isEnumType).flatMap(type =>
      type
        .getValues()
        .filter(({ name, description }) => [bare(name), `${bare(name)}s`].includes(bare(description)!))
        .map(({ name }) => `${type.name}.${name}`),
    );
    expect(repeating).toEqual([]);
  });

  it('has the article before a noun that the noun asks for', () => {
    const words = printSchema(schema).match(/\b[Aa] (?:[AEIOaeio]\w+|[Uu](?!ni|se|uid|ti)\w+)/g) ?? [];
    // Of which the first letter is spoken as a consonant.
    expect(words.filter(word => !/ (?:one|once|euro|UUID)/i.test(word))).toEqual([]);
  });

  it('gives a field "id" to objects with a global id only: caches would merge all others that share one', () => {
    const others = ownTypes.filter(
      type => isObjectType(type) && !isNodeType(type) && 'id' in type.getFields(),
    );
    expect(others.map(type => type.name)).toEqual([]);
  });

  it('has the same few types for every object type, however many relations lead to it', () => {
    const objects = ownTypes.filter(isNodeType).map(type => type.name);
    expect(objects.length).toBeGreaterThan(10);
    // One made for a path through the relations would be a further one: ProjectDashboardsConnection.
    for (const suffix of ['Connection', 'Edge', 'Where', 'OrderBy']) {
      // What is found in all types is of none, and so is what administrators of the deployment are told.
      const names = ownTypes.map(type => type.name).filter(name => !/^(Search|Administ)/.test(name));
      const found = names.filter(name => name.endsWith(suffix));
      const expected = objects.flatMap(name =>
        suffix === 'Where' ? [`${name}ListWhere`, `${name}Where`] : [name + suffix],
      );
      expect(found.sort(), suffix).toEqual(expected.sort());
    }
  });
});

describe('the files in examples/generated', () => {
  it('are what the schema and the documents of the examples say', async () => {
    const files = await generate({ ...codegen, cwd: root, silent: true }, false);
    const names = files.map(({ filename }: { filename: string }) => filename);
    expect(names).toEqual(expect.arrayContaining(['examples/generated/graphql.ts']));
    for (const { filename, content } of files) {
      expect((await readFile(root + filename, 'utf8')) === content, `${filename}: ${stale}`).toBe(true);
    }
  });

  it.each(Object.entries(clientCaches(schema)))('have %s, as the schema says', async (name, content) => {
    expect(await readFile(`${root}examples/generated/${name}`, 'utf8'), stale).toBe(content);
  });
});

function isNodeType(type: GraphQLNamedType): boolean {
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
}

/** Where a description is missing or blank: `Type`, `Type.field`, `Type.field(argument:)`. */
function undescribed(): string[] {
  const places: [place: string, description: string | null | undefined][] = [];
  for (const type of ownTypes) {
    places.push([type.name, type.description]);
    if (isEnumType(type)) {
      for (const value of type.getValues()) places.push([`${type.name}.${value.name}`, value.description]);
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        places.push([`${type.name}.${field.name}`, field.description]);
      }
    } else if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        places.push([`${type.name}.${field.name}`, field.description]);
        for (const arg of field.args)
          places.push([`${type.name}.${field.name}(${arg.name}:)`, arg.description]);
      }
    }
  }
  return places.filter(([, description]) => !description?.trim()).map(([place]) => place);
}
