import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonText, stringifyJson } from './json-text.ts';
import { parseStored, parseWithSources, sourceOf } from './parse-stored.ts';

const withoutBlanks = (text: string) =>
  text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, part => (part.startsWith('"') ? part : ''));

describe('a JSON text', () => {
  it('is written as it is, among values that JSON.stringify writes', () => {
    const value = { a: new JsonText('1.10'), b: [new JsonText('{"x": 1e400}'), 'y', new JsonText('null')] };
    expect(stringifyJson(value)).toBe('{"a":1.10,"b":[{"x": 1e400},"y",null]}');
    expect(stringifyJson({ a: 1 })).toBe('{"a":1}');
    expect(stringifyJson(new JsonText('-0'))).toBe('-0');
  });

  it('is its value to JSON.stringify, also after a value that could not be written', () => {
    const circle: { self?: unknown; text: JsonText } = { text: new JsonText('1') };
    circle.self = circle;
    expect(() => stringifyJson(circle)).toThrow(TypeError);
    expect(JSON.stringify({ a: new JsonText('{"b": 1.50}') })).toBe('{"a":{"b":1.5}}');
  });

  it('cannot be made by a text, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), texts => {
        const written = stringifyJson(texts.flatMap(text => [text, new JsonText('{}')]));
        expect(JSON.parse(written)).toEqual(texts.flatMap(text => [text, {}]));
      }),
    );
  });

  it('may be deeper than the stack', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(stringifyJson({ a: new JsonText(deep) })).toBe(`{"a":${deep}}`);
  });
});

describe('stored JSON', () => {
  const numbers = [
    '0',
    '1',
    '-1',
    '0.5',
    '-0.25',
    '123456789012345',
    '1000000',
    '0.000001',
    '100',
    '10.01',
    '1.05',
    '12345678901234567890',
    '1.10',
    '1.0',
    '0.0',
    '-0',
    '-0.0',
    '1e5',
    '1E5',
    '1e+21',
    '1.5e-7',
    '0.0000001',
    '9007199254740993',
    '0.1000000000000000055',
    '1'.repeat(400),
    `0.${'0'.repeat(400)}1`,
    '1e400',
    '-1e400',
    '123456789.1234567',
    '1234567.12345678901',
    '3.141592653589793',
    '2.2250738585072014e-308',
  ];

  it.each(numbers)('keeps the digits of %s, alone and inside', number => {
    for (const text of [number, `[${number}]`, `{"a":${number},"b":[1,${number},"x"]}`]) {
      expect(stringifyJson(parseStored(text))).toBe(text);
      expect(stringifyJson(parseStored(text.replaceAll(/([:,])/g, '$1 ')))).toBe(text);
    }
  });

  it('is what JSON.parse makes of it where that loses nothing', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        const value = JSON.parse(text) as unknown;
        // A negative zero is the one number that JSON.stringify does not write.
        expect(JSON.stringify(parseWithSources(text))).toBe(JSON.stringify(value));
        expect(JSON.stringify(parseStored(text))).toBe(JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the digits of all numbers, however they are written', () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,20})(\.\d{1,20})?$/);
    const number = fc.tuple(fc.constantFrom('', '-'), digits).map(parts => parts.join(''));
    fc.assert(
      fc.property(fc.array(number), list => {
        const text = `{"list":[${list.join(', ')}]}`;
        expect(stringifyJson(parseStored(text))).toBe(withoutBlanks(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps keys that objects have by themselves', () => {
    const text = '{"__proto__":{"a":1.10},"constructor":1,"":2}';
    for (const parse of [parseStored, parseWithSources]) expect(stringifyJson(parse(text))).toBe(text);
  });

  it('knows the text of objects and lists, where asked to', () => {
    const value = parseWithSources('{"a": [1,  {"b": "]}"}], "c": {}}') as { a: [1, object]; c: object };
    expect(sourceOf(value.a)).toBe('[1,  {"b": "]}"}]');
    expect(sourceOf(value.a[1])).toBe('{"b": "]}"}');
    expect(sourceOf(value.c)).toBe('{}');
    expect(sourceOf(parseStored('[1.10]') as object)).toBeUndefined();
  });

  it('may be deeper than the stack', () => {
    const text = `${'{"a":['.repeat(50_000)}1.10${']}'.repeat(50_000)}`;
    expect(sourceOf(parseWithSources(text) as object)).toBe(text);
    expect(parseStored(text)).toMatchObject({ a: [{}] });
  });
});
