import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER_VARIABLE } from './server-without.ts';

/** Before all tests: the server that they start is built anew where its sources have changed. */
export default function buildServer(): () => void {
  const program = join(import.meta.dirname, '../../scripts/build.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'server'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the server could not be built: ${stdout}${stderr}`);
  // Inside the project, so that what is not bundled is found.
  const folder = join(import.meta.dirname, `../../.cache/without-guards/${process.pid}`);
  process.env[FOLDER_VARIABLE] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
