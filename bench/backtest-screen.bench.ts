/**
 * A backtest of a line of 50 tags as an engineer has it: the packaged app, from the click on "Start" until the matrix of two versions is on the
 * screen, while the station collects and judges on: `npm run bench -- backtest-screen [days]`. Bar: 30 days in 60 s.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { openCore } from '../server/composition/core.ts';
import { createLogger } from '../server/platform/log.ts';
import { AppFolders, launchApp } from '../tests/support/electron/launch.ts';
import { fillStore } from '../tests/support/filled-store.ts';
import { lineTags, lineWatch } from './support/line-watch.ts';
import { percentile, print } from './support/statistics.ts';

const DAYS = Number(process.argv[2] ?? 30);
const BAR_SECONDS = 60;
const DAY_SECONDS = 86_400;

const folders = new AppFolders();
mkdirSync(folders.data, { recursive: true, mode: 0o700 });
const databaseFile = join(folders.data, 'station.db');
writeFileSync(join(folders.data, 'config.json'), JSON.stringify({ logLevel: 'warn', demoPlant: false }), {
  mode: 0o600,
});
let since = performance.now();
const samplesPerTag = DAYS * DAY_SECONDS;
await fillStore(databaseFile, {
  tags: lineTags(),
  samplesPerTag,
  stepMs: 1_000,
  start: Date.now() - samplesPerTag * 1_000,
});
print(
  `${lineTags().length * samplesPerTag} samples stored in ${((performance.now() - since) / 1_000).toFixed(0)} s`,
);

const core = await openCore({ databaseFile, log: createLogger('error'), demoPlant: false, workers: 1 });
await core.rules.import(lineWatch(64), { activate: true });
await core.rules.import(lineWatch(62), { activate: false });
await core.close();

const { app, page } = await launchApp({ folders });
let seconds = Infinity;
let frames: number[] = [];
try {
  await page.getByRole('navigation').first().waitFor();
  await page.evaluate(() => {
    localStorage.setItem('aif.preferences.1', JSON.stringify({ language: 'en', theme: 'light' }));
    window.location.hash = '/rules/line-watch/backtest';
    window.location.reload();
  });
  await page.getByLabel('Try').selectOption({ label: 'v2' });
  await page.getByLabel('Period').selectOption({ label: 'Last 30 days' });
  const start = page.getByRole('button', { name: 'Start' });
  await start.waitFor();
  since = performance.now();
  await start.click();
  const watched = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const distances: number[] = [];
        let last = performance.now();
        const turn = (now: number): void => {
          distances.push(now - last);
          last = now;
          if (document.querySelector('table') === null) requestAnimationFrame(turn);
          else resolve(distances.slice(1));
        };
        requestAnimationFrame(turn);
      }),
  );
  await page.getByRole('table', { name: 'Verdicts of one against the other' }).waitFor({ timeout: 600_000 });
  seconds = (performance.now() - since) / 1_000;
  frames = await watched;
} finally {
  await app.close();
  folders.remove();
}
print(
  `${DAYS} days, two versions, click to matrix: ${seconds.toFixed(1)} s (bar ${BAR_SECONDS} s for 30 days); frames of the page meanwhile p99 ${percentile(frames, 0.99).toFixed(0)} ms; load ${loadavg()[0]?.toFixed(1)}`,
);
const isKept = seconds <= BAR_SECONDS;
print(JSON.stringify({ bench: 'backtest-screen', days: DAYS, seconds, failures: isKept ? 0 : 1 }));
process.exit(isKept ? 0 : 1);
