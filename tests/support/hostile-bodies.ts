/**
 * Documents of no good shape, operation names and bodies that are made to harm, and what each has to be answered with.
 * Data only; who sends them and looks at the rest is the suite.
 */
import { type Attack, fine, invalid, many, tooMuch } from './hostile.ts';

const shapes: readonly Attack[] = [
  { name: 'nothing', query: '', expected: invalid },
  { name: 'blanks', query: ' \n\t', expected: invalid },
  { name: 'a comment', query: '# { viewer { uuid } }', expected: invalid },
  { name: 'a fragment alone', query: 'fragment f on User { uuid }', expected: invalid },
  { name: 'NUL', query: '{ viewer\u0000 { uuid } }', expected: invalid },
  { name: 'a lone surrogate', query: '{ node(id: "\ud800") { id } }', expected: invalid },
  { name: 'an escaped lone surrogate', query: '{ node(id: "\\ud800") { id } }', expected: invalid },
  { name: 'an escape beyond Unicode', query: '{ node(id: "\\u{110000}") { id } }', expected: invalid },
  { name: 'a byte order mark', query: '\ufeff{ viewer { uuid } }', expected: fine },
  { name: 'an unterminated text', query: '{ node(id: "', expected: invalid },
  { name: 'an unterminated block text', query: `{ node(id: """${'x'.repeat(50_000)}`, expected: invalid },
  {
    name: 'a block text of 100,000 lines',
    query: `{ node(id: """${'\n '.repeat(100_000)}""") { id } }`,
    expected: '200 BAD_USER_INPUT',
  },
  { name: '100,000 commas', query: `{ viewer ${','.repeat(100_000)} { uuid } }`, expected: fine },
  { name: 'one name of 500,000 letters', query: `{ ${'a'.repeat(500_000)} }`, expected: invalid },
  {
    name: 'one number of 100,000 digits',
    query: `{ dashboards(first: ${'9'.repeat(100_000)}) { totalCount } }`,
    expected: invalid,
  },
  { name: 'a subscription', query: 'subscription { viewer { uuid } }', expected: invalid },
  { name: 'a definition of a type', query: 'type A { a: Int } { viewer { uuid } }', expected: invalid },
  {
    name: 'an extension of the schema',
    query: '{ viewer { uuid } } extend type Query { a: Int }',
    expected: invalid,
  },
  {
    name: '1,001 fields',
    query: `{ viewer { ${'uuid '.repeat(1_001)} } }`,
    expected: '400 BAD_USER_INPUT LIMIT_EXCEEDED',
  },
  {
    name: '400 operations of one name',
    query: many(400, () => 'query A { viewer { uuid } }'),
    operationName: 'A',
    expected: invalid,
  },
  {
    name: '400 operations, none of them named in the request',
    query: many(400, i => `query A${i} { viewer { uuid } }`),
    expected: invalid,
  },
  {
    name: '1,000 variables that nobody uses',
    query: `query (${many(1_000, i => `$v${i}: Int`)}) { viewer { uuid } }`,
    expected: invalid,
  },
  {
    name: 'one variable 500 times',
    query: `query (${'$v: Int '.repeat(500)}) { dashboards(first: $v) { totalCount } }`,
    expected: invalid,
  },
  { name: 'a variable of an output type', query: 'query ($v: User) { viewer { uuid } }', expected: invalid },
  {
    name: 'a variable of 200 lists',
    query: `query ($v: ${'['.repeat(200)}Int${']'.repeat(200)}) { dashboards(first: $v) { totalCount } }`,
    expected: invalid,
  },
  {
    name: 'a literal 400 deep',
    query: `{ dashboards(where: ${'{ NOT: '.repeat(400)}{}${' }'.repeat(400)}) { totalCount } }`,
    expected: tooMuch,
  },
  {
    name: 'a JSON literal 1,000 deep',
    query: `{ persons(where: { properties: { contains: ${'['.repeat(1_000)}${']'.repeat(1_000)} } }) { totalCount } }`,
    expected: invalid,
  },
  {
    name: 'the default of a variable 900 deep',
    query: `query ($j: JSON = ${'['.repeat(900)}${']'.repeat(900)}) { persons(where: { properties: { contains: $j } }) { totalCount } }`,
    expected: invalid,
  },
  {
    name: 'a list of 4,500 ids',
    query: `{ nodes(ids: [${'"a" '.repeat(4_500)}]) { id } }`,
    expected: '200 BAD_USER_INPUT',
  },
  {
    name: 'an argument 500 times',
    query: `{ dashboards(${'first: 1 '.repeat(500)}) { totalCount } }`,
    expected: invalid,
  },
  {
    name: 'a member of an input 500 times',
    query: `{ dashboards(where: { ${'NOT: {} '.repeat(500)} }) { totalCount } }`,
    expected: invalid,
  },
  {
    name: '__schema through types of types',
    query: `{ __schema { types { ${'fields { type { '.repeat(9)} name ${'} }'.repeat(9)} } } }`,
    expected: invalid,
  },
  {
    name: '__type of __proto__',
    query: '{ __type(name: "__proto__") { name fields { name } } }',
    expected: fine,
  },
  {
    name: 'misspelt fields, 400 of them',
    query: `{ viewer { ${many(400, i => `uuit${i}`)} } }`,
    expected: invalid,
  },
];

const odd = 'query ($a: Int) { dashboards(first: $a) { totalCount } }';
const names: readonly Attack[] = [
  ...['__proto__', 'constructor', 'toString', '\u0000', '\ud800', 'x'.repeat(100_000), ' ', 'Ä'].map(
    name => ({
      name: `${JSON.stringify(name).slice(0, 20)}, which is not there`,
      query: 'query A { viewer { uuid } }',
      operationName: name,
      expected: invalid,
    }),
  ),
  {
    name: '__proto__, which is there',
    query: 'query __proto__ { viewer { uuid } } query constructor { viewer { id } }',
    operationName: '__proto__',
    expected: fine,
  },
  ...[17, true, [], {}].map(name => ({
    name: `${JSON.stringify(name)}`,
    query: 'query A { viewer { uuid } }',
    operationName: name,
    expected: invalid,
  })),
  { name: 'the empty text', query: 'query A { viewer { uuid } }', operationName: '', expected: invalid },
];
const bodies: readonly Attack[] = [
  {
    name: 'two queries in one object',
    body: `{"query":"{ nothing }","query":"{ viewer { uuid } }"}`,
    expected: fine,
  },
  { name: 'members nobody knows', body: '{"query":"{ viewer { uuid } }","x":1}', expected: invalid },
  { name: '__proto__ as a member', body: '{"__proto__":{"query":"{ viewer { uuid } }"}}', expected: invalid },
  {
    name: 'an inherited query',
    body: '{"constructor":{"prototype":{"query":"{ viewer { uuid } }"}}}',
    expected: invalid,
  },
  {
    name: '__proto__ beside the query',
    body: '{"query":"{ viewer { uuid } }","__proto__":{"a":1}}',
    expected: invalid,
  },
  ...['17', '"x"', '[]', 'true'].map(value => ({
    name: `extensions ${value}`,
    body: `{"query":"{ viewer { uuid } }","extensions":${value}}`,
    expected: invalid,
  })),
  {
    name: 'a persisted query',
    body: `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}}`,
    expected: invalid,
  },
  { name: 'a document id', body: '{"documentId":"../../etc/passwd"}', expected: invalid },
  { name: 'a batch', body: `[${Array(50).fill('{"query":"{ viewer { uuid } }"}')}]`, expected: invalid },
  { name: 'a batch in a batch', body: '[[[[{"query":"{ viewer { uuid } }"}]]]]', expected: invalid },
  {
    name: 'a batch as an object',
    body: '{"0":{"query":"{ viewer { uuid } }"},"length":1}',
    expected: invalid,
  },
  { name: '400,000 brackets', body: '['.repeat(400_000), expected: invalid },
  { name: '400,000 brackets that close', body: '['.repeat(400_000) + ']'.repeat(400_000), expected: invalid },
  { name: 'a query that is a list', body: '{"query":["{ viewer { uuid } }"]}', expected: invalid },
  { name: 'a query that is null', body: '{"query":null}', expected: invalid },
  { name: 'a byte order mark', body: '\ufeff{"query":"{ viewer { uuid } }"}', expected: invalid },
  ...['[]', '17', '"x"', 'true'].map(value => ({
    name: `variables ${value}`,
    body: `{"query":"{ viewer { uuid } }","variables":${value}}`,
    expected: invalid,
  })),
  {
    name: 'variables as JSON in a text',
    body: JSON.stringify({ query: odd, variables: '{"a":1}' }),
    expected: invalid,
  },
];

export const attacksByBody: readonly (readonly [theme: string, attacks: readonly Attack[]])[] = [
  ['documents', shapes],
  ['operation names', names],
  ['bodies', bodies],
];
