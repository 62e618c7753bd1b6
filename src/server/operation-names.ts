/**
 * The names of operations that metrics tell apart: those of trusted documents, or else the first so many that real viewers used.
 * A client names its operations as it likes, and each name is a time series for as long as the process lives.
 */
import type { OperationRecord } from './operation-record.ts';

export const maxOperationNames = 200;
/** A name that nobody writes by accident is as long as this, or shorter. */
const longestName = 100;

export class OperationNames {
  private names = new Set<string>();
  private isComplete = false;

  get size(): number {
    return this.names.size;
  }

  /** Tells these apart and no others. */
  set(names: ReadonlySet<string>): void {
    this.names = new Set(names);
    this.isComplete = true;
  }

  /** The name as metrics have it. */
  of({ name, code, isKnownViewer, tally }: OperationRecord): string {
    if (name === undefined) return 'anonymous';
    if (this.names.has(name)) return name;
    if (this.isComplete) return 'other';
    // Names of strangers, and of what was refused, would take the places of those that matter.
    const isReal = code === 'ok' && isKnownViewer && tally.statements > 0 && name.length <= longestName;
    if (!isReal || this.names.size >= maxOperationNames) return 'other';
    this.names.add(name);
    return name;
  }
}
