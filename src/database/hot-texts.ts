/**
 * Which statements come again and again: those are worth preparing, others would only fill PostgreSQL's memory.
 * Counts within bounds; what was not seen for long is forgotten.
 */

/** Runs after which a statement is prepared. */
const hotAfter = 3;
const maxTexts = 1_000;
const maxCharacters = 2_000_000;

export class HotTexts {
  private readonly runs = new Map<string, number>();
  private characters = 0;

  /** Counts a run. @returns whether the statement comes often */
  count(text: string): boolean {
    const runs = (this.runs.get(text) ?? 0) + 1;
    if (runs > hotAfter) return true;
    // Put behind the others, which are forgotten first.
    if (this.runs.delete(text)) this.characters -= text.length;
    this.runs.set(text, runs);
    this.characters += text.length;
    this.forget();
    return runs === hotAfter;
  }

  /** What is kept; a character takes up to two bytes. */
  get size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.runs.size, bytes: 2 * this.characters };
  }

  private forget(): void {
    for (const [text] of this.runs) {
      if (this.runs.size <= maxTexts && this.characters <= maxCharacters) return;
      this.runs.delete(text);
      this.characters -= text.length;
    }
  }
}
