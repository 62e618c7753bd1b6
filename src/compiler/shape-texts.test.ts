/** Texts of typed JSON are kept for whatever document selects the same, and keep no document. */
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { fragmentsOf } from '../generator/read/selection.ts';
import { buildApi } from '../operations/schema.ts';
import { type ShapeSelection, selectShape } from './shape-selection.ts';
import { ShapeTexts } from './shape-texts.ts';

const { schema, blueprint } = buildApi();
const column = blueprint.types.insights!.columns.find(({ field }) => field === 'config')!;
const stored = JSON.stringify({
  type: 'lifecycle',
  targetEvent: 'opened',
  granularity: 'week',
  dateFrom: '-30d',
  dateTo: '-0d',
});

/** What a document of its own selects of an insight's configuration. */
function selecting(selection: string): ShapeSelection {
  const document = parse(`{ config { ${selection} } }`);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('Expected an operation.');
  const [field] = operation.selectionSet.selections;
  if (field?.kind !== 'Field' || !column.shape) throw new Error('Expected a field of typed JSON.');
  const scope = { schema, fragments: fragmentsOf(document), switches: {} };
  const { shape, shapeNullable } = column;
  return selectShape(scope, blueprint, { shape, shapeNullable }, [field.selectionSet!]);
}

it('documents that select the same share texts, others do not', () => {
  const texts = new ShapeTexts(1_000_000);
  for (let i = 0; i < 100; i++) {
    expect(texts.write(selecting('__typename'), stored)).toBe('{"__typename":"LifecycleConfig"}');
  }
  expect(texts.size.entries).toBe(1);
  expect(texts.write(selecting('kind: __typename'), stored)).toBe('{"kind":"LifecycleConfig"}');
  expect(texts.size.entries).toBe(2);
});

it('selections differ by names in the answer, members, and what is selected of them', () => {
  const selections = ['__typename', 'a: __typename', '__typename b: __typename', 'b: __typename __typename'];
  expect(new Set(selections.map(selection => selecting(selection).key)).size).toBe(selections.length);
});
