import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER } from './server-without.ts';

/** Before all tests: the server that they start is built anew where its sources have changed. */
export default function buildServer(): () => void {
  const program = join(import.meta.dirname, '../../scripts/build.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'server'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the server could not be built: ${stdout}${stderr}`);
  return () => rmSync(FOLDER, { recursive: true, force: true });
}
