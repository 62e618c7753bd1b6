/**
 * Reads of tables that are not the product's, on both paths: by the resolvers, and as one compiled statement.
 * Knows how an operation is prepared, run and compiled without a server; what is asked is each test's own.
 */
import { execute, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import type { Sql } from 'postgres';
import { expect } from 'vitest';
import { type AnswerRow, writeAnswer } from '../../src/compiler/answer.ts';
import { CompiledOperation } from '../../src/compiler/compiled-operation.ts';
import { ShapeTexts } from '../../src/compiler/shape-texts.ts';
import type { Api } from '../../src/generator/generate-api.ts';
import { newArgumentBudget } from '../../src/generator/list/argument-budget.ts';
import type { ReadContext } from '../../src/generator/request.ts';
import { stringifyJson } from '../../src/generator/shapes/json-text.ts';
import type { Any } from './api.ts';

export interface ForeignAnswer {
  readonly data: Any;
  /** Codes and messages of errors. */
  readonly errors: readonly string[];
}

/** What every statement of a viewer begins with, and its parameters. */
export interface ViewerRow {
  readonly text: string;
  readonly params: readonly string[];
}

/** Asks on both paths where the resolvers have nothing against it, and compares the texts. */
export async function askForeign(
  { api, client }: { readonly api: Api; readonly client: Sql },
  context: ReadContext,
  viewer: ViewerRow,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<ForeignAnswer> {
  const { schema } = api;
  const document = parse(query);
  const operation = { schema, document, variableValues: variables };
  const invalid = validate(schema, document);
  const wrong =
    invalid.length > 0 ? invalid : api.prepare({ ...operation, operationName: null }, context).errors;
  const { data, errors = wrong } =
    wrong.length > 0 ? { data: null } : await execute({ ...operation, contextValue: context });
  if (errors.length > 0)
    return { data, errors: errors.map(({ extensions, message }) => `${extensions.code}: ${message}`) };
  const resolved = stringifyJson(data);
  const { selectionSet, variableDefinitions: definitions = [] } = getOperationAST(document)!;
  // What is searched in all types only the resolvers answer.
  const isSearched = selectionSet.selections.some(
    each => each.kind === 'Field' && each.name.value === 'search',
  );
  if (isSearched) return { data: JSON.parse(resolved), errors: [] };
  const values = getVariableValues(schema, definitions, variables).coerced!;
  const { blueprint, filters } = api;
  const compiled = new CompiledOperation({ schema, blueprint, filters, document, operationName: undefined });
  const plan = compiled.plan({ values, budget: newArgumentBudget() });
  const rows = await client.unsafe(plan.text(viewer), [...viewer.params, ...plan.params]).values();
  const answer = writeAnswer(
    { ...plan, texts: new ShapeTexts(1_000_000), maxBytes: 10_000_000 },
    rows as unknown as AnswerRow[],
  );
  expect(answer, query).toEqual({ kind: 'data', text: resolved });
  return { data: JSON.parse(resolved), errors: [] };
}
