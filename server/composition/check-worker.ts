import { parentPort, workerData } from 'node:worker_threads';
import { checkScript } from '../contexts/rules/index.ts';
import { createCheckEngine } from './check-engine.ts';
import { CHECK_BUDGET_MS, type CheckOrder, type CheckReply } from './check-thread.ts';
import { giveWayToLive, ownEngine } from './work-thread.ts';

if (parentPort === null) throw new Error('rulesets are checked in a worker thread');
const port = parentPort;
const { wasm } = workerData as { wasm: string };

giveWayToLive();

const engine = createCheckEngine(await ownEngine(wasm));

/** Milliseconds this thread has worked: on a busy machine it waits, and what is found stays the same. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function answer({ manifest, source, inputs }: CheckOrder): CheckReply {
  try {
    if (inputs === undefined) {
      const options = { now: processorTime, budgetMs: CHECK_BUDGET_MS };
      return { report: checkScript(engine, manifest, source, options) };
    }
    const opened = engine.open(manifest, source);
    const run = opened.run(inputs);
    opened.close();
    return { run };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (order: CheckOrder) => port.postMessage(answer(order)));
