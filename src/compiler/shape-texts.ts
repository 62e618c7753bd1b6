/**
 * Texts of typed JSON that were written before, by what was selected of what was stored: for whatever document, which may be gone by now.
 * Bounded by bytes: what is full is begun anew, which costs less than to keep an order.
 */
import type { ShapeSelection } from './shape-selection.ts';

/** Two bytes for a character, and what a map takes for an entry. */
const bytesOf = (stored: string, written: string) => 2 * (stored.length + written.length) + 128;

export class ShapeTexts {
  private texts = new Map<string, Map<string, string>>();
  private readonly maxBytes: number;
  private bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** The text of the answer for a stored text; undefined where it does not fit its shape. */
  write(selection: ShapeSelection, stored: string): string | undefined {
    const known = this.texts.get(selection.key)?.get(stored);
    if (known !== undefined) return known;
    const written = selection.write(stored);
    if (written !== undefined) this.keep(selection.key, stored, written);
    return written;
  }

  get size(): { readonly entries: number; readonly bytes: number } {
    let entries = 0;
    for (const texts of this.texts.values()) entries += texts.size;
    return { entries, bytes: this.bytes };
  }

  private keep(key: string, stored: string, written: string): void {
    const ofKey = this.texts.get(key);
    this.bytes += bytesOf(stored, written) + (ofKey ? 0 : bytesOf(key, ''));
    if (this.bytes > this.maxBytes) {
      this.texts = new Map([[key, new Map([[stored, written]])]]);
      this.bytes = bytesOf(stored, written) + bytesOf(key, '');
    } else if (ofKey) ofKey.set(stored, written);
    else this.texts.set(key, new Map([[stored, written]]));
  }
}
