/**
 * Texts of typed JSON that were written before, by what was selected of what was stored.
 * Bounded by bytes: what is full is begun anew, which costs less than to keep an order.
 */
import type { ShapeSelection } from './shape-selection.ts';

/** Two bytes for a character, and what a map takes for an entry. */
const bytesOf = (stored: string, written: string) => 2 * (stored.length + written.length) + 128;

export class ShapeTexts {
  private texts = new Map<ShapeSelection, Map<string, string>>();
  private readonly maxBytes: number;
  private bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** The text of the answer for a stored text; undefined where it does not fit its shape. */
  write(selection: ShapeSelection, stored: string): string | undefined {
    const known = this.texts.get(selection)?.get(stored);
    if (known !== undefined) return known;
    const written = selection.write(stored);
    if (written !== undefined) this.keep(selection, stored, written);
    return written;
  }

  get size(): { readonly entries: number; readonly bytes: number } {
    let entries = 0;
    for (const texts of this.texts.values()) entries += texts.size;
    return { entries, bytes: this.bytes };
  }

  private keep(selection: ShapeSelection, stored: string, written: string): void {
    this.bytes += bytesOf(stored, written);
    if (this.bytes > this.maxBytes) {
      this.texts = new Map();
      this.bytes = bytesOf(stored, written);
    }
    const ofSelection = this.texts.get(selection) ?? new Map<string, string>();
    this.texts.set(selection, ofSelection.set(stored, written));
  }
}
