import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../../../tests/support/cohort-generator.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { patienceMs, scaled } from '../../../tests/support/scale.ts';
import { assertPortablePattern } from './portable-pattern.ts';

let own: TestDatabase;
let client: postgres.Sql;

beforeAll(async () => {
  own = await createTestDatabase({ empty: true });
  client = postgres(own.url, {
    max: 1,
    fetch_types: false,
    connection: { statement_timeout: patienceMs / 4 },
  });
});
afterAll(async () => {
  await client.end();
  await own.drop();
});

const refusalOf = (pattern: string): string | undefined => {
  try {
    assertPortablePattern(pattern, 'definition.values[0].value');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Which of the texts match, by PostgreSQL, as conditions ask it. */
const matching = async (pattern: string, texts: readonly string[]): Promise<boolean[]> => {
  const [row] = await client.unsafe<{ found: boolean[] }[]>(
    `select json_agg(t collate "C" ~ $1::text order by i) as found
     from jsonb_array_elements_text($2::text::jsonb) with ordinality as x(t, i)`,
    [pattern, JSON.stringify(texts)],
  );
  return row!.found;
};

const random = randomFrom(4);
const below = (n: number) => Math.floor(random() * n);
const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
const list = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);

/**
 * A pattern, and from each of these positions in a text all positions where a match of it may end.
 * JavaScript is no judge: with the flag v, Node 20 finds no /^😀{0,2}(?:٣(?:b\d[^٣]+|[^ ])|_\d)+/ in "٣*~".
 */
interface Judged {
  readonly pattern: string;
  ends(text: readonly string[], from: ReadonlySet<number>): ReadonlySet<number>;
}

const character = (written: string, holds: (c: string) => boolean): Judged => ({
  pattern: written,
  ends: (text, from) => new Set([...from].filter(i => i < text.length && holds(text[i]!)).map(i => i + 1)),
});
const anchor = (written: '^' | '$'): Judged => ({
  pattern: written,
  ends: (text, from) => new Set([...from].filter(i => i === (written === '^' ? 0 : text.length))),
});
const sequence = (parts: readonly Judged[]): Judged => ({
  pattern: parts.map(part => part.pattern).join(''),
  ends: (text, from) => parts.reduce((reached, part) => part.ends(text, reached), from),
});
const choice = (parts: readonly Judged[]): Judged => ({
  pattern: parts.map(part => part.pattern).join('|'),
  ends: (text, from) => new Set(parts.flatMap(part => [...part.ends(text, from)])),
});
const grouped = (open: string, part: Judged): Judged => ({ ...part, pattern: `${open}${part.pattern})` });
const repeated = (part: Judged, [written, least, most]: (typeof quantifiers)[number]): Judged => ({
  pattern: part.pattern + written,
  ends: (text, from) => {
    let reached = from;
    for (let i = 0; i < least; i++) reached = part.ends(text, reached);
    const all = new Set(reached);
    for (let i = least; i < Math.min(most, least + text.length); i++) {
      reached = part.ends(text, reached);
      for (const end of reached) all.add(end);
    }
    return all;
  },
});
const judge = (part: Judged, text: string): boolean => {
  const characters = [...text];
  return part.ends(characters, new Set(Array.from({ length: characters.length + 1 }, (_, i) => i))).size > 0;
};

const quantifiers = [
  ['*', 0, 99],
  ['+', 1, 99],
  ['?', 0, 1],
  ['{2}', 2, 2],
  ['{0}', 0, 0],
  ['{1,}', 1, 99],
  ['{0,2}', 0, 2],
  ['{1,3}', 1, 3],
  ['*?', 0, 99],
  ['??', 0, 1],
  ['{1,2}?', 1, 2],
] as const;
const letters = ['a', 'b', 'ä', '😀', '1', '_', ' ', '\n', '\u00a0', '\u2028', '٣'];
const signs = [...'^$.|?*+()[]{}\\/-"\'%&,:;<=>@`~!#'];

const classes = [
  character('\\d', c => '0123456789'.includes(c)),
  character('\\D', c => !'0123456789'.includes(c)),
  character('\\w', c => /^[0-9A-Za-z_]$/.test(c)),
  character('\\W', c => !/^[0-9A-Za-z_]$/.test(c)),
  character('\\s', c => ' \t\n\v\f\r'.includes(c)),
  character('\\S', c => !' \t\n\v\f\r'.includes(c)),
];
const range = (written: string, lower: string, upper: string) =>
  character(
    written,
    c => c.codePointAt(0)! >= lower.codePointAt(0)! && c.codePointAt(0)! <= upper.codePointAt(0)!,
  );
const ranges = [
  range('a-z', 'a', 'z'),
  range('0-9', '0', '9'),
  range('ä-ü', 'ä', 'ü'),
  range('\\--a', '-', 'a'),
  range(' -~', ' ', '~'),
];
const literal = (written: string, meant = written) => character(written, c => c === meant);
const escapes = [literal('\\n', '\n'), literal('\\t', '\t'), literal('\\r', '\r')];
const single = (): Judged => {
  if (random() < 0.7) return literal(pick(letters));
  const sign = pick(signs);
  return random() < 0.8 ? literal(`\\${sign}`, sign) : pick(escapes);
};
const member = (): Judged => {
  const kind = random();
  if (kind < 0.2) return pick(classes);
  if (kind < 0.4) return pick(ranges);
  return kind < 0.5 ? literal(pick([...'.$*+|({?}),"'])) : single();
};
const charClass = (): Judged => {
  const members = [...list(1 + below(3), member), ...(random() < 0.3 ? [literal('-')] : [])];
  const negated = random() < 0.5;
  const holds = (c: string) => members.some(one => one.ends([c], new Set([0])).size > 0) !== negated;
  return character(`[${negated ? '^' : ''}${members.map(one => one.pattern).join('')}]`, holds);
};

function anyPattern(depth: number): Judged {
  const piece = (): Judged => {
    const kind = random();
    if (kind < 0.08) return anchor(pick(['^', '$']));
    let atom: Judged;
    if (kind < 0.25 && depth > 0) atom = grouped(pick(['(', '(?:']), anyPattern(depth - 1));
    else if (kind < 0.45) atom = charClass();
    else if (kind < 0.55) atom = character('.', () => true);
    else atom = kind < 0.65 ? pick(classes) : single();
    return random() < 0.3 ? repeated(atom, pick(quantifiers)) : atom;
  };
  return choice(list(1 + below(3), () => sequence(list(below(4), piece))));
}

const texts = [
  '',
  ...list(59, () => list(below(6), () => pick([...letters, ...signs, '\t', '\r', 'z', 'B', 'é'])).join('')),
];

describe('a pattern that is let through', () => {
  it('matches in PostgreSQL what its parts say: thousands of patterns, 60 texts', async () => {
    const patterns = scaled(1000);
    let matches = 0;
    for (let i = 0; i < patterns; i++) {
      const judged = anyPattern(2);
      expect(refusalOf(judged.pattern), judged.pattern).toBeUndefined();
      const expected = texts.map(text => judge(judged, text));
      matches += expected.filter(Boolean).length;
      expect(await matching(judged.pattern, texts), judged.pattern).toEqual(expected);
    }
    expect(matches).toBeGreaterThan(patterns * 60 * 0.2);
    expect(matches).toBeLessThan(patterns * 60 * 0.9);
  });

  it('is never refused by PostgreSQL: thousands of heaps of signs', async () => {
    const tokens = [
      ...'ab1^$.|?*+()[]{},-:=\\',
      '(?:',
      '[^',
      '{1,2}',
      '{3}',
      '\\d',
      '\\S',
      '\\b',
      '\\1',
      'a-z',
      '[:alpha:]',
      'ä',
      '***',
      '(?=',
    ];
    const accepted: string[] = [];
    for (let i = 0; i < scaled(12_000); i++) {
      const heap = list(1 + below(8), () => pick(tokens)).join('');
      if (refusalOf(heap) === undefined) accepted.push(heap);
    }
    expect(accepted.length).toBeGreaterThan(scaled(500));
    for (const heap of accepted) {
      await expect(matching(heap, ['ab1']), heap).resolves.toHaveLength(1);
    }
  });

  it.each([
    '(a|b)*a(a|b){200}c',
    '(a*)*b',
    '((a+)+)+b',
    '(.*a){50}b',
    '(.*.*.*)*b',
    '(a?){100}a{100}b',
    '(\\w{1,30}\\.){1,30}b',
    '[a-z]{255}b|[^b]{255}b',
  ])('matches in time proportional to the text: %s', async hard => {
    expect(refusalOf(hard)).toBeUndefined();
    // Any other time would be too long for the life of the connection, and for its statement timeout.
    expect(await matching(hard, ['a'.repeat(100_000)])).toHaveLength(1);
  });
});

describe('a pattern that is refused', () => {
  it.each([
    ['(a', 'a group that is not closed'],
    ['a)', 'a ) that closes nothing'],
    ['[a', 'a class [ ] that is not closed'],
    ['[]a]', 'without members'],
    ['[[:alpha:]]', 'a [ within a class'],
    ['[z-a]', 'a range whose end is below its start'],
    ['[a-\\d]', 'a range between classes'],
    ['[a-c-e]', 'a - within a class that is no range'],
    ['a]', 'a ] that closes nothing'],
    ['a}', 'a } that closes nothing'],
    ['*a', 'a quantifier that repeats nothing'],
    ['^*', 'a quantifier that repeats nothing'],
    ['a{,3}', 'a { } that is no quantifier'],
    ['a{x}', 'a { } that is no quantifier'],
    ['a{1,2', 'a { } that is no quantifier'],
    ['a{3,2}', 'whose upper bound is below the lower one'],
    ['a{256}', 'more than 255 times'],
    ['a**', 'a quantifier after a quantifier'],
    ['a++', 'a quantifier after a quantifier'],
    ['(a)\\1', 'the unsupported escape \\1'],
    ['\\bpro\\b', 'the unsupported escape \\b'],
    ['\\p{L}', 'the unsupported escape \\p'],
    ['\\ä', 'the unsupported escape \\ä'],
    ['a\\', 'ends in a backslash'],
    ['a(?=b)', 'a group of an unsupported kind'],
    ['(?<!a)b', 'a group of an unsupported kind'],
    ['(?i)a', 'a group of an unsupported kind'],
    ['***=a', 'a quantifier that repeats nothing'],
    ['((a{10}){10}){11}', 'at most 1000 are allowed'],
    ['a'.repeat(201), 'more than 200 characters'],
  ])('%s is told why', (bad, why) => {
    const refusal = refusalOf(bad);
    expect(refusal).toContain(why);
    expect(refusal).toMatch(/^definition\.values\[0\]\.value is a regular expression /);
  });

  it('is told where: at the character', () => {
    expect(refusalOf('😀ab\\b')).toContain('(character 5)');
  });
});
