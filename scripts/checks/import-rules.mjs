// Proves that the import rules can fail: plants one violation of each rule in a copy and expects each to be found.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = process.cwd();

/** Rule, file to plant, what it imports. */
const PLANTED = [
  ['shared-stands-alone', 'shared/util/planted.ts', '../../server/version.ts'],
  ['shared-without-node', 'shared/util/planted-node.ts', 'node:fs'],
  ['shared-node-is-small', 'shared/node/planted.ts', '../contract/common.ts'],
  ['workbook-is-a-file-format', 'shared/workbook/planted.ts', '../contract/common.ts'],
  ['rhai-syntax-is-a-grammar', 'shared/rhai-syntax/planted.ts', '../contract/common.ts'],
  ['rhai-wasm-stands-alone', 'rhai-wasm/planted.ts', '../shared/util/canonical-json.ts'],
  ['domain-is-pure', 'server/contexts/judgment/domain/planted.ts', 'better-sqlite3'],
  ['simulator-domain-is-pure', 'server/demo-plant/domain/planted.ts', 'mqtt'],
  ['services-without-drivers', 'server/contexts/judgment/planted.ts', 'better-sqlite3'],
  ['services-without-storage', 'server/contexts/judgment/planted-storage.ts', './storage/sqlite.ts'],
  ['services-without-drivers', 'server/contexts/judgment/sub/planted.ts', 'better-sqlite3'],
  ['services-without-drivers', 'server/contexts/judgment/planted-builder.ts', 'kysely'],
  ['services-without-drivers', 'server/contexts/judgment/planted-built-in.ts', 'node:sqlite'],
  ['services-without-storage', 'server/contexts/judgment/sub/planted-storage.ts', '../storage/sqlite.ts'],
  ['storage-and-platform-know-no-services', 'server/contexts/rules/storage/planted.ts', '../index.ts'],
  ['storage-and-platform-know-no-services', 'server/platform/planted-face.ts', '../contexts/rules/index.ts'],
  ['composition-without-domain', 'server/composition/planted.ts', '../contexts/rules/domain/ruleset.ts'],
  ['composition-without-domain', 'server/demo-plant/planted.ts', '../contexts/rules/domain/ruleset.ts'],
  [
    'server-without-windows',
    'server/contexts/rules/planted-window.ts',
    '../../../app/renderer/lib/format/format.ts',
  ],
  ['product-without-tests', 'server/platform/planted-test.ts', '../../tests/support/folder.ts'],
  ['renderer-without-main-and-drivers', 'app/renderer/lib/trpc/planted-electron.ts', 'electron'],
  ['renderer-without-main-and-drivers', 'app/renderer/lib/trpc/planted-main.ts', '../../../main/index.ts'],
  ['renderer-without-main-and-drivers', 'app/renderer/app/planted-driver.ts', 'fastify'],
  ['contexts-by-their-face', 'server/contexts/judgment/planted-inside.ts', '../rules/domain/ruleset.ts'],
  ['contexts-by-their-face-from-outside', 'server/trpc/planted.ts', '../contexts/rules/domain/ruleset.ts'],
  ['storage-and-platform-know-no-services', 'server/platform/planted.ts', '../trpc/router.ts'],
  ['routers-know-contract-and-service', 'server/contexts/rules/planted.router.ts', './storage/sqlite.ts'],
  ['renderer-is-a-page', 'app/renderer/app/planted.ts', '../../../server/version.ts'],
  ['renderer-types-of-the-router', 'app/renderer/lib/trpc/planted.ts', '../../../../server/version.ts'],
  ['renderer-without-node', 'app/renderer/app/planted-node.ts', 'node:fs'],
  ['features-apart', 'app/renderer/features/health/planted.ts', '../settings/SettingsPage.tsx'],
  ['preload-is-small', 'app/preload/planted.ts', '../../shared/contract/common.ts'],
  ['main-knows-no-server', 'app/main/planted.ts', '../../server/version.ts'],
  ['no-cycles', 'shared/util/planted-a.ts', './planted-b.ts'],
  ['no-unresolvable', 'shared/util/planted-lost.ts', './not-there.ts'],
];

const copy = mkdtempSync(join(tmpdir(), 'aif-import-rules-'));
try {
  for (const folder of ['app', 'server', 'shared', 'rhai-wasm', 'tests/support']) {
    cpSync(join(root, folder), join(copy, folder), {
      recursive: true,
      filter: (source) => !/[\\/](crate|dist|golden)$/.test(source),
    });
  }
  for (const file of ['package.json', 'tsconfig.json', 'tsconfig.base.json', '.dependency-cruiser.cjs']) {
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  const plant = (file, target) => {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), `import * as planted from '${target}';\nexport const used = planted;\n`);
  };
  for (const [, file, target] of PLANTED) plant(file, target);
  plant('shared/util/planted-b.ts', './planted-a.ts');

  spawnSync(
    process.execPath,
    [
      resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      '--output-to',
      'found.json',
      'app',
      'server',
      'shared',
      'rhai-wasm',
    ],
    { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const { summary } = JSON.parse(readFileSync(join(copy, 'found.json'), 'utf8'));
  const found = new Set(summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
  const missed = PLANTED.filter(([rule, file]) => !found.has(`${rule} ${file}`));
  const rules = /name: '([a-z-]+)'/g;
  const named = [...readFileSync('.dependency-cruiser.cjs', 'utf8').matchAll(rules)].map((match) => match[1]);
  const unplanted = named.filter((name) => !PLANTED.some(([rule]) => rule === name));
  for (const [rule, file] of missed) process.stdout.write(`not found: ${rule} in ${file}\n`);
  for (const rule of unplanted) process.stdout.write(`no violation planted for ${rule}\n`);
  process.stdout.write(`${PLANTED.length - missed.length} of ${PLANTED.length} planted violations found\n`);
  process.exitCode = missed.length + unplanted.length === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
