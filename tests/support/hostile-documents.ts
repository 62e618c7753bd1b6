/**
 * Documents whose aliases, fragments or directives are made to harm, and what each has to be answered with.
 * Data only; who sends them and looks at the rest is the suite.
 */
import { type Attack, fine, invalid, many, tooMuch } from './hostile.ts';

const aliases: readonly Attack[] = [
  { name: '51 of one scalar', query: `{ viewer { ${many(51, i => `a${i}: uuid`)} } }`, expected: tooMuch },
  { name: '60 of __typename', query: `{ ${many(60, i => `a${i}: __typename`)} }`, expected: fine },
  {
    name: '51 of introspection',
    query: `{ ${many(51, i => `a${i}: __schema { types { name } }`)} }`,
    expected: tooMuch,
  },
  {
    name: '51 that are fields’ own names',
    query: `{ viewer { ${many(51, () => 'uuid: uuid')} } }`,
    expected: tooMuch,
  },
  {
    name: '30 in a fragment that is spread twice',
    query: `{ viewer { ...f } v: viewer { ...f } } fragment f on User { ${many(30, i => `a${i}: uuid`)} }`,
    expected: tooMuch,
  },
  { name: 'one name for different fields', query: '{ viewer { a: uuid a: email } }', expected: invalid },
  {
    name: 'one name for different arguments',
    query: '{ a: dashboards(first: 1) { totalCount } a: dashboards(first: 2) { totalCount } }',
    expected: invalid,
  },
  { name: '__proto__', query: '{ __proto__: viewer { __proto__: uuid } }', expected: fine },
  {
    name: 'constructor, toString, hasOwnProperty',
    query: '{ constructor: viewer { toString: uuid hasOwnProperty: id } }',
    expected: fine,
  },
  {
    name: 'data and errors',
    query: '{ data: viewer { errors: uuid } errors: viewer { data: uuid } }',
    expected: fine,
  },
  {
    name: '__proto__ of a list',
    query:
      '{ __proto__: dashboards(first: 1) { __proto__: nodes { __proto__: name constructor: widgets(first: 1) { __proto__: nodes { catch: uuid } } } } }',
    expected: fine,
  },
  {
    name: 'then, which makes a promise of a row',
    query: '{ dashboards(first: 1) { nodes { then: name } } }',
    expected: invalid,
  },
  {
    name: 'then, in a fragment',
    query: '{ viewer { ...f } } fragment f on User { then: uuid }',
    expected: invalid,
  },
  { name: 'then, of what was written', query: 'mutation { then: signOut { signedOut } }', expected: invalid },
  {
    name: '40 signIns',
    query: `mutation { ${many(40, i => `a${i}: signIn(input: { email: "a", password: "b" }) { token }`)} }`,
    expected: tooMuch,
  },
];

const fragments: readonly Attack[] = [
  { name: 'that nobody uses', query: '{ viewer { uuid } } fragment f on User { uuid }', expected: invalid },
  {
    name: 'that nobody uses, a thousand of them',
    query: `{ viewer { uuid } } ${many(800, i => `fragment f${i} on User { uuid }`)}`,
    expected: tooMuch,
  },
  {
    name: 'that spreads itself',
    query: '{ viewer { ...f } } fragment f on User { ...f }',
    expected: invalid,
  },
  {
    name: 'in a circle of 200',
    query: `{ viewer { ...f0 } } ${many(200, i => `fragment f${i} on User { ...f${(i + 1) % 200} }`)}`,
    expected: invalid,
  },
  {
    name: 'in a circle through relations',
    query:
      '{ viewer { memberships { nodes { ...m } } } } fragment m on ProjectMember { user { ...u } } fragment u on User { memberships { nodes { ...m } } }',
    expected: invalid,
  },
  {
    name: 'in a chain of 400',
    query: `{ viewer { ...f0 } } ${many(400, i => `fragment f${i} on User { ...f${i + 1} }`)} fragment f400 on User { uuid }`,
    expected: fine,
  },
  {
    name: 'inline, 300 deep',
    query: `{ viewer ${'{ ... on User '.repeat(300)}{ uuid }${' }'.repeat(300)} }`,
    expected: fine,
  },
  {
    name: 'inline without a type, 300 deep',
    query: `{ viewer ${'{ ... '.repeat(300)}{ uuid }${' }'.repeat(300)} }`,
    expected: fine,
  },
  {
    name: 'on a wrong type',
    query: '{ viewer { ...f } } fragment f on Dashboard { uuid }',
    expected: invalid,
  },
  {
    name: 'on an unknown type',
    query: '{ viewer { ...f } } fragment f on Nobody { uuid }',
    expected: invalid,
  },
  { name: 'on a scalar', query: '{ viewer { ...f } } fragment f on String { uuid }', expected: invalid },
  { name: 'on an input', query: '{ viewer { ... on DashboardWhere { uuid } } }', expected: invalid },
  { name: 'on __proto__', query: '{ viewer { ... on __proto__ { uuid } } }', expected: invalid },
  {
    name: 'called __proto__',
    query: '{ viewer { ...__proto__ } } fragment __proto__ on User { uuid }',
    expected: fine,
  },
  {
    name: 'called constructor, that is not there',
    query: '{ viewer { ...constructor } }',
    expected: invalid,
  },
  { name: 'called on', query: '{ viewer { ...on } } fragment on on User { uuid }', expected: invalid },
  {
    name: 'of one name twice',
    query: '{ viewer { ...f } } fragment f on User { uuid } fragment f on User { id }',
    expected: invalid,
  },
  {
    name: 'spread 1,500 times',
    query: `{ viewer { ${'...f '.repeat(1_500)} } } fragment f on User { uuid }`,
    expected: tooMuch,
  },
  {
    name: 'spread 900 times, of nothing new',
    query: `{ viewer { ${'...f '.repeat(900)} } } fragment f on User { uuid }`,
    expected: fine,
  },
  {
    name: 'pairwise at odds, 90 of them',
    query: `{ viewer { ${many(90, i => `...f${i}`)} } } ${many(90, i => `fragment f${i} on User { a: ${i % 2 ? 'uuid' : 'email'} }`)}`,
    expected: tooMuch,
  },
];

const directives: readonly Attack[] = [
  {
    name: '@include 1,000 times',
    query: `{ viewer { uuid ${'@include(if: true) '.repeat(500)} } }`,
    expected: invalid,
  },
  {
    name: '@skip 1,000 times',
    query: `{ viewer { uuid ${'@skip(if: false) '.repeat(1_000)} } }`,
    expected: tooMuch,
  },
  { name: 'unknown, 500 times', query: `{ viewer { uuid ${many(500, i => `@d${i}`)} } }`, expected: invalid },
  ...[
    ['a field', '{ viewer @nope { uuid } }'],
    ['a query', 'query @nope { viewer { uuid } }'],
    ['a mutation', 'mutation @nope { signOut { signedOut } }'],
    ['a variable', 'query ($a: ID! @nope) { node(id: $a) { id } }'],
    ['a spread', '{ viewer { ...f @nope } } fragment f on User { uuid }'],
    ['an inline fragment', '{ viewer { ... @nope { uuid } } }'],
    ['a fragment', '{ viewer { ...f } } fragment f on User @nope { uuid }'],
  ].map(([place, query]) => ({ name: `unknown, on ${place}`, query: query!, expected: invalid })),
  {
    name: '@include on an operation',
    query: 'query @include(if: true) { viewer { uuid } }',
    expected: invalid,
  },
  { name: '@include without its argument', query: '{ viewer @include { uuid } }', expected: invalid },
  { name: '@include of a text', query: '{ viewer @include(if: "true") { uuid } }', expected: invalid },
  { name: '@include of null', query: '{ viewer @include(if: null) { uuid } }', expected: invalid },
  {
    name: '@include of a variable that is null',
    query: 'query ($a: Boolean = true) { viewer @include(if: $a) { uuid } }',
    variables: { a: null },
    knownWith: { a: true },
    expected: '400 BAD_USER_INPUT',
  },
  {
    name: '@skip of a variable of another type',
    query: 'query ($a: String) { viewer @skip(if: $a) { uuid } }',
    expected: invalid,
  },
  {
    name: '@deprecated, @specifiedBy and @oneOf',
    query: '{ viewer @deprecated @specifiedBy(url: "x") @oneOf { uuid } }',
    expected: invalid,
  },
  // Whoever takes no parts has the answer whole.
  { name: '@defer', query: '{ viewer { ... @defer { uuid } } }', expected: fine },
  { name: '@stream', query: '{ dashboards { nodes @stream { uuid } } }', expected: fine },
  { name: '@stream of no list', query: '{ viewer @stream { uuid } }', expected: invalid },
  { name: '@__proto__', query: '{ viewer @__proto__ { uuid } }', expected: invalid },
  { name: 'that leave nothing', query: '{ viewer @skip(if: true) { uuid } }', expected: fine },
];

export const attacksBySelection: readonly (readonly [theme: string, attacks: readonly Attack[]])[] = [
  ['aliases', aliases],
  ['fragments', fragments],
  ['directives', directives],
];
