import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot, root } from './paths.mjs';

/** SHA-256 over the names and contents of everything the patterns find, tests left out. */
function hashOf(patterns) {
  const hash = createHash('sha256');
  const files = globSync(patterns, { cwd: root, exclude: (name) => name === 'node_modules' });
  for (const file of files.toSorted()) {
    if (/\.test\.[a-z]+$/.test(file) || !statSync(inRoot(file)).isFile()) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * Runs `make` unless everything in `outputs` is there and was made from the same sources.
 * @param {{ name: string, sources: string[], outputs: string[], make: () => Promise<void> }} target
 * @returns {Promise<boolean>} whether it was made now
 */
export async function makeIfChanged({ name, sources, outputs, make }) {
  const stampFile = inRoot('out', `.${name}.sha256`);
  const hash = hashOf(sources);
  const isThere = outputs.every((output) => existsSync(inRoot(output)));
  if (isThere && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return false;
  await make();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
  return true;
}
