/**
 * Builds the layer of page seals for every platform with Zig's C compiler, which PyPI ships as `ziglang`:
 *   python3 -m venv .cache/zig && .cache/zig/bin/pip install ziglang==0.17.1
 *   node server/platform/sqlite/page-seals/build.mjs .cache/zig/bin/python
 * Without an argument it only compares the recorded hashes with sources and binaries.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const dist = join(here, 'dist');
const headers = join(here, '../../../../node_modules/better-sqlite3/deps/sqlite3');
const record = join(dist, 'build.json');
/** File as Node names the platform → target, further arguments. The Linux ones take nothing from a C library, whichever it is. */
const TARGETS = {
  'linux-x64.so': ['x86_64-linux-gnu', '-fPIC', '-nostdlib'],
  'linux-arm64.so': ['aarch64-linux-gnu', '-fPIC', '-nostdlib'],
  'darwin-x64.dylib': ['x86_64-macos', '-fPIC'],
  'darwin-arm64.dylib': ['aarch64-macos', '-fPIC'],
  'win32-x64.dll': ['x86_64-windows-gnu'],
  'win32-arm64.dll': ['aarch64-windows-gnu'],
};

const OPTIONS = ['-O2', '-s', '-shared', '-fno-sanitize=undefined'];

const hash = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const recorded = () => ({
  source: hash(join(here, 'page-seals.c')),
  binaries: Object.fromEntries(Object.keys(TARGETS).map((name) => [name, hash(join(dist, name))])),
});

const python = process.argv[2];
if (python === undefined) {
  const { source, binaries } = JSON.parse(readFileSync(record, 'utf8'));
  if (JSON.stringify({ source, binaries }) !== JSON.stringify(recorded())) {
    process.stderr.write(
      'page seals: source and binaries are not those of dist/build.json: build them anew\n',
    );
    process.exit(1);
  }
} else {
  const zig = (...args) => spawnSync(python, ['-m', 'ziglang', ...args], { encoding: 'utf8' });
  for (const [name, [target, ...more]] of Object.entries(TARGETS)) {
    const files = [`-I${headers}`, join(here, 'page-seals.c'), '-o', join(dist, name)];
    const built = zig('cc', '-target', target, ...more, ...OPTIONS, ...files);
    if (built.status !== 0) throw new Error(`${name}: ${built.stderr}`);
  }
  rmSync(join(dist, 'page-seals.lib'), { force: true });
  const compiler = `zig ${zig('version').stdout.trim()}`;
  writeFileSync(record, `${JSON.stringify({ compiler, ...recorded() }, null, 2)}\n`);
}
