import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** Debian packages of the tests. Where a release has renamed one, the names are tried in order. */
const PACKAGES = {
  display: [
    ['xvfb'],
    ['xauth'],
    ['libgtk-3-0', 'libgtk-3-0t64'],
    ['libnss3'],
    ['libasound2', 'libasound2t64'],
    ['libgbm1'],
    ['libxss1'],
    ['fonts-noto-cjk'],
  ],
  broker: [['mosquitto'], ['mosquitto-clients']],
  clock: [['faketime']],
  disk: [['strace']],
  database: [['postgresql'], ['mariadb-server']],
};

const status = (name) =>
  spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' }).stdout ===
  'installed';
const isInstalled = (names) => names.some(status);
const isOffered = (name) =>
  /^\s+Candidate: (?!\(none\))/m.test(
    spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout ?? '',
  );

let isUpdated = false;

async function install(missing) {
  process.stderr.write(`Installing Debian packages: ${missing.map(([name]) => name).join(' ')} …\n`);
  const options = { quiet: true, timeoutMs: 300_000, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  if (!isUpdated) await run('apt-get', ['update', '-qq'], options);
  isUpdated = true;
  const names = missing.map((alternatives) => alternatives.find(isOffered) ?? alternatives[0]);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options);
}

/**
 * Installs a group of packages where that is possible.
 * @param {keyof typeof PACKAGES} group
 * @returns {Promise<string | null>} why what is needed is not there, or null
 */
export async function debianPackages(group) {
  if (!existsSync('/usr/bin/dpkg-query'))
    return 'this is no Debian: its packages cannot be checked or installed';
  const missing = () => PACKAGES[group].filter((names) => !isInstalled(names));
  if (missing().length > 0 && process.getuid?.() === 0) await install(missing());
  const left = missing().map(([name]) => name);
  if (left.length === 0) return null;
  return `missing Debian package${left.length > 1 ? 's' : ''} ${left.join(' ')}${process.getuid?.() === 0 ? '' : ' (only root can install them)'}`;
}
