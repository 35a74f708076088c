import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { countClosingLine, countPlaywright, countVitest } from './counts.ts';
import { debianPackages } from './debian.mjs';
import { testElectron } from './electron.mjs';
import { cacheFolder, inRoot, projectNode } from './paths.mjs';
import { schemathesisMissing } from './schemathesis.mjs';
import { onVirtualScreen } from './virtual-screen.mjs';

const MINUTE = 60_000;
export const reportFolder = join(cacheFolder, 'reports');
const reportFile = (name) => join(reportFolder, `${name}.json`);

const bin = (path) => inRoot('node_modules', ...path.split('/'));
const vitest = (name, ...args) => [
  projectNode,
  bin('vitest/vitest.mjs'),
  'run',
  '--retry=1',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile(name)}`,
  ...args,
];

const needsTestElectron = async () => {
  const electron = await testElectron();
  return 'missing' in electron ? electron.missing : null;
};
const needsFile = (file, what) => async () => (existsSync(inRoot(file)) ? null : `${what} is not there`);
const needsDebian = (group) => () => debianPackages(group);

/**
 * A test that failed is repeated once: it starts processes and waits for them on a machine that others use too. One that passes then counts
 * as passed and is named at the end as unsteady, to be mended. A test file that is run by itself repeats nothing.
 *
 * All parts of `npm test`, in the order in which they run. `needs` tell why a part cannot run on this machine, or null;
 * what `wants` miss keeps only single tests of a part from running, which say so themselves; `count` reads what came out. A part that is
 * `beside` has nothing to do with time: it begins with the first and runs while that and the others leave a processor idle. One that runs
 * `along` another begins with that, since it mostly waits for processes of its own. What it says comes at its own turn.
 * @type {{ name: string, command: string[], env?: Record<string, string>, timeoutMs: number, beside?: boolean, along?: string,
 *   wants?: (() => Promise<string | null>)[], needs: (() => Promise<string | null>)[], count: (result: { code: number, output: string }) => import('./counts.ts').Counts }[]}
 */
export const PARTS = [
  {
    name: 'checks',
    command: [projectNode, 'scripts/checks/run.mjs'],
    timeoutMs: 8 * MINUTE,
    needs: [],
    count: countClosingLine,
  },
  {
    name: 'build',
    command: [projectNode, 'scripts/build.mjs'],
    timeoutMs: 8 * MINUTE,
    needs: [],
    count: countClosingLine,
  },
  {
    name: 'package',
    command: [projectNode, 'scripts/dist.mjs', '--test-electron'],
    timeoutMs: 8 * MINUTE,
    needs: [needsTestElectron],
    count: countClosingLine,
  },
  {
    name: 'unit and contract',
    command: vitest('unit'),
    timeoutMs: 25 * MINUTE,
    wants: [needsDebian('broker'), needsDebian('database')],
    needs: [],
    count: (result) => countVitest(result, reportFile('unit')),
  },
  {
    name: 'end to end',
    command: onVirtualScreen([
      projectNode,
      bin('@playwright/test/cli.js'),
      'test',
      '--retries=1',
      '-c',
      'tests/e2e/playwright.config.ts',
    ]),
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile('e2e') },
    timeoutMs: 25 * MINUTE,
    needs: [
      needsDebian('display'),
      needsTestElectron,
      needsFile('dist/linux-unpacked/ai-factory', 'the packaged app'),
    ],
    count: (result) => countPlaywright(result, reportFile('e2e')),
  },
  {
    name: 'faults',
    along: 'unit and contract',
    command: vitest('faults', '--config', 'tests/faults/vitest.config.ts'),
    timeoutMs: 25 * MINUTE,
    wants: [needsDebian('broker'), needsDebian('clock'), needsDebian('disk'), needsDebian('database')],
    needs: [needsFile('tests/faults/vitest.config.ts', 'the configuration of the fault tests')],
    count: (result) => countVitest(result, reportFile('faults')),
  },
  {
    name: 'fuzz',
    command: vitest('fuzz', '--config', 'tests/fuzz/vitest.config.ts'),
    timeoutMs: 10 * MINUTE,
    wants: [schemathesisMissing, needsDebian('broker')],
    needs: [],
    count: (result) => countVitest(result, reportFile('fuzz')),
  },
  {
    name: 'rule engine rebuilt',
    command: [projectNode, 'rhai-wasm/verify.ts'],
    timeoutMs: 30 * MINUTE,
    beside: true,
    needs: [],
    // Where the Rust tools are missing or others than the recorded ones, the program says so and rebuilds nothing.
    count: (result) =>
      result.code === 0 && /not rebuilt: (?!the same sources)/.test(result.output)
        ? { passed: 0, failed: 0, skipped: 1, complaints: [] }
        : countClosingLine(result),
  },
];
