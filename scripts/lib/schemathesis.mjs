import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';
import { run } from './run.mjs';

/** From PyPI: makes requests out of an OpenAPI document and says what is wrong with the answers. */
const VERSION = '4.32.5';
const folder = join(cacheFolder, `schemathesis-${VERSION}`);
const program = join(folder, 'bin', 'st');

const isThere = () => existsSync(program) && spawnSync(program, ['--version']).status === 0;

/**
 * Installs it into an environment of its own below `.cache`, where Python and the index of packages are there.
 * @returns {Promise<string | null>} why it cannot be had here, or null
 */
export async function schemathesisMissing() {
  if (isThere()) return null;
  if (spawnSync('python3', ['-c', 'import venv, ensurepip']).status !== 0)
    return 'no Python 3 with venv (Debian: python3-venv) for schemathesis';
  process.stderr.write(`Installing schemathesis ${VERSION} from PyPI …\n`);
  rmSync(folder, { recursive: true, force: true });
  const options = { quiet: true, timeoutMs: 300_000 };
  await run('python3', ['-m', 'venv', folder], options);
  await run(join(folder, 'bin', 'pip'), ['install', '-q', `schemathesis==${VERSION}`], options);
  return isThere() ? null : `schemathesis ${VERSION} could not be installed from PyPI`;
}

export { program as schemathesis };
