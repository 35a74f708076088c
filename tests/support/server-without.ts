import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A guard to take out of the program, by source text. */
export interface GuardRemoval {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Name of the environment variable with the folder of this run of tests, of which several may run at a time. */
export const FOLDER_VARIABLE = 'SERVERS_WITHOUT_GUARDS';

const built = new Map<string, Promise<string>>();

/**
 * The real program with guards taken out of its sources, so that a fault test can prove it would notice; built once for each
 * set of them.
 */
export function serverWithout(guards: readonly GuardRemoval[]): Promise<string> {
  const key = JSON.stringify(guards);
  const known = built.get(key) ?? build(key);
  built.set(key, known);
  return known;
}

async function build(guards: string): Promise<string> {
  const name = createHash('sha256').update(guards).digest('hex').slice(0, 16);
  const folder = join(process.env[FOLDER_VARIABLE] ?? '', `${name}-${process.pid}`);
  const program = join(import.meta.dirname, 'build-without.mjs');
  await promisify(execFile)(process.execPath, [program, folder, guards]);
  return join(folder, 'cli.mjs');
}
