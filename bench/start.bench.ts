/**
 * The start of the station: `npm run bench -- start [times]`.
 *
 * Two sides in turns, each on a data folder of its own that a station has used before (as every start but the first is): the server as it is
 * shipped (bundled, its code compiled before), and the same code as modules of the sources, whose types Node takes out. Measured: from the
 * start of the process until the first answer (`GET /readyz` over its socket is 200), and what is in memory two seconds later. Without the demo
 * plant. The first start ever, which finds nothing compiled, is told beside it.
 * Bars: first answer ≤ 0.5, memory ≤ 0.75 of the sources.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI } from '../tests/support/aif.ts';
import { temporaryFolder } from '../tests/support/folder.ts';
import { startStationProcess } from '../tests/support/station-process.ts';
import { residentBytes, sleep } from './support/processes.ts';
import { percentile, print, printTable } from './support/statistics.ts';

const TIMES = Number(process.argv[2] ?? 9);
const SETTLE_MS = 2_000;
const MEBIBYTE = 1024 ** 2;
const BARS = { answer: 0.5, memory: 0.75 };
const SIDES = { shipped: CLI, sources: new URL('../server/entry/cli.ts', import.meta.url).pathname };

type Side = keyof typeof SIDES;
interface Start {
  readonly answerMs: number;
  readonly bytes: number;
}

async function start(side: Side, data: string): Promise<Start> {
  const from = performance.now();
  const station = await startStationProcess({ data, http: null, program: SIDES[side] });
  while ((await station.call('GET', '/readyz')).status !== 200) await sleep(5);
  const answerMs = performance.now() - from;
  await sleep(SETTLE_MS);
  const bytes = residentBytes(station.pid);
  await station.stop();
  return { answerMs, bytes };
}

const folders = { shipped: temporaryFolder(), sources: temporaryFolder() };
for (const { path } of Object.values(folders))
  writeFileSync(join(path, 'config.json'), JSON.stringify({ demoPlant: false }));
const first = {
  shipped: await start('shipped', folders.shipped.path),
  sources: await start('sources', folders.sources.path),
};
const later: Record<Side, Start[]> = { shipped: [], sources: [] };
for (let time = 0; time < TIMES; time += 1)
  for (const side of ['shipped', 'sources'] as const) later[side].push(await start(side, folders[side].path));
for (const folder of Object.values(folders)) folder.remove();

const median = (side: Side, of: (start: Start) => number) => percentile(later[side].map(of), 0.5);
const rowOf = (side: Side) => [
  side,
  first[side].answerMs.toFixed(0),
  median(side, ({ answerMs }) => answerMs).toFixed(0),
  percentile(
    later[side].map(({ answerMs }) => answerMs),
    0.95,
  ).toFixed(0),
  (median(side, ({ bytes }) => bytes) / MEBIBYTE).toFixed(0),
];
printTable([
  ['server', 'first start, ms', 'later, median ms', 'p95 ms', 'memory, MiB'],
  rowOf('shipped'),
  rowOf('sources'),
]);
const answer = median('shipped', ({ answerMs }) => answerMs) / median('sources', ({ answerMs }) => answerMs);
const memory = median('shipped', ({ bytes }) => bytes) / median('sources', ({ bytes }) => bytes);
print(`first answer: ${answer.toFixed(2)} of the sources (bar ${BARS.answer})`);
print(`memory: ${memory.toFixed(2)} of the sources (bar ${BARS.memory})`);
