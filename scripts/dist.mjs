/**
 * `npm run dist`: the unpacked app in `dist/`. `-- --installers` makes what users install as well (deb and AppImage, or
 * an installer for Windows, each on its own system). `-- --test-electron` takes the older Electron of the tests.
 */
import { prepare } from './lib/bootstrap.mjs';

await prepare();
const { build } = await import('electron-builder');
const { buildApp, buildServer } = await import('./lib/builds.mjs');
const { pinnedElectron, testElectron } = await import('./lib/electron.mjs');
const { assembleServer } = await import('./lib/package-server.mjs');
const { inRoot, root } = await import('./lib/paths.mjs');
const { writeBillOfMaterials } = await import('./lib/sbom.mjs');
const { writeThirdPartyLicences } = await import('./lib/third-party.mjs');

const wantsInstallers = process.argv.includes('--installers');
const say = (text) => process.stderr.write(`${text}\n`);

/** The pinned Electron. Where it cannot be had the unpacked app is made with the one of the tests, and says so. */
async function chooseElectron() {
  if (process.argv.includes('--test-electron')) return testElectron();
  const pinned = await pinnedElectron();
  if (!('missing' in pinned) || wantsInstallers) return pinned;
  say(`${pinned.missing}; taking the older Electron of the tests: not for use in a plant.`);
  return testElectron();
}

async function makePackage() {
  const electron = await chooseElectron();
  if ('missing' in electron) throw new Error(`The app cannot be packaged: ${electron.missing}.`);
  await buildApp();
  await buildServer();
  assembleServer();
  writeThirdPartyLicences(inRoot('out', 'THIRD-PARTY-LICENSES.txt'));
  writeBillOfMaterials(inRoot('out', 'sbom.cdx.json'), electron.version);
  return build({
    projectDir: root,
    ...(wantsInstallers ? {} : { dir: true }),
    publish: 'never',
    config: {
      extends: 'electron-builder.yml',
      electronVersion: electron.version,
      electronDist: electron.dist,
      // Everything is bundled: no dependency is looked for, rebuilt or copied.
      beforeBuild: async () => false,
      // The tool refuses to set a fuse the binary does not have: this one is there since Electron 29.
      ...(Number.parseInt(electron.version) < 29
        ? {}
        : { electronFuses: { grantFileProtocolExtraPrivileges: false } }),
    },
  });
}

try {
  for (const file of await makePackage()) process.stdout.write(`${file}\n`);
  if (!wantsInstallers) process.stdout.write('The unpacked app is in dist/.\n');
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
