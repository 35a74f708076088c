import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');
export const inRoot = (...parts) => join(root, ...parts);

const isWindows = process.platform === 'win32';
/** The Node that everything of the product runs on. */
export const projectNode = inRoot('node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
/** What a run may keep from one time to the next; never part of the repository. */
export const cacheFolder = inRoot('.cache');
