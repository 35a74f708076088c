import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type {
  BacktestOrder,
  BacktestWorkerData,
  FromBacktest,
  ToBacktest,
} from '../contexts/backtest/index.ts';
import { openHistoryPasses } from '../contexts/data-hub/index.ts';
import { batchJudge } from './batch-judge.ts';
import { machineSteps } from './machine-steps.ts';
import { atMostEvery, giveWayToLive, ownEngine } from './work-thread.ts';

const PROGRESS_EVERY_MS = 200;

if (parentPort === null) throw new Error('backtests run in a worker thread');
const port = parentPort;
const { databaseFile, wasm } = workerData as BacktestWorkerData;
let isClosed = false;
let kept: PromiseWithResolvers<void> | null = null;

giveWayToLive();

const tell = (message: FromBacktest) => port.postMessage(message);

/** Parts of all machines, one after the other; ends early when the thread is told to. */
async function run({ sides, from, to, machines, withBegins = false }: BacktestOrder): Promise<void> {
  const engine = await ownEngine(wasm);
  const judges = sides.map((side) => batchJudge(engine, side));
  const history = openHistoryPasses(databaseFile);
  const isTimeToTell = atMostEvery(PROGRESS_EVERY_MS);
  let rows = 0;
  try {
    for (const order of machines) {
      const { machine } = order;
      for (const step of machineSteps(history, { sides, from, to, withBegins }, order, judges)) {
        await nextTurn();
        if (isClosed) return;
        if (step.kind === 'part') {
          kept = Promise.withResolvers();
          tell({ kind: 'part', machine, part: step.part });
          await kept.promise;
          continue;
        }
        rows += step.rows;
        if (isTimeToTell()) tell({ kind: 'progress', machine, at: step.at, rows });
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
