import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, projectNode } from './paths.mjs';

const isWindows = process.platform === 'win32';
const target = inRoot('out', 'package-server');

/** better-sqlite3 without its C sources and without the binaries of other systems. */
function copySqlite() {
  const from = inRoot('node_modules', 'better-sqlite3');
  const to = join(target, 'node_modules', 'better-sqlite3');
  const binary = join('prebuilds', `${process.platform}-${process.arch}.node`);
  if (!existsSync(join(from, binary)))
    throw new Error(`better-sqlite3 has no ${binary}: this system cannot be packaged for`);
  mkdirSync(join(to, 'prebuilds'), { recursive: true });
  for (const part of ['package.json', 'LICENSE', 'lib', binary])
    cpSync(join(from, part), join(to, part), { recursive: true });
}

/** Puts together what a package holds of the server: bundle, Node, better-sqlite3 and the `aif` command. */
export function assembleServer() {
  rmSync(target, { recursive: true, force: true });
  cpSync(inRoot('out', 'server'), target, { recursive: true });
  copySqlite();
  const node = join(target, isWindows ? 'node.exe' : 'node');
  copyFileSync(projectNode, node);
  const command = isWindows ? 'aif.cmd' : 'aif';
  copyFileSync(inRoot('installers', 'desktop', command), join(target, command));
  if (!isWindows) for (const file of [node, join(target, command)]) chmodSync(file, 0o755);
}
