/**
 * A runaway rule stopped, and its worker back: `npm run bench -- runaway [times]`.
 *
 * A rule that its operation limit would let work for seconds is evaluated with a deadline of 50 ms (`RulePool`), one worker. Measured: from asking
 * until the answer says that it ran out of time, and from there until the next rule is answered. The bare baseline is a
 * thread with an empty endless loop that is terminated and made again, without engine or rules.
 * Bars: stopped ≤ 500 ms, back ≤ 100 ms.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RHAI_WASM } from '../rhai-wasm/load-node.ts';
import { createRulePool, type RulePool } from '../server/platform/rule-pool/index.ts';
import { percentile, print, printTable } from './support/statistics.ts';

const TIMES = Number(process.argv[2] ?? 50);
const DEADLINE_MS = 50;
const BARS = { stopped: 500, back: 100 };
/** Sorting is much work for few operations. */
const RUNAWAY = {
  hash: 'runaway',
  source: 'let a = []; for i in 0..100 { a.push(i); } loop { a.sort(); a.reverse(); }',
  limits: { operations: 10_000_000 },
  inputs: {},
  deadlineMs: DEADLINE_MS,
};
const GOOD = { hash: 'good', source: '#{ verdict: "OK" }', inputs: {}, deadlineMs: 5_000 };

const workerUrl = new URL('../server/platform/rule-pool/rule-worker.ts', import.meta.url);

async function ready(pool: RulePool): Promise<void> {
  await pool.evaluate(GOOD);
  while (!pool.stats().spareReady) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function ofPool(): Promise<{ stopped: number; back: number }> {
  const pool = await createRulePool({ wasm: RHAI_WASM, workerUrl, workers: 1 });
  await ready(pool);
  const start = performance.now();
  const runaway = await pool.evaluate(RUNAWAY);
  const stopped = performance.now();
  const good = await pool.evaluate(GOOD);
  const back = performance.now();
  if (runaway.ok || runaway.error.code !== 'TIMEOUT') throw new Error('the rule was not stopped');
  if (!good.ok) throw new Error(`the next rule was not answered: ${good.error.code}`);
  await pool.close();
  return { stopped: stopped - start, back: back - stopped };
}

/** The thread says that it is up, and works for ever after the first message. */
const ENDLESS =
  "const { parentPort } = require('node:worker_threads'); parentPort.on('message', () => { for (;;); }); parentPort.postMessage(0);";

async function bare(): Promise<{ stopped: number; back: number }> {
  const endless = new Worker(ENDLESS, { eval: true });
  await once(endless, 'message');
  const start = performance.now();
  endless.postMessage(0);
  await new Promise((resolve) => setTimeout(resolve, DEADLINE_MS));
  await endless.terminate();
  const stopped = performance.now();
  const next = new Worker(ENDLESS, { eval: true });
  await once(next, 'message');
  const back = performance.now();
  await next.terminate();
  return { stopped: stopped - start, back: back - stopped };
}

const ours: { stopped: number; back: number }[] = [];
const baseline: { stopped: number; back: number }[] = [];
for (let i = 0; i < TIMES; i++) {
  ours.push(await ofPool());
  baseline.push(await bare());
}
const rows = [['', 'median', 'p99', 'bare thread, median', 'ratio', 'bar']];
let failures = 0;
for (const what of ['stopped', 'back'] as const) {
  const [mine, theirs] = [ours, baseline].map((all) => all.map((one) => one[what]));
  const [median, p99, other] = [
    percentile(mine ?? [], 0.5),
    percentile(mine ?? [], 0.99),
    percentile(theirs ?? [], 0.5),
  ];
  if (p99 > BARS[what]) failures += 1;
  rows.push([
    what === 'stopped' ? 'until stopped, ms' : 'until the next verdict, ms',
    median.toFixed(1),
    p99.toFixed(1),
    other.toFixed(1),
    (median / other).toFixed(2),
    `≤ ${BARS[what]}`,
  ]);
}
print(`A runaway rule with a deadline of ${DEADLINE_MS} ms, ${TIMES} times:`);
printTable(rows);
print(JSON.stringify({ bench: 'runaway', failures }));
process.exitCode = failures === 0 ? 0 : 1;
