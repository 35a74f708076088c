/**
 * A step of a what-if slider over 30 days of one machine with five tags at one value a second: `node bench/what-if.bench.ts [days] [debounceMs]`.
 *
 * Rows are those a backtest counts. Through the service of a station, as windows ask it: loading, then steps of a parameter and of a number in
 * the script, the sample and all rows, and the map; p50 and p99. Bar: the sample within 100 ms. Peer: the same step as a backtest.
 */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCore } from '../server/composition/core.ts';
import { createLogger } from '../server/platform/log.ts';
import { rulesetManifestSchema } from '../shared/contract/rules.ts';
import type { WhatIfRules } from '../shared/contract/whatif.ts';
import { fillStore } from '../tests/support/filled-store.ts';
import { temporaryFolder } from '../tests/support/folder.ts';
import { LINE, lineTags, lineWatch } from './support/line-watch.ts';

const DAYS = Number(process.argv[2] ?? 30);
const DEBOUNCE_MS = Number(process.argv[3] ?? 5_000);
const STEPS = 30;
const START = Date.UTC(2026, 9, 1);
const END = START + DAYS * 86_400_000;

const raw = lineWatch(64, DEBOUNCE_MS);
const base: WhatIfRules = { manifest: rulesetManifestSchema.parse(raw.manifest), source: raw.source };
const withHigh = (high: number): WhatIfRules => ({
  ...base,
  manifest: { ...base.manifest, parameters: { high, watch: 62.5 } },
});
const withCurrent = (current: number): WhatIfRules => ({
  ...base,
  source: base.source.replace('67.0', current.toFixed(2)),
});

const say = (text: string) => process.stdout.write(`${text}\n`);
const folder = temporaryFolder();
const databaseFile = join(folder.path, 'station.db');
const tags = lineTags().slice(0, LINE.names.length);
await fillStore(databaseFile, { tags, samplesPerTag: DAYS * 86_400, stepMs: 1_000, start: START });
const core = await openCore({
  ...{ databaseFile, log: createLogger('error'), demoPlant: false, workers: 1 },
  clocks: { now: () => END, monotonicNow: () => performance.now() },
});
const { version } = await core.rules.import(raw, { activate: true });

const rssBefore = process.memoryUsage().rss;
const { id } = await core.whatIf.open({ rules: base, days: Math.min(DAYS, 30), fresh: false });
while (core.whatIf.get(id).state === 'loading') await sleep(20);
const { rows, kept, everyNth, bytes, loadMs } = core.whatIf.get(id);
const mebibytes = (count: number) => `${(count / 1_048_576).toFixed(0)} MiB`;
say(
  `${DAYS * 5 * 86_400} samples of ${DAYS} days, debounce ${DEBOUNCE_MS} ms; load ${loadavg()[0]?.toFixed(1)}`,
);
say(
  `loaded       ${(loadMs / 1_000).toFixed(1)} s, ${rows} rows, ${kept} kept (every ${everyNth}.), ${mebibytes(bytes)}`,
);
say(`process      ${mebibytes(process.memoryUsage().rss - rssBefore)} more than before`);

async function steps(name: string, step: (index: number) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let index = 0; index < STEPS; index += 1) {
    const began = performance.now();
    await step(index);
    times.push(performance.now() - began);
  }
  const [first = 0] = times;
  const sorted = times.slice(1).toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0);
  say(`${name.padEnd(26)} first ${first.toFixed(0)} ms, then p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}
const judge = (tried: WhatIfRules, part: 'sample' | 'all') =>
  core.whatIf.judge({ id, window: 'bench', tried, base: version, part });
await steps('parameter, sample', (index) => judge(withHigh(60 + index / 10), 'sample'));
await steps('parameter, all rows', (index) => judge(withHigh(60 + index / 10), 'all'));
await steps('number in script, sample', (index) => judge(withCurrent(60 + index / 10), 'sample'));
await steps('number in script, all rows', (index) => judge(withCurrent(60 + index / 10), 'all'));
const held = Object.fromEntries(core.whatIf.get(id).inputs.map(({ name, usual }) => [name, usual]));
await steps('map, 160 × 100', (index) =>
  core.whatIf.map({
    ...{ id, window: 'bench', tried: withHigh(60 + index / 10), columns: 160, rows: 100, held },
    x: { input: 'temperature', from: 40, to: 70 },
    y: { input: 'vibration', from: 40, to: 70 },
  }),
);
/** Ten steps in a row, as a drag makes them: what the newest one waits for. */
const began = performance.now();
const answers = await Promise.all(
  Array.from({ length: 10 }, (_, index) => judge(withHigh(61 + index / 10), 'all')),
);
say(
  `ten steps at once: ${answers.filter((answer) => answer !== null).length} judged, ${(performance.now() - began).toFixed(0)} ms`,
);
const asked = performance.now();
await core.backtests.start(
  {
    rulesetId: 'line-watch',
    version,
    from: new Date(START).toISOString(),
    to: new Date(END - 1).toISOString(),
  },
  'bench',
);
await core.backtests.idle();
say(`the same as a backtest     ${(performance.now() - asked).toFixed(0)} ms`);
const again = await core.whatIf.open({ rules: base, days: Math.min(DAYS, 30), fresh: true });
while (core.whatIf.get(again.id).state === 'loading') await sleep(20);
say(`loaded again ${(core.whatIf.get(again.id).loadMs / 1_000).toFixed(1)} s`);
await core.whatIf.closeAll();
await sleep(1_000);
say(`let go       ${mebibytes(process.memoryUsage().rss - rssBefore)} more than before it was loaded`);
await core.close();
folder.remove();
