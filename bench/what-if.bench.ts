/**
 * A step of a what-if slider over 30 days of one machine with five tags at one value a second: `node bench/what-if.bench.ts [days] [debounceMs]`.
 *
 * Rows are those a backtest counts. On the server as it is shipped, asked as windows ask it: loading, then steps of a parameter and of a number in
 * the script, the sample and all rows, and the map; p50 and p99. Bar: the sample within 100 ms. Peer: the same step as a backtest. Memory of the
 * station's process and of the one that holds the rows (Linux), before, while they are held, after they were let go, and after two more times;
 * what the backtest leaves beside it.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { rulesetManifestSchema } from '../shared/contract/rules.ts';
import type { WhatIfRules, WhatIfSession } from '../shared/contract/whatif.ts';
import { childrenOf } from '../tests/support/children.ts';
import { windowOf } from '../tests/support/desk-client.ts';
import { fillStore } from '../tests/support/filled-store.ts';
import { temporaryFolder } from '../tests/support/folder.ts';
import { importRuleset } from '../tests/support/import-ruleset.ts';
import { startStationProcess } from '../tests/support/station-process.ts';
import { LINE, lineTags, lineWatch } from './support/line-watch.ts';
import { residentBytes, sleep } from './support/processes.ts';

const DAYS = Number(process.argv[2] ?? 30);
const DEBOUNCE_MS = Number(process.argv[3] ?? 5_000);
const STEPS = 30;
/** What the engine of JavaScript and a backtest have freed comes back by then. */
const SETTLED_MS = 12_000;
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
writeFileSync(join(folder.path, 'config.json'), JSON.stringify({ demoPlant: false }));
await importRuleset(folder.path, raw, '--activate');
const version = 1;
const station = await startStationProcess({ data: folder.path });
const desk = windowOf(station);
/** Beside the process that holds the rows there may be others: only what is more than before counts. */
const memory = () => ({
  server: residentBytes(station.pid),
  holding: childrenOf(station.pid).reduce((sum, pid) => sum + residentBytes(pid), 0),
});

async function loaded(): Promise<WhatIfSession> {
  const days = Math.min(DAYS, 30);
  const asked = { rules: base, days, to: new Date(END).toISOString(), fresh: true };
  const { id } = await desk.whatIf.open.mutate(asked);
  for (;;) {
    const session = await desk.whatIf.get.query({ id });
    if (session.state !== 'loading') return session;
    await sleep(20);
  }
}

await sleep(SETTLED_MS);
const before = memory();
const { id, rows, kept, everyNth, bytes, loadMs, inputs } = await loaded();
const mebibytes = (count: number) => `${(count / 1_048_576).toFixed(0)} MiB`;
function tellMemory(when: string): void {
  const { server, holding } = memory();
  say(
    `${when.padEnd(12)} ${mebibytes(server - before.server)} more in the server's process (${mebibytes(server)}), ${mebibytes(holding - before.holding)} in one of its own`,
  );
}
say(
  `${DAYS * 5 * 86_400} samples of ${DAYS} days, debounce ${DEBOUNCE_MS} ms; load ${loadavg()[0]?.toFixed(1)}`,
);
say(
  `loaded       ${(loadMs / 1_000).toFixed(1)} s, ${rows} rows, ${kept} kept (every ${everyNth}.), ${mebibytes(bytes)}`,
);
tellMemory('held');

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
  desk.whatIf.judge.query({ id, window: 'bench', tried, base: version, part });
await steps('parameter, sample', (index) => judge(withHigh(60 + index / 10), 'sample'));
await steps('parameter, all rows', (index) => judge(withHigh(60 + index / 10), 'all'));
await steps('number in script, sample', (index) => judge(withCurrent(60 + index / 10), 'sample'));
await steps('number in script, all rows', (index) => judge(withCurrent(60 + index / 10), 'all'));
const held = Object.fromEntries(inputs.map(({ name, usual }) => [name, usual]));
await steps('map, 160 × 100', (index) =>
  desk.whatIf.map.query({
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
await desk.whatIf.close.mutate({ id });
await sleep(1_000);
tellMemory('let go');
for (let round = 0; round < 2; round += 1) {
  const again = await loaded();
  say(`loaded again ${(again.loadMs / 1_000).toFixed(1)} s`);
  await desk.whatIf.judge.query({
    id: again.id,
    window: 'bench',
    tried: withHigh(61),
    base: version,
    part: 'all',
  });
  await desk.whatIf.close.mutate({ id: again.id });
}
await sleep(SETTLED_MS);
tellMemory('let go');
const asked = performance.now();
const backtest = await desk.backtests.start.mutate({
  ...{ rulesetId: 'line-watch', version },
  from: new Date(START).toISOString(),
  to: new Date(END - 1).toISOString(),
});
for (
  let state = backtest.state;
  state !== 'done';
  { state } = await desk.backtests.get.query({ id: backtest.id })
)
  await sleep(20);
say(`the same as a backtest     ${(performance.now() - asked).toFixed(0)} ms`);
await sleep(SETTLED_MS);
tellMemory('backtest');
desk.close();
await station.stop();
folder.remove();
