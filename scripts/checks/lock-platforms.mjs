// The lock must name the native packages of every platform, or `npm ci` refuses it. npm leaves out those that the
// registry in use did not offer when the lock was made; `--fix` adds them, as their parents ask for them.
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openharmony',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
  'win32',
];
const PROCESSORS = [
  ['wasm32', 'wasm32'],
  ['arm64', 'arm64'],
  ['arm', 'arm'],
  ['x64', 'x64'],
  ['ia32', 'ia32'],
  ['ppc64', 'ppc64'],
  ['riscv64', 'riscv64'],
  ['s390x', 's390x'],
  ['loong64', 'loong64'],
  ['mips64el', 'mips64el'],
];

/** Platform of a native package by its name, e.g. `…-linux-arm64-musl`; undefined where it is not one. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter(([word]) => words.includes(word)).map(([, processor]) => processor);
  if (cpu.length === 0) return undefined;
  const libc = words.includes('musl')
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : [];
  return {
    cpu,
    ...(os.length > 0 ? { os } : {}),
    ...(os.includes('linux') && libc.length > 0 ? { libc } : {}),
  };
}

const file = 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
    if (path === '' || places.some((place) => lock.packages[place] !== undefined)) continue;
    const platform = platformOf(name);
    if (platform !== undefined && /^\d/.test(version))
      missing.push({ name, version, platform, dev: entry.dev === true });
  }
}
if (process.argv.includes('--fix')) {
  for (const { name, version, platform, dev } of missing) {
    lock.packages[`node_modules/${name}`] = { version, ...(dev ? { dev } : {}), optional: true, ...platform };
  }
  const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  process.stdout.write(`${missing.length} added\n`);
} else if (missing.length > 0) {
  for (const { name } of missing) process.stdout.write(`not in the lock: ${name}\n`);
  process.stdout.write('run "node scripts/checks/lock-platforms.mjs --fix"\n');
  process.exitCode = 1;
}
