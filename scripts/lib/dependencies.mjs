// What the product is made of besides its own sources: packages of the lock, crates of the rule engine.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

/** Licences under which a part may be shipped. MPL-2.0: its source has to be named, which the shipped list of licences does. */
const SHIPPED = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Unicode-3.0',
  'Zlib',
  'MPL-2.0+',
];
/** Of tools, which stay here, these as well. */
const TOOLS = [...SHIPPED, 'MPL-2.0', 'CC-BY-3.0', 'CC-BY-4.0', 'Artistic-2.0', 'Python-2.0', 'WTFPL'];

const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
export const readLock = () => json(inRoot('package-lock.json'));

/** Tools of which something gets into the bundles: a style sheet, helpers of modules. */
const BUNDLED_TOOLS = new Set(['node_modules/tailwindcss', 'node_modules/vite']);

/** One text for what packages write in several ways; empty where they write nothing. */
function licenceOf({ license, licenses }) {
  const written = license ?? licenses;
  if (typeof written === 'string') return written;
  if (Array.isArray(written)) return written.map((one) => one.type ?? one).join(' OR ');
  return written?.type ?? '';
}

/** A binary for another system than this, of a package that is here; the lock of some names no licence. */
const isOfAnotherSystem = (path, { optional, license }) =>
  optional === true && license === undefined && !existsSync(inRoot(path, 'package.json'));

/**
 * Packages of a lock with what each is; those for other systems, which are not installed, by what the lock says.
 * @returns {{ path: string, name: string, version: string, licence: string, isShipped: boolean }[]}
 */
export function packagesOf(lock) {
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && entry.link !== true && !isOfAnotherSystem(path, entry))
    .map(([path, entry]) => {
      const file = inRoot(path, 'package.json');
      const installed = existsSync(file) ? json(file) : {};
      return {
        path,
        name: entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 13),
        version: entry.version,
        licence: licenceOf(installed) || licenceOf(entry),
        isShipped: (entry.dev !== true && entry.devOptional !== true) || BUNDLED_TOOLS.has(path),
      };
    });
}

/** Whether an SPDX expression leaves a choice that is allowed: one of an OR, each of an AND. */
export function isAllowed(expression, allowed) {
  const plain = expression.replaceAll(/[()]/g, ' ').replaceAll('/', ' OR ').trim();
  const one = (name) => allowed.includes(name.replace(/ WITH .*/, '').trim());
  // "(A OR B) AND C", the only mix there is, reads alike without its brackets when AND binds less.
  return plain.split(' AND ').every((part) => part.split(' OR ').some(one));
}

/** What stands against the licences: of each package, one line. */
export function licenceFaults(packages) {
  return packages
    .filter(({ licence, isShipped }) => !isAllowed(licence, isShipped ? SHIPPED : TOOLS))
    .map(({ path, version, licence, isShipped }) => {
      const use = isShipped ? 'shipped' : 'used as a tool';
      return `${path} ${version}: may not be ${use} under "${licence || 'no licence'}"`;
    });
}

/** What stands against programs that packages run when they are installed: each has to be decided on, by name. */
export function installScriptFaults(lock, allowScripts) {
  const wants = Object.entries(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13));
  const isThere = (name) => Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`));
  return [
    ...wants
      .filter((name) => !(name in allowScripts))
      .map(
        (name) =>
          `${name} runs a program when it is installed: decide on it in "allowScripts" of package.json`,
      ),
    ...Object.keys(allowScripts)
      .filter((name) => !isThere(name))
      .map((name) => `"allowScripts" names ${name}, which is no dependency any more`),
  ];
}

const CRATES = inRoot('rhai-wasm', 'third-party', 'crates.json');

/**
 * Crates of the rule engine. `isLinked`: it is in the WebAssembly, not only used to build it.
 * @returns {{ name: string, version: string, licence: string, checksum: string, isLinked: boolean }[]}
 */
export const readCrates = () => json(CRATES);

/** Crates as the lock of the engine names them. */
export function cratesOfLock() {
  const text = readFileSync(inRoot('rhai-wasm', 'crate', 'Cargo.lock'), 'utf8');
  return [...text.matchAll(/name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(.+)"/g)].map(
    ([, name, version, checksum]) => ({ name, version, checksum }),
  );
}

export function crateFaults(crates = readCrates(), locked = cratesOfLock()) {
  const idOf = ({ name, version, checksum }) => `${name} ${version} ${checksum}`;
  const known = new Set(crates.map(idOf));
  const wanted = new Set(locked.map(idOf));
  return [
    ...locked.filter((crate) => !known.has(idOf(crate))).map((crate) => `crate ${idOf(crate)} is not listed`),
    ...crates.filter((crate) => !wanted.has(idOf(crate))).map((crate) => `crate ${idOf(crate)} is not used`),
    ...crates
      .filter(({ licence, isLinked }) => !isAllowed(licence, isLinked ? SHIPPED : TOOLS))
      .map(({ name, licence }) => `crate ${name}: may not be used under "${licence}"`),
  ].map((fault) => (fault.includes('may not') ? fault : `${fault}: run "node scripts/rust-licences.mjs"`));
}

/** Folder with the licence texts of the linked crates, one file each. */
export const crateTexts = join(CRATES, '..', 'texts');
