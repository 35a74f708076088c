import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own with a size, in memory. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all space that is left. */
  fill(): void;
  free(): void;
  remove(): void;
}

const mounted = (path: string, mebibytes: number) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]).status === 0;

/** Why no disk of its own can be had here, or null. */
export const smallDiskMissing: string | null = (() => {
  if (process.platform !== 'linux') return 'not run: only Linux has tmpfs';
  const path = mkdtempSync(join(tmpdir(), 'aif-disk-'));
  const works = mounted(path, 1);
  if (works) spawnSync('umount', [path]);
  rmSync(path, { recursive: true, force: true });
  return works ? null : 'not run: mounting a tmpfs is not allowed here (it takes root)';
})();

export function smallDisk(mebibytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'aif-disk-'));
  if (!mounted(path, mebibytes)) throw new Error(`no tmpfs could be mounted on ${path}`);
  const ballast = join(path, 'ballast');
  return {
    path,
    fill() {
      const file = openSync(ballast, 'a');
      for (const size of [1_048_576, 4_096]) {
        const block = Buffer.alloc(size, 1);
        try {
          for (;;) if (writeSync(file, block) < size) break;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
      closeSync(file);
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      spawnSync('umount', [path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
