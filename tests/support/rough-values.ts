/**
 * Values that are written wrongly where somebody writes them by hand: quotes, backslashes, control characters, separators
 * of lines that JSON allows and JavaScript did not, numbers that no double holds, JSON of any depth.
 */
import type { Random } from '../../src/seed/random.ts';

export const awkwardTexts: readonly string[] = [
  'a',
  'A',
  'b',
  'ä',
  ' a b ',
  `it's "so" \\ 50% _`,
  '\\',
  '\\"',
  "'",
  '"',
  '$1',
  '$$',
  'line\nbreak\r\ttab',
  '\b\f\v\u0001\u001b\u001e\u001f\u007f\u0080',
  '\u2028\u2029',
  '\ufeff\u200b',
  '👩‍👩‍👧',
  '𝒳',
  '日本',
  'é',
  'null',
  '{"a":1}',
  '[]',
  '</script>',
  'x'.repeat(150),
];

/** What PostgreSQL cannot store. */
export const unstorableTexts: readonly string[] = ['\u0000', 'a\u0000b', '\ud800', 'x\udfff'];

/** As PostgreSQL's jsonb holds them: digits beyond a double, zeros behind the point, large exponents. */
export const awkwardNumbers: readonly string[] = [
  '0',
  '-1',
  '1.0',
  '1.50',
  '0.1',
  '123456789012345678901234567890',
  '0.00000000000000000001',
  '1e400',
  '-12.3400',
  '9007199254740993',
];

/** A JSON value as JavaScript holds it. */
export function randomJson(random: Random, levels: number): unknown {
  const kind = random.int(0, levels > 0 ? 6 : 4);
  switch (kind) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick([0, 5, -1.5, 1e21, 0.1]);
    case 3:
    case 4:
      return random.pick(awkwardTexts);
    case 5:
      return Array.from({ length: random.int(0, 3) }, () => randomJson(random, levels - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.int(0, 3) }, () => [
          random.pick(['plan', 'age', 'country', 'a b', '"', ...awkwardTexts.slice(0, 6)]),
          randomJson(random, levels - 1),
        ]),
      );
  }
}

/** A JSON object as text, with numbers that JavaScript would change. */
export function randomJsonText(random: Random, levels: number): string {
  const value = (left: number): string => {
    if (random.chance(0.3)) return random.pick(awkwardNumbers);
    if (left > 0 && random.chance(0.3)) return objectText(left - 1);
    if (left > 0 && random.chance(0.2))
      return `[${Array.from({ length: random.int(0, 3) }, () => value(left - 1)).join()}]`;
    return JSON.stringify(randomJson(random, 0));
  };
  const objectText = (left: number): string => {
    const keys = new Set(
      Array.from({ length: random.int(0, 4) }, () =>
        random.pick(['plan', 'age', 'country', 'tags', ...awkwardTexts]),
      ),
    );
    return `{${[...keys].map(key => `${JSON.stringify(key)}:${value(left)}`).join()}}`;
  };
  return objectText(levels);
}
