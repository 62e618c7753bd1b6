/**
 * Who wrote lately: for as long as a replica may not have it, they read from the primary.
 * Of this process alone; knows credentials as hashes, and moments.
 */

export interface RecentWritesOptions {
  /** After which every replica that is asked has what was written. */
  readonly keptMs: number;
  /** Writers that are told from each other. */
  readonly maxWriters: number;
}

export class RecentWrites {
  private readonly options: RecentWritesOptions;
  /** Moments by writer, the latest last. */
  private readonly moments = new Map<string, number>();
  /** When all who are not told from each other any more wrote last. */
  private everybodyAt = Number.NEGATIVE_INFINITY;

  constructor(options: RecentWritesOptions) {
    this.options = options;
  }

  /** @param moment at which all that was written is done */
  note(writer: string, moment: number): void {
    this.moments.delete(writer);
    this.moments.set(writer, moment);
    for (const [other, at] of this.moments) {
      if (at > moment - this.options.keptMs) break;
      this.moments.delete(other);
    }
    if (this.moments.size <= this.options.maxWriters) return;
    // To forget one of them could hide from it what it wrote; to take all for writers costs the primary a few reads.
    this.moments.clear();
    this.everybodyAt = moment;
  }

  /** The moment that has to be behind a replica which the reader is answered from. */
  of(reader: string | undefined): number {
    const own = reader === undefined ? undefined : this.moments.get(reader);
    return Math.max(own ?? Number.NEGATIVE_INFINITY, this.everybodyAt);
  }
}
