/**
 * What `npm run codegen` writes first: the typed documents that the examples use, and the manifest of their ids.
 * Takes the schema from the code itself; refuses to need a server, a database or any configuration.
 */
import type { CodegenConfig } from '@graphql-codegen/cli';
import { printedSchema } from './src/generator/types/printed-schema.ts';
import { buildApi } from './src/operations/schema.ts';

/** What generated types say of scalars and enums, whatever the client. */
const types = {
  enumsAsTypes: true,
  useTypeImports: true,
  // A new scalar has to be given a type here; `any` would hide what it is.
  strictScalars: true,
  scalars: {
    DateTime: 'string',
    JSON: 'unknown',
    PropertyValue: 'string | number | boolean',
    UUID: 'string',
  },
};

const config: CodegenConfig = {
  // As text: the tools load a graphql module of their own, to which a schema object of ours is a stranger.
  schema: printedSchema(buildApi().schema),
  importExtension: '.ts',
  generates: {
    'examples/generated/': {
      preset: 'client',
      documents: ['examples/*.ts'],
      presetConfig: {
        fragmentMasking: false,
        // Documents know their ids, and persisted-documents.json has the texts for the server.
        persistedDocuments: { hashAlgorithm: 'sha256', hashPropertyName: 'documentId' },
      },
      // Documents as text, so that a client needs no graphql package to send them.
      config: { ...types, documentMode: 'string' },
    },
    'examples/web/src/generated/': {
      preset: 'client',
      documents: ['examples/web/src/*.ts'],
      presetConfig: { fragmentMasking: false },
      config: types,
    },
  },
};

export default config;
