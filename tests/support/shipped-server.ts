import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/**
 * The server as it is shipped, built anew where its sources have changed: what is measured of starts is measured of it, since
 * taking the types out of some hundred sources costs a start more than everything else.
 */
export function shippedServer(): string {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the server could not be built: ${stderr}`);
  return join(ROOT, 'out/server/cli.mjs');
}
