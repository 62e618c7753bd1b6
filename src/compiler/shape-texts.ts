/**
 * Texts of typed JSON that were written before, by what was stored and what was selected of it.
 * Bounded by bytes: the oldest go first.
 */
import type { ShapeSelection } from './shape-selection.ts';

/** Two bytes for a character, and what a map takes for an entry. */
const bytesOf = (stored: string, written: string) => 2 * (stored.length + written.length) + 128;

export class ShapeTexts {
  private readonly texts = new Map<string, string>();
  private readonly maxBytes: number;
  private bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** The text of the answer for a stored text; undefined where it does not fit its shape. */
  write(selection: ShapeSelection, stored: string): string | undefined {
    const key = `${selection.id}:${stored}`;
    const known = this.texts.get(key);
    if (known !== undefined) return known;
    const written = selection.write(stored);
    if (written !== undefined) this.keep(key, written);
    return written;
  }

  private keep(key: string, written: string): void {
    this.texts.set(key, written);
    this.bytes += bytesOf(key, written);
    for (const [oldest, text] of this.texts) {
      if (this.bytes <= this.maxBytes) return;
      this.texts.delete(oldest);
      this.bytes -= bytesOf(oldest, text);
    }
  }
}
