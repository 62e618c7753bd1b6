/**
 * Asks a person on the terminal before something that cannot be undone.
 * Knows what a yes is; everything else, and leaving, is a no.
 */
import { createInterface } from 'node:readline/promises';

/** @param question ends with `[y/N] ` */
export async function confirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(question);
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    // Ctrl+C or Ctrl+D is a no.
    return false;
  } finally {
    terminal.close();
  }
}
