import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { environmentOf } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';
import { eventually } from '../support/eventually.ts';

/** Servers that a newcomer starts through npm, and what becomes of them when npm is asked to end. */
const ROOT = join(import.meta.dirname, '../..');
const WRAPPER = join(ROOT, 'scripts/aif.mjs');

interface Started {
  readonly npm: ChildProcess;
  readonly folder: string;
  /** The server's own process. */
  readonly pid: number;
}

const lives = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Starts a program that ends in `aif serve`, and waits until a station runs; it is ended with the test. */
async function started(
  [program, ...args]: readonly [string, ...string[]],
  { cwd = ROOT, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Started> {
  const folder = folderOfTest();
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ demoPlant: false, logLevel: 'warn' }));
  const all = { AIF_DATA_DIR: folder, npm_config_update_notifier: 'false', ...env };
  const npm = spawn(program, args, { cwd, env: environmentOf(folder, all), stdio: 'ignore' });
  const stationFile = join(folder, 'station.json');
  await eventually(() => expect(existsSync(stationFile)).toBe(true));
  const { pid } = JSON.parse(readFileSync(stationFile, 'utf8')) as { pid: number };
  onTestFinished(async () => {
    npm.kill('SIGKILL');
    if (lives(pid)) process.kill(pid, 'SIGTERM');
    await eventually(() => expect(lives(pid)).toBe(false));
  });
  return { npm, folder, pid };
}

async function endsWith({ npm, folder, pid }: Started) {
  npm.kill('SIGTERM');
  const askedAt = performance.now();
  await eventually(() => expect(lives(pid)).toBe(false));
  expect(performance.now() - askedAt).toBeLessThan(5_000);
  const names = readdirSync(folder).filter((name) => /sock|station\.json|holder|wal/.test(name));
  expect(names).toEqual([]);
}

describe('npm is asked to end', () => {
  it('npx aif serve ends with it', async () => {
    await endsWith(await started(['npx', 'aif', 'serve']));
  });

  it('a package’s npm start ends with it', async () => {
    const cwd = folderOfTest();
    mkdirSync(join(cwd, 'scripts'));
    const scripts = { start: 'node scripts/start.mjs' };
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'started', version: '1.0.0', scripts }));
    writeFileSync(
      join(cwd, 'scripts/start.mjs'),
      `import { standFor } from ${JSON.stringify(join(ROOT, 'scripts/lib/child.mjs'))};
       const args = [${JSON.stringify(join(ROOT, 'server/entry/cli.ts'))}, 'serve'];
       process.exitCode = await standFor(process.execPath, args, { stdio: 'inherit' }).ended;`,
    );
    // What npm adds to the arguments is no part of what it says it runs.
    await endsWith(await started(['npm', 'start', '--', '--headless'], { cwd }));
  });
});

describe('who went on purpose ends nothing', () => {
  const stays = async ({ pid }: Started) => {
    await sleep(1_500);
    expect(lives(pid)).toBe(true);
  };

  it('a shell that leaves `nohup npx aif serve` behind', async () => {
    const server = await started(['sh', '-c', 'nohup npx aif serve >/dev/null 2>&1 &']);
    await eventually(() => expect(server.npm.exitCode).toBe(0));
    await stays(server);
  });

  it('a shell that leaves the wrapper itself behind', async () => {
    await stays(await started(['sh', '-c', `${process.execPath} ${WRAPPER} serve >/dev/null 2>&1 &`]));
  });

  it('a command line run by npx that does so', async () => {
    const line = `${process.execPath} ${WRAPPER} serve >/dev/null 2>&1 &`;
    const server = await started(['npx', '-c', line]);
    await eventually(() => expect(server.npm.exitCode).toBe(0));
    await stays(server);
  });
});
