import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('.', import.meta.url));
export const CRATE = join(ROOT, 'crate');
export const WASM = join(ROOT, 'dist', 'rhai.wasm');
export const RECORD = join(ROOT, 'dist', 'build.json');
const TARGET = 'wasm32-unknown-unknown';

/** Everything about the build that decides the bytes, apart from sources and tool versions. */
const SETTINGS = {
  /** `const-random` would otherwise put new random bytes into every build. */
  constRandomSeed: 'aif',
  /** Room for deep but allowed nesting; the limits end a script long before. */
  stackBytes: 4 * 1024 * 1024,
  /** The most memory an instance can ever take. */
  maxMemoryBytes: 48 * 1024 * 1024,
  wasmOpt: [
    '-O3',
    '--strip-debug',
    '--strip-producers',
    // What rustc's default for this target uses.
    '--enable-bulk-memory',
    '--enable-bulk-memory-opt',
    '--enable-sign-ext',
    '--enable-mutable-globals',
    '--enable-nontrapping-float-to-int',
    '--enable-reference-types',
    '--enable-multivalue',
  ],
};

/** What `dist/build.json` holds. */
export interface BuildRecord {
  wasmSha256: string;
  wasmBytes: number;
  sourceSha256: string;
  settings: typeof SETTINGS;
  tools: { rustc: string; cargo: string; linker: string; wasmOpt: string };
}

export interface Tools {
  rustc: string;
  cargo: string;
  linker: string;
  wasmOpt: string;
  versions: BuildRecord['tools'];
}

function run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): string | undefined {
  const done = spawnSync(command, args, { encoding: 'utf8', ...(env === undefined ? {} : { env }) });
  return done.status === 0 ? done.stdout.trim() : undefined;
}

function onPath(name: string): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).filter((file) => existsSync(file));
}

/** Finds the tools, or says which one is missing. */
export function findTools(): Tools | { missing: string } {
  const rustc = onPath('rustc').find((file) => {
    const sysroot = run(file, ['--print', 'sysroot']);
    return sysroot !== undefined && existsSync(join(sysroot, 'lib/rustlib/src/rust/library'));
  });
  if (rustc === undefined)
    return { missing: 'a rustc with its library sources (Debian: rustc-web, rust-web-src)' };
  const cargo = onPath('cargo').find((file) => file === join(rustc, '..', 'cargo'));
  if (cargo === undefined) return { missing: 'the cargo of that rustc (Debian: cargo-web)' };
  const linker = [...onPath('wasm-ld'), ...onPath('wasm-ld-19')][0];
  if (linker === undefined) return { missing: 'wasm-ld (Debian: lld-19)' };
  const wasmOpt = join(ROOT, '..', 'node_modules', '.bin', 'wasm-opt');
  if (!existsSync(wasmOpt)) return { missing: 'wasm-opt (npm: binaryen)' };
  const version = (file: string): string => run(file, ['--version'])?.split('\n')[0] ?? 'unknown';
  const versions = {
    rustc: version(rustc),
    cargo: version(cargo),
    linker: version(linker),
    wasmOpt: version(wasmOpt),
  };
  return { rustc, cargo, linker, wasmOpt, versions };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Hash of everything that goes into the WASM: crate sources, manifest, lockfile and settings. */
export function sourceHash(): string {
  const files = [join(CRATE, 'Cargo.toml'), join(CRATE, 'Cargo.lock'), ...filesBelow(join(CRATE, 'src'))];
  const lines = files
    .map((file) => `${relative(CRATE, file).split(sep).join('/')} ${sha256(readFileSync(file))}`)
    .sort();
  return sha256([...lines, JSON.stringify(SETTINGS)].join('\n'));
}

/** Paths of this machine by what stands for them in the binary. */
function remappedPaths(tools: Tools): [string, string][] {
  const sysroot = run(tools.rustc, ['--print', 'sysroot']) ?? '';
  const cargoHome = process.env['CARGO_HOME'] ?? join(homedir(), '.cargo');
  const registry = join(cargoHome, 'registry', 'src');
  const indexes = existsSync(registry) ? readdirSync(registry) : [];
  return [
    ...indexes.map((index): [string, string] => [join(registry, index), '/crates']),
    [join(sysroot, 'lib/rustlib/src/rust'), '/rust'],
    [CRATE.replace(/\/$/, ''), '/aif-rhai'],
  ];
}

/** Builds the WASM and returns its bytes. Throws with the compiler's output when it fails. */
export function buildWasm(tools: Tools, targetFolder = join(CRATE, 'target')): Uint8Array {
  fetchCrates(tools);
  const paths = remappedPaths(tools);
  const flags = [
    `-Clinker=${tools.linker}`,
    '-Clinker-flavor=wasm-ld',
    `-Clink-arg=-zstack-size=${SETTINGS.stackBytes}`,
    `-Clink-arg=--max-memory=${SETTINGS.maxMemoryBytes}`,
    ...paths.map(([from, to]) => `--remap-path-prefix=${from}=${to}`),
  ];
  const env = {
    ...process.env,
    RUSTC: tools.rustc,
    RUSTC_BOOTSTRAP: '1',
    CONST_RANDOM_SEED: SETTINGS.constRandomSeed,
    CARGO_ENCODED_RUSTFLAGS: flags.join('\u001f'),
    CARGO_TARGET_DIR: targetFolder,
    CARGO_INCREMENTAL: '0',
  };
  const args = ['build', '--release', '--locked', '--lib', '-Zbuild-std=std,panic_abort', '--target', TARGET];
  runLoud(tools.cargo, args, env);
  const raw = join(targetFolder, TARGET, 'release', 'aif_rhai.wasm');
  const optimised = join(targetFolder, 'rhai.wasm');
  runLoud(tools.wasmOpt, [...SETTINGS.wasmOpt, raw, '-o', optimised], process.env);
  const bytes = readFileSync(optimised);
  for (const [path] of paths) {
    if (bytes.includes(path)) throw new Error(`the binary holds a path of this machine: ${path}`);
  }
  rmSync(optimised);
  return bytes;
}

/** The registry's folder name is part of the flags, so it has to be there before the first build. */
function fetchCrates(tools: Tools): void {
  runLoud(tools.cargo, ['fetch', '--locked'], { ...process.env, RUSTC: tools.rustc });
}

function runLoud(command: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const done = spawnSync(command, args, { cwd: CRATE, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

export function readRecord(): BuildRecord {
  return JSON.parse(readFileSync(RECORD, 'utf8')) as BuildRecord;
}

export function writeDist(bytes: Uint8Array, tools: Tools): BuildRecord {
  const record: BuildRecord = {
    wasmSha256: sha256(bytes),
    wasmBytes: bytes.byteLength,
    sourceSha256: sourceHash(),
    settings: SETTINGS,
    tools: tools.versions,
  };
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(WASM, bytes);
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
  return record;
}
