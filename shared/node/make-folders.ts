import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** As `mkdir -p`. That of Node never ends where a parent is there and takes no child, as /proc or a mount on demand. */
export function makeFolders(path: string, mode?: number): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process, which starts at this moment too, has made it.
    if (!existsSync(path)) throw error;
  }
}
