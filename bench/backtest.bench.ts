/**
 * Backtest of a line of 50 tags at one value a second, ten machines of five tags, one ruleset bound to all of them:
 * `node bench/backtest.bench.ts [days]`.
 *
 * End to end through the service of a station, as `aif backtest` and the windows ask it; then reading the columns and judging them apart,
 * beside what there was before: a question to the history for each input of each row, and the interpreter for each row, on a sample of rows. Bar: 30 days
 * in 60 s.
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RhaiEngine } from '../rhai-wasm/index.ts';
import { openCore } from '../server/composition/core.ts';
import { batchJudge } from '../server/composition/batch-judge.ts';
import { runMachine, type JudgeRows } from '../server/contexts/backtest/index.ts';
import { openHistoryPasses } from '../server/contexts/data-hub/index.ts';
import type { RunnableRuleset } from '../server/contexts/rules/index.ts';
import { resourcePath } from '../server/platform/entry-url.ts';
import { createLogger } from '../server/platform/log.ts';
import { fillStore } from '../tests/support/filled-store.ts';
import { temporaryFolder } from '../tests/support/folder.ts';
import { LINE, lineTags, lineWatch } from './support/line-watch.ts';

const DAYS = Number(process.argv[2] ?? 30);
const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 9, 1);
const END = START + DAYS * DAY_MS;
const SAMPLED_ROWS = 300;

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const seconds = (since: number) => (performance.now() - since) / 1_000;
const perSecond = (rows: number, took: number) => Math.round(rows / took);
const say = (text: string) => process.stdout.write(`${text}\n`);

const folder = temporaryFolder();
const databaseFile = join(folder.path, 'station.db');
const tags = lineTags();
let since = performance.now();
await fillStore(databaseFile, { tags, samplesPerTag: DAYS * 86_400, stepMs: 1_000, start: START });
say(`${tags.length * DAYS * 86_400} samples of ${DAYS} days stored in ${seconds(since).toFixed(0)} s`);

const core = await openCore({
  databaseFile,
  log: createLogger('error'),
  demoPlant: false,
  workers: 1,
  clocks: { now: () => END, monotonicNow: () => performance.now() },
});
const first = await core.rules.import(lineWatch(64), { activate: true });
const second = await core.rules.import(lineWatch(62), { activate: false });
const period = { from: new Date(START).toISOString(), to: new Date(END - 1).toISOString() };

async function endToEnd(against: number | undefined) {
  const began = performance.now();
  const usedBefore = cpuSeconds();
  const asked = { rulesetId: 'line-watch', version: first.version, ...period };
  const { id } = await core.backtests.start(against === undefined ? asked : { ...asked, against }, 'bench');
  await core.backtests.idle();
  const { state, result, problem } = await core.backtests.get(id);
  if (state !== 'done' || result === undefined) throw new Error(problem?.message);
  return { rows: result.rows, took: seconds(began), processor: cpuSeconds() - usedBefore, hash: result.hash };
}

const INPUT = {
  temperature: 61,
  slope: 0.01,
  samples: 600,
  pressure: 60,
  vibration: 50,
  current: 60,
  spread: 1,
};

/** Milliseconds of live judgments, stored with each, 50 a second, until something ends. */
async function liveWhile(work: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let isOver = false;
  void work.finally(() => (isOver = true));
  while (!isOver) {
    const asked = performance.now();
    await core.judgment.execute({
      rulesetId: 'line-watch',
      input: { ...INPUT, temperature: 61 + times.length / 1_000 },
      policy: 'rule',
      useCache: false,
    });
    times.push(performance.now() - asked);
    await sleep(20);
  }
  return times.toSorted((a, b) => a - b);
}
const p99Of = (times: readonly number[]) => times[Math.floor(times.length * 0.99)] ?? 0;

const alone = p99Of(await liveWhile(sleep(10_000)));
const running = endToEnd(undefined);
const beside = p99Of(await liveWhile(running));
const whole = await running;
const both = await endToEnd(second.version);

/** One machine in this thread, the time of judging apart. */
async function apart(ruleset: RunnableRuleset) {
  const history = openHistoryPasses(databaseFile);
  const engine = await RhaiEngine.load(readFileSync(resourcePath('rhaiWasm')));
  const judge = batchJudge(engine, ruleset);
  let judging = 0;
  const timed: JudgeRows = (stream) => {
    const at = performance.now();
    const judged = judge(stream);
    judging += performance.now() - at;
    return judged;
  };
  const [binding] = core.bound.bindings(ruleset);
  const tagIds = new Map(
    [...(binding?.tags ?? [])].map(([name, path]) => [name, core.hub.historyTag(path)?.id ?? 0] as const),
  );
  const started = performance.now();
  let rows = 0;
  const parts = runMachine({
    sides: [{ manifest: ruleset.manifest, judge: timed, tagIds }],
    from: START,
    to: END - 1,
    fixed: [],
    truths: [],
    state: null,
    open: (tagId, from, windowSeconds) =>
      history.pass({ tagId, from, to: END - 1, windowSeconds, thinned: null }),
    nextScheduled: () => Infinity,
  });
  for (const step of parts) if (step.kind === 'part') rows += step.part.rows;
  const took = seconds(started);
  history.close();
  return { rows, reading: took - judging / 1_000, judging: judging / 1_000 };
}

const ruleset = await core.rules.runnable('line-watch', first.version);
const machine = await apart(ruleset);

/** As it was: each input of each row asked of the history, each row interpreted by itself. */
async function rowByRow() {
  since = performance.now();
  for (let row = 0; row < SAMPLED_ROWS; row += 1) {
    const at = START + DAY_MS / 2 + Math.floor((row * (END - START - DAY_MS)) / SAMPLED_ROWS);
    await core.judgment.execute({
      rulesetId: 'line-watch',
      input: {},
      context: { equipment: 'plant/area/line1/press1' },
      at: new Date(at).toISOString(),
      policy: 'rule',
      useCache: false,
    });
  }
  return seconds(since) / SAMPLED_ROWS;
}
const oneRow = await rowByRow();
await core.close();
folder.remove();

const samples = tags.length * DAYS * 86_400;
say(`load ${loadavg()[0]?.toFixed(1)}`);
say(`live judgment, p99     ${alone.toFixed(2)} ms alone, ${beside.toFixed(2)} ms beside a backtest`);
say(
  `end to end             ${whole.took.toFixed(1)} s for ${whole.rows} rows (${perSecond(whole.rows, whole.took)} rows/s, ${perSecond(samples, whole.took)} samples/s), ${whole.processor.toFixed(1)} s of processor`,
);
say(`two versions           ${both.took.toFixed(1)} s`);
say(
  `one machine: columns   ${machine.reading.toFixed(2)} s, ${perSecond(machine.rows, machine.reading)} rows/s, ${perSecond(samples / LINE.machines, machine.reading)} samples/s`,
);
say(
  `one machine: judging   ${machine.judging.toFixed(2)} s, ${perSecond(machine.rows, machine.judging)} rows/s`,
);
say(
  `a question and an interpretation for each row: ${perSecond(1, oneRow)} rows/s, so ${((oneRow * whole.rows) / 3_600).toFixed(1)} h; ${((oneRow * whole.rows) / whole.took).toFixed(0)} ×`,
);
say(
  JSON.stringify({
    bench: 'backtest',
    days: DAYS,
    whole,
    both,
    machine,
    oneRowMs: oneRow * 1_000,
    ratio: (oneRow * whole.rows) / whole.took,
  }),
);
