import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Cron } from 'croner';
import { RhaiEngine } from '../../rhai-wasm/index.ts';
import type { RulesetManifest } from '../../shared/contract/rules.ts';
import {
  runMachine,
  type BacktestOrder,
  type BacktestWorkerData,
  type FromBacktest,
  type MachineSide,
  type ToBacktest,
} from '../contexts/backtest/index.ts';
import { openHistoryPasses } from '../contexts/data-hub/index.ts';
import { batchJudge } from './batch-judge.ts';

const PROGRESS_EVERY_MS = 200;
const LESS_THAN_LIVE = 10;

if (parentPort === null) throw new Error('backtests run in a worker thread');
const port = parentPort;
const { databaseFile, wasm } = workerData as BacktestWorkerData;
let isClosed = false;
let kept: PromiseWithResolvers<void> | null = null;

// Linux has priorities of threads: what is live goes first. Elsewhere it would be that of the whole process.
if (process.platform === 'linux') setPriority(LESS_THAN_LIVE);

const tell = (message: FromBacktest) => port.postMessage(message);

function nextScheduled({ trigger }: RulesetManifest, after: number): number {
  if (trigger.kind !== 'schedule') return Infinity;
  const next = new Cron(trigger.cron, { timezone: trigger.timezone, paused: true }).nextRun(new Date(after));
  return next?.getTime() ?? Infinity;
}

/** Parts of all machines, one after the other; ends early when the thread is told to. */
async function run({ sides, from, to, machines, withBegins = false }: BacktestOrder): Promise<void> {
  const engine = await RhaiEngine.load(readFileSync(wasm));
  const judges = sides.map((side) => batchJudge(engine, side));
  const history = openHistoryPasses(databaseFile);
  let toldAt = 0;
  let rows = 0;
  try {
    for (const { machine, tags, ...order } of machines) {
      const thinned = new Map(tags.flat().map(([, tag]) => [tag.id, tag.thinned]));
      const parts = runMachine({
        ...order,
        ...{ from, to, withBegins },
        sides: sides.map(({ manifest }, side): MachineSide => ({
          manifest,
          judge: judges[side] as MachineSide['judge'],
          tagIds: new Map(tags[side]?.map(([input, { id }]) => [input, id])),
        })),
        open: (tagId, begin, windowSeconds) =>
          history.pass({ tagId, from: begin, to, windowSeconds, thinned: thinned.get(tagId) ?? null }),
        nextScheduled,
      });
      for (const step of parts) {
        await nextTurn();
        if (isClosed) return;
        if (step.kind === 'part') {
          kept = Promise.withResolvers();
          tell({ kind: 'part', machine, part: step.part });
          await kept.promise;
          continue;
        }
        rows += step.rows;
        if (performance.now() - toldAt < PROGRESS_EVERY_MS) continue;
        toldAt = performance.now();
        tell({ kind: 'progress', machine, at: step.at, rows });
      }
    }
    tell({ kind: 'done' });
  } finally {
    history.close();
  }
}

port.on('message', (message: ToBacktest) => {
  if (message === 'kept') kept?.resolve();
  else if (message === 'close') {
    isClosed = true;
    kept?.resolve();
    port.close();
  } else {
    run(message.order).catch((error: unknown) =>
      tell({ kind: 'broke', message: error instanceof Error ? error.message : String(error) }),
    );
  }
});
