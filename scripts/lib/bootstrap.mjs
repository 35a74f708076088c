/**
 * First steps of every script a newcomer may start: runs on any Node from version 20 on, before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { standFor } from './child.mjs';
import { inRoot, projectNode, root } from './paths.mjs';

const OLDEST_NODE = 20;
const PROJECT_NODE = 24;
const lockFile = inRoot('package-lock.json');
const installedLockFile = inRoot('node_modules', '.package-lock.json');
const stampFile = inRoot('node_modules', '.aif-installed');

const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const say = (text) => process.stderr.write(`${text}\n`);

function arePackagesThere() {
  if (!existsSync(installedLockFile)) return false;
  if (existsSync(stampFile)) return readFileSync(stampFile, 'utf8') === hashOf(lockFile);
  return statSync(installedLockFile).mtimeMs >= statSync(lockFile).mtimeMs;
}

/** The npm that started this script, else the one on the path. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  const isScript = script !== undefined && /\.c?js$/.test(script);
  // `npm run` starts us with the project's own Node where it is there, and `npm ci` takes that away.
  const node = existsSync(process.execPath) ? process.execPath : 'node';
  return isScript
    ? spawnSync(node, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** Runs npm with its messages on standard error; ends this process when npm fails. */
function npmOrEnd(args) {
  const { status } = npm([...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status === 0) return;
  say(
    'The dependencies could not be installed: see the messages of npm above. Is the package registry reachable?',
  );
  process.exit(1);
}

/**
 * Installs the dependencies exactly as locked, when they are missing or the lock has changed. No package runs a program
 * at installation but `node`, which fetches the Node of this system; npm would otherwise compile better-sqlite3, whose
 * binaries are in its package.
 */
function ensureInstalled() {
  if (arePackagesThere() && existsSync(projectNode)) return;
  say('Installing the dependencies (first start or changed lock file; one to three minutes) …');
  const from = Date.now();
  if (!arePackagesThere()) npmOrEnd(['ci', '--ignore-scripts']);
  if (!existsSync(projectNode)) npmOrEnd(['rebuild', 'node']);
  writeFileSync(stampFile, hashOf(lockFile));
  say(`Dependencies installed in ${Math.round((Date.now() - from) / 1_000)} s.`);
}

/** The environment of everything that is started: the project's own programs come first on the path. */
export function projectEnvironment() {
  return { ...process.env, PATH: `${inRoot('node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}` };
}

/** Goes on in the project's Node. Never comes back when another Node runs now. */
async function continueOnProjectNode() {
  if (Number(process.versions.node.split('.')[0]) === PROJECT_NODE) return;
  const { ended } = standFor(projectNode, process.argv.slice(1), {
    stdio: 'inherit',
    env: projectEnvironment(),
  });
  process.exit(
    await ended.catch((error) => {
      say(`The project's Node cannot be started: ${error.message}`);
      return 1;
    }),
  );
}

/** Dependencies installed and the right Node running: everything else may be imported after this. */
export async function prepare() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    say(`Node ${OLDEST_NODE} or newer is needed to begin with; this is ${process.versions.node}.`);
    process.exit(1);
  }
  ensureInstalled();
  await continueOnProjectNode();
}
