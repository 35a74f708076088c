import { expect, it } from 'vitest';
import {
  crateFaults,
  installScriptFaults,
  isAllowed,
  licenceFaults,
  packagesOf,
  readCrates,
  readLock,
} from '../../scripts/lib/dependencies.mjs';
import { billOfMaterials } from '../../scripts/lib/sbom.mjs';
import { thirdPartyLicences } from '../../scripts/lib/third-party.mjs';

const lock = readLock();

it('a package that runs a program at installation is told until it is decided on by name', () => {
  const planted = {
    packages: { ...lock.packages, 'node_modules/@new/one': { version: '1.0.0', hasInstallScript: true } },
  };
  const allowed = { node: true, 'electron-winstaller': false, 'better-sqlite3': false };
  expect(installScriptFaults(lock, allowed)).toEqual([]);
  expect(installScriptFaults(planted, allowed)).toEqual([expect.stringMatching(/^@new\/one runs a program/)]);
  expect(installScriptFaults(planted, { ...allowed, '@new/one': false })).toEqual([]);
  expect(installScriptFaults(lock, { ...allowed, gone: true })).toEqual([
    expect.stringMatching(/gone, which is no/),
  ]);
});

it('a licence that is not allowed is told, of a tool only where a tool may not have it either', () => {
  const one = {
    path: 'node_modules/x',
    name: 'x',
    version: '1.0.0',
    isShipped: true,
    licence: 'GPL-3.0-only',
  };
  const faults = (change: object) => licenceFaults([{ ...one, ...change }]).length;
  expect([faults({}), faults({ isShipped: false }), faults({ licence: '' })]).toEqual([1, 1, 1]);
  expect([faults({ licence: 'CC-BY-4.0' }), faults({ licence: 'CC-BY-4.0', isShipped: false })]).toEqual([
    1, 0,
  ]);
  expect(
    ['MIT OR GPL-2.0', '(MIT OR Apache-2.0) AND Unicode-3.0', 'MIT/Apache-2.0'].map((licence) =>
      faults({ licence }),
    ),
  ).toEqual([0, 0, 0]);
  expect(isAllowed('MIT AND GPL-2.0', ['MIT'])).toBe(false);
  expect(licenceFaults(packagesOf(lock))).toEqual([]);
});

it('the list of crates is that of the engine’s lock', () => {
  const crates = readCrates();
  expect(crateFaults()).toEqual([]);
  expect(crateFaults(crates.slice(1))).toEqual([expect.stringMatching(/is not listed: run/)]);
  expect(crateFaults(crates, crates.slice(1))).toEqual([expect.stringMatching(/is not used: run/)]);
  expect(crates.filter(({ isLinked }) => isLinked).map(({ name }) => name)).toContain('rhai');
});

it('every part that is shipped has its licence in the text that is', () => {
  const text = thirdPartyLicences();
  for (const { name, version, isShipped } of packagesOf(lock)) {
    if (isShipped) expect(text).toContain(`\n${name} ${version} (`);
  }
  for (const crate of readCrates())
    if (crate.isLinked) expect(text).toContain(`\n${crate.name} ${crate.version} (`);
  expect(text).toContain(`\nNode.js ${process.versions.node}\n`);
  // MPL: where its source is.
  expect(text).toContain('https://crates.io/crates/smartstring/');
});

it('the list of parts names each once, with version, address and licence, and what needs what', () => {
  const bom = billOfMaterials('45.4.1');
  expect([bom.bomFormat, bom.specVersion]).toEqual(['CycloneDX', '1.5']);
  const refs = bom.components.map((component) => component['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  for (const { name, version, purl, licenses } of bom.components) {
    expect([name, purl]).toEqual([name, expect.stringMatching(/^pkg:(npm|cargo|generic)\/\S+@\S+$/)]);
    expect([name, version === '', licenses?.length ?? 0]).toEqual([name, false, 1]);
  }
  const known = new Set([...refs, bom.metadata.component['bom-ref']]);
  for (const { ref, dependsOn } of bom.dependencies)
    expect([ref, ...dependsOn].filter((one) => !known.has(one))).toEqual([]);
  const names = new Set(bom.components.map(({ name }) => name));
  for (const name of ['electron', 'node', 'rhai', 'better-sqlite3', 'fastify', 'react'])
    expect(names).toContain(name);
  expect(names).not.toContain('vitest');
});
