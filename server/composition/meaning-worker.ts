import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { RhaiEngine } from '../../rhai-wasm/index.ts';
import { compareMeaning, type FromMeaning, type MeaningOrder } from '../contexts/rules/index.ts';
import { createMeaningEngine } from './meaning-engine.ts';

const PROGRESS_EVERY_MS = 100;
const LESS_THAN_LIVE = 10;

if (parentPort === null) throw new Error('versions are compared in a worker thread');
const port = parentPort;
const { wasm, budgetMs, ...comparison } = workerData as MeaningOrder & { wasm: string };

// Linux has priorities of threads: what is live goes first. Elsewhere it would be that of the whole process.
if (process.platform === 'linux') setPriority(LESS_THAN_LIVE);

const tell = (message: FromMeaning) => port.postMessage(message);
const engine = createMeaningEngine(await RhaiEngine.load(readFileSync(wasm)));
const run = compareMeaning(engine, comparison, { now: () => performance.now(), budgetMs });
let toldAt = 0;
let step = run.next();
for (; step.done !== true; step = run.next()) {
  if (performance.now() - toldAt < PROGRESS_EVERY_MS) continue;
  toldAt = performance.now();
  tell({ kind: 'progress', ...step.value });
}
tell({ kind: 'report', report: step.value });
tell({ kind: 'done' });
