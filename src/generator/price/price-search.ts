/**
 * What the search over all types costs: what is looked for in each of them, and a page of rows of each, of which the best are given.
 * Knows the shape of its connection; what is selected of a row is walked by the caller.
 */
import { isObjectType } from 'graphql';
import { conventions } from '../blueprint/blueprint.ts';
import { searchableName, searchableTypes, searchTypeNames } from '../blueprint/searchable.ts';
import { collectFields, innerSets, type SelectedField } from '../read/selection.ts';
import { prices } from './points.ts';
import type { ListScope } from './price-list.ts';
import { below, type Place } from './price-tally.ts';
import type { RowPlace } from './price-text.ts';

/** @param args coerced; what is wrong with them is told by the field */
export function tallySearch(
  { blueprint, scope, tally, object }: ListScope,
  field: SelectedField,
  args: Readonly<Record<string, unknown>>,
  at: Place,
): void {
  const place: Place = { times: at.times, path: below(at.path, field.key) };
  const types = searchableTypes(blueprint).filter(
    type => !Array.isArray(args.types) || args.types.includes(searchableName(type)),
  );
  const members = collectFields(scope, innerSets(field), searchTypeNames.connection);
  const has = (name: string) => members.some(member => member.name === name);
  const asksRows = has('nodes') || has('edges') || has('pageInfo');
  const reads = Number(asksRows) + Number(has('totalCount'));
  tally.add(
    prices.list.points + prices.search.points * types.length * reads,
    place,
    'what it looks for',
    'query',
  );
  if (!asksRows) return;
  const edges = members.filter(({ name }) => name === 'edges');
  const inside = edges.flatMap(edge => collectFields(scope, innerSets(edge), searchTypeNames.edge));
  const selected = [
    ...members.filter(({ name }) => name === 'nodes'),
    ...inside.filter(({ name }) => name === 'node'),
  ];
  const size = typeof args.first === 'number' ? Math.max(args.first, 0) : conventions.page.defaultSize;
  for (const type of types) {
    const rows: RowPlace = {
      times: place.times * size,
      path: place.path,
      row: '',
      seen: new Set(),
      answered: undefined,
    };
    tally.add(prices.row.points, rows, 'the rows of each type that could be on the page');
    if (inside.some(({ name }) => name === 'highlights'))
      tally.add(prices.highlights.points, rows, 'where the words are', 'highlights');
    const definition = scope.schema.getType(type.name);
    for (const each of selected) if (isObjectType(definition)) object(definition, innerSets(each), rows);
  }
}
