import { existsSync, writeFileSync } from 'node:fs';
import { npm } from './bootstrap.mjs';
import { readCrates, readLock } from './dependencies.mjs';
import { inRoot, root } from './paths.mjs';

/** Licences as CycloneDX wants them: an identifier by itself, or an expression; `/` is an old way to write OR. */
function licencesOf(licence) {
  const expression = licence.replaceAll('/', ' OR ').replaceAll('MPL-2.0+', 'MPL-2.0-or-later');
  const isOne = !expression.includes(' ') && expression !== 'MPL-2.0-or-later';
  return isOne
    ? [{ license: { id: expression } }]
    : [{ expression: expression.replace('MPL-2.0-or-later', 'MPL-2.0') }];
}

function crateComponents() {
  return readCrates()
    .filter(({ isLinked }) => isLinked)
    .map(({ name, version, licence, checksum }) => ({
      'bom-ref': `pkg:cargo/${name}@${version}`,
      type: 'library',
      name,
      version,
      scope: 'required',
      purl: `pkg:cargo/${name}@${version}`,
      hashes: [{ alg: 'SHA-256', content: checksum }],
      licenses: licencesOf(licence),
    }));
}

const program = (name, version, cpe) => ({
  'bom-ref': `pkg:generic/${name}@${version}`,
  type: 'framework',
  name,
  version,
  scope: 'required',
  purl: `pkg:generic/${name}@${version}`,
  cpe,
  licenses: [{ license: { id: 'MIT' } }],
});

/**
 * The parts of a package as CycloneDX 1.5: what npm says of the lock, the Electron and the Node that are packed, and the crates
 * in the rule engine. Error where npm cannot say it.
 */
export function billOfMaterials(electronVersion) {
  const { status, stdout, stderr } = npm(
    [
      'sbom',
      '--sbom-format',
      'cyclonedx',
      '--package-lock-only',
      '--omit',
      'dev',
      '--sbom-type',
      'application',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1_048_576 },
  );
  if (status !== 0) throw new Error(`npm cannot make the list of parts: ${stderr}`);
  const bom = JSON.parse(stdout);
  const node = readLock().packages['node_modules/node'].version;
  const added = [
    program('electron', electronVersion, `cpe:2.3:a:electronjs:electron:${electronVersion}:*:*:*:*:*:*:*`),
    program('node', node, `cpe:2.3:a:nodejs:node.js:${node}:*:*:*:*:*:*:*`),
    ...crateComponents(),
  ];
  const refs = added.map((component) => component['bom-ref']);
  const own = bom.metadata.component['bom-ref'];
  // Binaries for other systems are in the lock, and not in this package.
  const packed = bom.components.filter(
    ({ scope, name }) => scope !== 'optional' || existsSync(inRoot('node_modules', name, 'package.json')),
  );
  const known = new Set([own, ...refs, ...packed.map((component) => component['bom-ref'])]);
  return {
    ...bom,
    metadata: {
      ...bom.metadata,
      component: { ...bom.metadata.component, name: 'ai-factory-decision-engine' },
    },
    components: [...packed, ...added],
    dependencies: [...bom.dependencies, ...refs.map((ref) => ({ ref, dependsOn: [] }))]
      .filter(({ ref }) => known.has(ref))
      .map(({ ref, dependsOn }) => ({
        ref,
        dependsOn: [...dependsOn.filter((one) => known.has(one)), ...(ref === own ? refs : [])],
      })),
  };
}

export function writeBillOfMaterials(file, electronVersion) {
  writeFileSync(file, `${JSON.stringify(billOfMaterials(electronVersion), null, 2)}\n`);
}
