// Writes rhai-wasm/third-party: every crate of the engine's lock with its licence, and the texts of those that are in the
// WebAssembly. Needs cargo and the crates in its registry (`cargo fetch`), as building the engine does.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { crateTexts, cratesOfLock } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';

const registry = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'src');
function folderOf({ name, version }) {
  for (const index of readdirSync(registry)) {
    const folder = join(registry, index, `${name}-${version}`);
    if (readdirSync(join(registry, index)).includes(`${name}-${version}`)) return folder;
  }
  throw new Error(`${name} ${version} is not in ${registry}: run "cargo fetch"`);
}

/** Crates in the WebAssembly: what is needed at run time on its system, without what makes code while it is built. */
function linked() {
  const { status, stdout, stderr } = spawnSync(
    'cargo',
    [
      ...['tree', '--locked', '--offline', '--prefix', 'none', '--edges', 'normal,no-proc-macro'],
      ...['--target', 'wasm32-unknown-unknown', '--manifest-path', inRoot('rhai-wasm/crate/Cargo.toml')],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return new Set([...stdout.matchAll(/^(\S+) v(\S+)/gm)].map(([, name, version]) => `${name} ${version}`));
}

rmSync(crateTexts, { recursive: true, force: true });
mkdirSync(crateTexts, { recursive: true });
const inside = linked();
const crates = cratesOfLock().map((crate) => {
  const folder = folderOf(crate);
  const [, licence = ''] = /^license = "(.+)"$/m.exec(readFileSync(join(folder, 'Cargo.toml'), 'utf8')) ?? [];
  const isLinked = inside.has(`${crate.name} ${crate.version}`);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  if (isLinked && text !== '') writeFileSync(join(crateTexts, `${crate.name}.txt`), `${text}\n`);
  return { ...crate, licence, isLinked };
});
writeFileSync(join(crateTexts, '..', 'crates.json'), `${JSON.stringify(crates, null, 2)}\n`);
process.stdout.write(`${crates.length} crates, ${crates.filter(({ isLinked }) => isLinked).length} linked\n`);
