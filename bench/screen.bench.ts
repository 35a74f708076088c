// From publishing a value to its judgment on the screen of the packaged app: Mosquitto → station → window, 50 messages
// a second. Each value carries its own number into the reason, which an observer in the page waits for.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import mqtt from 'mqtt';
import { openOfflineStation } from '../server/composition/offline-station.ts';
import { readRuleset } from '../server/platform/ruleset-files.ts';
import { AppFolders, launchApp } from '../tests/support/electron/launch.ts';
import { startMosquitto } from '../tests/support/mosquitto.ts';
import { percentile, print, printTable } from './support/statistics.ts';

const SECONDS = Number(process.argv[2] ?? 30);
const PER_SECOND = 50;
const MACHINES = 10;

const folders = new AppFolders();
const ruleset = mkdtempSync(join(tmpdir(), 'aif-screen-'));
mkdirSync(folders.data, { recursive: true, mode: 0o700 });
const manifest = {
  id: 'bench-screen',
  name: { ko: '화면 지연', en: 'Screen delay' },
  inputs: [{ name: 'number', type: 'number', tag: 'bench/*/*/*/number', maxAgeSeconds: 60 }],
  trigger: { kind: 'change', debounceMs: 0 },
  verdicts: { SEEN: 'medium' },
};
writeFileSync(join(ruleset, 'ruleset.json'), JSON.stringify(manifest));
writeFileSync(
  join(ruleset, 'rules.rhai'),
  '#{ verdict: "SEEN", confidence: 1.0, reasons: [`no ${number.to_int()};`] }',
);

const broker = await startMosquitto();
writeFileSync(join(folders.data, 'config.json'), JSON.stringify({ mqttUrl: broker.url, logLevel: 'warn' }));
const offline = await openOfflineStation(folders.data, {});
await offline.rules.import(readRuleset(ruleset), { activate: true });
await offline.close();
const { app, page } = await launchApp({ folders });
const publisher = await mqtt.connectAsync(broker.url);

try {
  await page.getByRole('navigation').first().waitFor();
  await page.evaluate(() => {
    const seen: Record<number, number> = {};
    Object.assign(globalThis, { seen });
    const look = () => {
      for (const [, number] of document.body.innerText.matchAll(/no (\d+);/g))
        seen[Number(number)] ??= Date.now();
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  // Once around, so that every machine is known and bound before the clock runs.
  const sentAt: Record<number, number> = {};
  const send = (number: number) => {
    sentAt[number] = Date.now();
    const payload = JSON.stringify({ v: number, t: Date.now() });
    return publisher.publishAsync(`aif/v1/bench/area/line/machine-${number % MACHINES}/number`, payload, {
      qos: 1,
    });
  };
  for (let number = 1; number <= MACHINES; number++) await send(number);
  await page.waitForTimeout(2_000);
  const first = 1_000;
  const last = first + SECONDS * PER_SECOND;
  for (let number = first; number < last; number++) {
    void send(number);
    await new Promise((resolve) => setTimeout(resolve, 1_000 / PER_SECOND));
  }
  await page.waitForTimeout(2_000);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Record<number, number> }).seen);
  const delays = Array.from({ length: last - first }, (_, index) => first + index)
    .filter((number) => seen[number] !== undefined)
    .map((number) => (seen[number] ?? 0) - (sentAt[number] ?? 0));
  printTable([
    ['published → on screen', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms', 'seen'],
    [
      `${PER_SECOND} messages/s`,
      ...[0.5, 0.95, 0.99, 1].map((share) => percentile(delays, share).toFixed(0)),
      `${delays.length} of ${last - first}`,
    ],
  ]);
  print(`bar: p99 ≤ 1000 ms: ${percentile(delays, 0.99) <= 1_000 ? 'kept' : 'MISSED'}`);
} finally {
  await publisher.endAsync();
  await app.close();
  await broker.close();
  folders.remove();
}
process.exit();
