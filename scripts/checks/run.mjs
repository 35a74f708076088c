// Every static check, one after the other; all are run even when one fails, so that one look shows everything.
import { spawnSync } from 'node:child_process';

const bin = (name) => ['node', [`node_modules/${name}`]];

/** Name, program, arguments. */
const CHECKS = [
  [
    'format',
    ...bin('prettier/bin/prettier.cjs'),
    // Only files whose content has changed since the last time are looked at.
    [
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-strategy',
      'content',
      '--cache-location',
      '.cache/prettier',
      '.',
    ],
  ],
  ['types: server, shell, tests', ...bin('typescript-native/bin/tsc'), ['-p', 'tsconfig.json']],
  ['types: windows', ...bin('typescript-native/bin/tsc'), ['-p', 'tsconfig.web.json']],
  ['lint', ...bin('oxlint/bin/oxlint'), ['--quiet']],
  [
    'import rules',
    ...bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
    ['--config', '.dependency-cruiser.cjs', 'app', 'server', 'shared', 'rhai-wasm'],
  ],
  ['import rules catch a planted violation', 'node', ['scripts/checks/import-rules.mjs'], []],
  ['unused files, exports, dependencies', ...bin('knip/bin/knip.js'), ['--no-progress']],
  ['secrets', ...bin('secretlint/bin/secretlint.js'), ['**/*']],
  ['the lock names every platform', 'node', ['scripts/checks/lock-platforms.mjs'], []],
  ['licences are allowed ones', 'node', ['scripts/checks/licences.mjs'], []],
  ['installation runs only what is named', 'node', ['scripts/checks/install-scripts.mjs'], []],
  ['shipped migrations are unchanged', 'node', ['scripts/checks/migrations.mjs'], []],
  ['the parser is of its grammar', 'node', ['scripts/rhai-grammar.mjs', '--check'], []],
  ['page seals: recorded hashes', 'node', ['server/platform/sqlite/page-seals/build.mjs'], []],
  ['rule engine: recorded hashes', 'node', ['rhai-wasm/verify.ts', '--rebuild=never'], []],
];

let passed = 0;
let failed = 0;
for (const [name, program, fixed, rest] of CHECKS) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, [...fixed, ...rest], { encoding: 'utf8' });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status === 0) passed += 1;
  else {
    failed += 1;
    process.stdout.write(stdout + stderr);
  }
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
