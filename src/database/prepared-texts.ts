/**
 * Which statements a connection keeps prepared: as many as its memory, and PostgreSQL's, should take.
 * postgres.js 3.4.9 frees none before the connection ends, so what is full stays full.
 */

/** A backend took 0.1 to 0.9 MB for each shape that was prepared, about forty times its text. */
const maxTexts = 200;
const maxCharacters = 800_000;
const maxRefusals = 500;

export class PreparedTexts {
  private readonly texts = new Set<string>();
  private characters = 0;
  private refusals = 0;

  /** Whether others come in the place of those that were kept: a new connection would serve better. */
  get isWorn(): boolean {
    return this.refusals > maxRefusals;
  }

  /** Whether the statement is prepared, or may be. */
  admits(text: string): boolean {
    if (this.texts.has(text)) return true;
    if (this.texts.size >= maxTexts || this.characters >= maxCharacters) {
      this.refusals++;
      return false;
    }
    this.texts.add(text);
    this.characters += text.length;
    return true;
  }
}
