import { existsSync, lstatSync } from 'node:fs';
import { enableCompileCache, flushCompileCache, getCompileCacheDir } from 'node:module';
import { join } from 'node:path';
import { makeFolders } from '../../shared/node/make-folders.ts';

const isBundled = !import.meta.url.endsWith('.ts');
/** After the start, when it takes nobody's time. */
const KEPT_AFTER_MS = 5_000;

/**
 * Keeps what the engine makes of the server's code in the data folder, so that the next start need not compile it. In a
 * folder that is only ours, since it is run as it lies there; without one the code is compiled as ever. Where the environment
 * names another folder (`NODE_COMPILE_CACHE`), it is that one.
 */
export function cacheCompiledCode(dataFolder: string): void {
  const hasOther = getCompileCacheDir() !== undefined;
  if (!isBundled || hasOther || !existsSync(dataFolder)) return;
  const folder = join(dataFolder, 'compiled');
  try {
    makeFolders(folder, 0o700);
    const { mode, uid } = lstatSync(folder);
    const isOurs = process.getuid === undefined || (uid === process.getuid() && (mode & 0o77) === 0);
    if (!isOurs) return;
    enableCompileCache(folder);
    setTimeout(flushCompileCache, KEPT_AFTER_MS).unref();
  } catch {
    // A folder that cannot be written is said by what needs it.
  }
}
