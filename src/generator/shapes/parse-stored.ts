/**
 * Parses JSON as PostgreSQL stores it without loss: a number that JavaScript would write differently stays a text.
 * Knows JSON, not shapes. The text is PostgreSQL's, and therefore valid; it may be of any depth.
 */
import { JsonText } from './json-text.ts';

/**
 * Numbers that may not come out of JSON.parse and JSON.stringify as they went in: of more than fifteen digits, with zeros at
 * the end, a negative zero, with an exponent, or so small that JavaScript writes one; and whatever looks so inside a text.
 */
const inexact = /[\s:,[](?:-0(?![\d.])|-?\d(?:[\d.]{15}|\d*\.\d*0(?!\d)|\.0{6}|[\d.]*[eE]))/;
const isNumber = /^[-\d]/;

/** The value of a stored JSON text, in which numbers that JavaScript cannot hold are `JsonText`. */
export function parseStored(text: string): unknown {
  return inexact.test(text) || isNumber.test(text) ? parseExactly(text) : JSON.parse(text);
}

/** The same, such that `sourceOf` knows the text of each object and list in it. */
export function parseWithSources(text: string): unknown {
  return parseExactly(text, true);
}

type Container = unknown[] | Record<string, unknown>;

const sources = new WeakMap<Container, string>();

/** The text that an object or list of `parseWithSources` was parsed from. */
export const sourceOf = (value: object): string | undefined => sources.get(value as Container);

/** Without recursion: what other hands stored may be nested deeper than the stack is. */
function parseExactly(text: string, keepSources = false): unknown {
  const tokens = /[\s,:]*(?:([[{])|([\]}])|("[^"\\]*(?:\\.[^"\\]*)*")|([^\s,:\]}]+))/y;
  const root: unknown[] = [];
  const open: Open[] = [{ container: root, start: 0, key: undefined }];
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const [, opening, closing, string, word] = match;
    const inside = open.at(-1)!;
    if (opening !== undefined) {
      const container: Container = opening === '[' ? [] : {};
      put(inside, container);
      open.push({ container, start: tokens.lastIndex - 1, key: undefined });
    } else if (closing !== undefined) {
      open.pop();
      if (keepSources) sources.set(inside.container, text.slice(inside.start, tokens.lastIndex));
    } else if (string !== undefined) {
      const value: string = JSON.parse(string);
      if (Array.isArray(inside.container) || inside.key !== undefined) put(inside, value);
      else inside.key = value;
    } else {
      put(inside, valueOfWord(word!));
    }
  }
  return root[0];
}

interface Open {
  readonly container: Container;
  readonly start: number;
  /** The key whose value comes next. */
  key: string | undefined;
}

function put(inside: Open, value: unknown): void {
  const { container, key } = inside;
  if (Array.isArray(container)) container.push(value);
  // As JSON.parse does: `__proto__` is a key like others.
  else
    Object.defineProperty(container, key!, { value, enumerable: true, configurable: true, writable: true });
  inside.key = undefined;
}

function valueOfWord(word: string): unknown {
  if (word === 'null') return null;
  if (word === 'true' || word === 'false') return word === 'true';
  const number = Number(word);
  return JSON.stringify(number) === word ? number : new JsonText(word);
}
