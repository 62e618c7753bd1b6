/**
 * What everything that an operation can ask for costs, in points: a row of a page is one, about four microseconds of work.
 * The one list of prices; what an operation asks for, and how often, is found elsewhere.
 */

interface Price {
  readonly points: number;
  /** What costs so much, for people. */
  readonly what: string;
}

const list = {
  row: { points: 1, what: 'A row of a page, and each row that a field leads to' },
  list: { points: 1, what: 'A list, looked into' },
  tenFields: { points: 1, what: 'Ten fields of a row' },
  longText: {
    points: 1,
    what: 'Each 4,000 characters that a text may have, or 32,768 bytes that JSON may have; whatever it has',
  },
  sameText: {
    points: 10,
    what: 'The same of a text or JSON that is asked for again in its row under another name, times as much: each 400 characters, or 3,276 bytes',
  },
  comparison: { points: 1, what: 'A filter that compares: `eq`, `lt`, `isNull` …' },
  listedValues: { points: 1, what: 'Each 100 characters of a list of values (`in`, `hasSome` …)' },
  scannedRows: {
    points: 300,
    what: 'A filter on columns of a list at the root, or of everything of its kind in a project, where no index finds its rows: all may be looked at',
  },
  sortedRows: {
    points: 500,
    what: 'An order of such a list that no index has, or `distinctOn`: all of its rows are sorted',
  },
  json: {
    points: 10,
    what: 'A filter on what JSON contains: `contains`, `hasKey`',
  },
  pattern: {
    points: 100,
    what: 'A filter that looks for a text in texts (`contains`, `startsWith`, `endsWith`, also with an `i` before; `like`, `ilike`), and each operator at a `path` of JSON',
  },
  search: {
    points: 500,
    what: 'A `search`: what an index finds by it is ranked, and sorted; each time that the list is read, as for a count',
  },
  highlights: {
    points: 20,
    what: '`highlights` of a row that the root field `search` finds; of each searched type as many rows are read as are asked for',
  },
  relatedRow: {
    points: 2,
    what: 'A filter through a relation that leads to one row, beside what is asked there',
  },
  relatedRows: {
    points: 100,
    what: '`some`, `every` or `none`: so much for itself, and so many times what is asked inside of it; `count`, `max` and the like, beside their columns, as in `aggregate`',
  },
  tenantRows: {
    points: 300,
    what: 'The same where the relation leads to everything of its kind in a project',
  },
  orderedHop: {
    points: 20,
    what: 'Each relation that a key of an order or of `distinctOn` goes through, in a list that belongs to a row',
  },
  orderedHopOfAll: {
    points: 3_000,
    what: 'The same in a list at the root, or of everything of its kind in a project: each of its rows is looked up',
  },
  orderedRows: {
    points: 100,
    what: 'Each key of an order that is told of the rows of a relation (`count`, `max` …), in a list that belongs to a row; beside its column, as in `aggregate`',
  },
  orderedRowsOfAll: {
    points: 5_000,
    what: 'The same in a list at the root, or of everything of its kind in a project: it is told for each of its rows',
  },
  totalCount: {
    points: 50,
    what: '`totalCount` of a list that belongs to a row, beside its filter, which is asked once more',
  },
  totalCountEstimate: { points: 20, what: '`totalCountEstimate`, likewise' },
  aggregate: { points: 50, what: '`aggregate`, likewise' },
  groups: { points: 150, what: '`groups`, likewise, and each key that they are grouped by' },
  aggregatedColumn: { points: 10, what: '`sum`, `avg`, `min` and `max` in either, each column' },
  distinctColumn: { points: 100, what: '`countDistinct` in either, each column: all values are sorted' },
  countOfAll: {
    points: 10,
    what: 'The same of a list at the root, or of everything of its kind in a project: so many times as much',
  },
  part: {
    points: 10,
    what: 'A fragment with `@defer`, for each object that it is selected of, and a row of a page with `@stream`; where the answer comes in parts',
  },
  writtenRow: { points: 30, what: 'A row that a mutation may write, by its input' },
  schema: { points: 5_000, what: 'Introspection: `__schema`' },
  schemaType: { points: 100, what: 'Introspection: `__type`' },
} satisfies Record<string, Price>;

export type PriceName = keyof typeof list;

/** The prices by name. */
export const prices: Readonly<Record<PriceName, Price>> = Object.freeze(list);

/** Beyond it nobody counts any further: the price is this one. */
export const maxPrice = 1_000_000_000_000;
