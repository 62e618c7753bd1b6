/**
 * A JSON value as its own text, on its way from PostgreSQL to the client.
 * JavaScript's numbers hold fifteen digits and no trailing zeros; a text holds what is stored. Node 20 has no JSON.rawJSON.
 */
import { randomUUID } from 'node:crypto';

export class JsonText {
  /** Valid JSON. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** For `stringifyJson`, what stands for the text; for everyone else, the value as JavaScript can hold it. */
  toJSON(): unknown {
    if (writing === undefined) return JSON.parse(this.text);
    writing.texts.push(this.text);
    return writing.mark;
  }
}

interface Writing {
  readonly mark: string;
  readonly texts: string[];
}

/** Set while `stringifyJson` runs, which nothing can come between: `toJSON` is told no more than a key. */
let writing: Writing | undefined;

/** `JSON.stringify`, with every `JsonText` inside written as it is. */
export function stringifyJson(value: unknown): string {
  // Not to be guessed: a text of a client that is equal to it would be taken for it.
  const own: Writing = { mark: randomUUID(), texts: [] };
  writing = own;
  try {
    const written = JSON.stringify(value);
    if (own.texts.length === 0) return written;
    // JSON.stringify writes in the order in which it asks.
    return written
      .split(`"${own.mark}"`)
      .map((piece, i) => `${i === 0 ? '' : own.texts[i - 1]}${piece}`)
      .join('');
  } finally {
    writing = undefined;
  }
}
