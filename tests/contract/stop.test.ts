import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CLI, environmentOf } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';

/** What may be there after an end: the store with its mark and first page, its lock, the token of the last start. Neither sockets nor notes of who runs. */
const LEFT = new Set([
  'config.json',
  'lock.db',
  'station.db',
  'station.db-first',
  'station.db-mark',
  'token',
]);

/** Starts a station, sends it `signal` when `when` resolves, and gives how it ended and what is left. */
async function ended(
  signal: NodeJS.Signals,
  when: (child: ReturnType<typeof spawn>) => Promise<unknown>,
  config: object = {},
) {
  const folder = folderOfTest();
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const child = spawn(process.execPath, [CLI, 'serve', '--data', folder, '--http', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(folder),
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await when(child);
  child.kill(signal);
  const askedAt = performance.now();
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await closed;
  clearTimeout(timer);
  const afterMs = performance.now() - askedAt;
  const found = readdirSync(folder);
  const left = found.filter((name) => !LEFT.has(name));
  return { code: child.exitCode, signal: child.signalCode, found, left, stderr, afterMs };
}

const atReadyLine = (child: ReturnType<typeof spawn>) =>
  new Promise((resolve) => child.stdout?.once('data', resolve));

describe('a station that is asked to end', () => {
  it('at its ready line ends as it should, ten times of ten', { timeout: 120_000 }, async () => {
    for (let count = 0; count < 10; count += 1) {
      const { code, signal, left, stderr, afterMs } = await ended('SIGTERM', atReadyLine, {
        demoPlant: count < 2,
      });
      expect({ code, signal, left, stderr }).toMatchObject({ code: 0, signal: null, left: [] });
      expect(afterMs).toBeLessThan(5_000);
    }
  });

  it.each([50, 100, 200, 300, 500, 800])('%i ms after its start leaves nothing behind', async (ms) => {
    const { code, signal, found, left, stderr, afterMs } = await ended('SIGTERM', () => sleep(ms));
    // Until Node runs a first line of ours a signal can only end the process, which has done nothing yet.
    if (signal === 'SIGTERM') expect(found).toEqual(['config.json']);
    else expect({ code, signal, left, stderr }).toMatchObject({ code: 0, signal: null, left: [] });
    expect(stderr).not.toMatch(/^aif: /m);
    expect(afterMs).toBeLessThan(5_000);
  });

  it('by every signal that asks, in the middle of its start', async () => {
    for (const asked of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) {
      const inTheMiddle = async (child: ReturnType<typeof spawn>) => {
        const lock = () => child.spawnargs.some((argument) => existsSync(join(argument, 'holder.json')));
        while (!lock()) await sleep(1);
      };
      const { code, signal, left } = await ended(asked, inTheMiddle, { demoPlant: false });
      expect({ asked, code, signal, left }).toEqual({ asked, code: 0, signal: null, left: [] });
    }
  });
});
