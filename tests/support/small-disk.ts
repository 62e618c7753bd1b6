/**
 * A disk of a few megabytes, to be filled: a file system in memory, which root alone can mount.
 * Knows mounting; what is put there, and what becomes of it when there is no room, is the suite's to say.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly path: string;
  remove(): void;
}

/** @param likeOwnerOf a file, whose owner the disk is for @returns undefined where nothing can be mounted */
export function mountSmallDisk(megabytes: number, likeOwnerOf: string): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'insightgraph-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', path]);
  if (mounted.status !== 0) {
    rmdirSync(path);
    return undefined;
  }
  const { uid, gid } = statSync(likeOwnerOf);
  chownSync(path, uid, gid);
  return {
    path,
    remove: () => {
      spawnSync('umount', ['-l', path]);
      rmdirSync(path);
    },
  };
}
