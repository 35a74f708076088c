// The Trends page of the packaged app with live pens: Mosquitto → station → window. How steady its frames are, and how
// much of the time the page's own thread is busy. Arguments: pens, messages a second and pen, seconds.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadavg } from 'node:os';
import type { Page } from '@playwright/test';
import mqtt from 'mqtt';
import { AppFolders, launchApp } from '../tests/support/electron/launch.ts';
import { startMosquitto } from '../tests/support/mosquitto.ts';
import { percentile, print, printTable } from './support/statistics.ts';

const [PENS = 50, HERTZ = 10, SECONDS = 20] = process.argv.slice(2).map(Number);
const MACHINES = 5;
const WARM_UP_MS = 15_000;
const SPAN_SECONDS = 60;
const SIZE = { width: 1920, height: 1080 };

const tagOf = (pen: number) => `bench/area/line/machine-${pen % MACHINES}/signal_${pen}`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Seconds the page's thread spent in tasks so far: by the clock, and as its own processor time. */
async function taskClocks(page: Page): Promise<() => Promise<{ wall: number; cpu: number }>> {
  const read = async (timeDomain: 'timeTicks' | 'threadTicks') => {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain });
    return async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    };
  };
  const wall = await read('timeTicks');
  const cpu = await read('threadTicks');
  return async () => ({ wall: await wall(), cpu: await cpu() });
}

/** Distances between the frames of the page within `ms`. */
function framesOf(page: Page, ms: number): Promise<number[]> {
  return page.evaluate(
    (length) =>
      new Promise<number[]>((resolve) => {
        const frames: number[] = [];
        const began = performance.now();
        let last = began;
        const turn = (now: number) => {
          frames.push(now - last);
          last = now;
          if (now - began < length) requestAnimationFrame(turn);
          else resolve(frames.slice(1));
        };
        requestAnimationFrame(turn);
      }),
    ms,
  );
}

const folders = new AppFolders();
mkdirSync(folders.data, { recursive: true, mode: 0o700 });
const broker = await startMosquitto();
writeFileSync(join(folders.data, 'config.json'), JSON.stringify({ mqttUrl: broker.url, logLevel: 'warn' }));
const { app, page } = await launchApp({ folders });
const publisher = await mqtt.connectAsync(broker.url);
const pens = Array.from({ length: PENS }, (_, pen) => pen);
let sent = 0;
const timer = setInterval(() => {
  const now = Date.now();
  for (const pen of pens) {
    const value = 50 + 20 * Math.sin(now / 4_000 + pen) + Math.random();
    publisher.publish(`aif/v1/${tagOf(pen)}`, JSON.stringify({ v: value, t: now }), { qos: 1 });
  }
  sent += PENS;
}, 1_000 / HERTZ);

try {
  await page.setViewportSize(SIZE);
  await page.getByRole('navigation').first().waitFor();
  await pause(3_000);
  const search = pens.map((pen) => `pen=${encodeURIComponent(`${tagOf(pen)}#l`)}`).join('&');
  await page.evaluate((hash) => (window.location.hash = hash), `/trends?${search}&span=${SPAN_SECONDS}`);
  await page.getByRole('row').nth(PENS).waitFor();
  await pause(WARM_UP_MS);
  const clocks = await taskClocks(page);
  const before = { ...(await clocks()), at: performance.now(), sent };
  const frames = await framesOf(page, SECONDS * 1_000);
  const after = { ...(await clocks()), at: performance.now(), sent };
  const share = (kind: 'wall' | 'cpu') => ((after[kind] - before[kind]) * 100_000) / (after.at - before.at);
  const p95 = percentile(frames, 0.95);
  printTable([
    ['Trends, packaged', 'values/s', 'frames/s', 'frame p50 ms', 'p95 ms', 'p99 ms', 'main busy', 'main CPU'],
    [
      `${PENS} pens at ${HERTZ} Hz`,
      (((after.sent - before.sent) * 1_000) / (after.at - before.at)).toFixed(0),
      (frames.length / SECONDS).toFixed(1),
      ...[0.5, 0.95, 0.99].map((part) => percentile(frames, part).toFixed(1)),
      `${share('wall').toFixed(1)} %`,
      `${share('cpu').toFixed(1)} %`,
    ],
  ]);
  print(`load of the machine: ${loadavg()[0]?.toFixed(1)}`);
  print(
    `bar: frame p95 ≤ 33 ms: ${p95 <= 33.4 ? 'kept' : 'MISSED'}; main thread ≤ 30 %: ${share('wall') <= 30 ? 'kept' : 'MISSED'}`,
  );
  if (process.env['AIF_BENCH_PICTURE']) await page.screenshot({ path: process.env['AIF_BENCH_PICTURE'] });
} finally {
  clearInterval(timer);
  await publisher.endAsync(true);
  await app.close();
  await broker.close();
  folders.remove();
}
process.exit();
