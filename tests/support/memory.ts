/** What a process has in memory, as Linux tells it. */
import { readFileSync } from 'node:fs';

/** Resident now, the most that ever was, and what is the process's own, in megabytes; 0 for one that has ended. */
export function memoryOf(pid: number, kind: 'VmRSS' | 'VmHWM' | 'RssAnon'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${kind}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
