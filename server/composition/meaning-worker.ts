import { parentPort, workerData } from 'node:worker_threads';
import { compareMeaning, type FromMeaning, type MeaningOrder } from '../contexts/rules/index.ts';
import { createMeaningEngine } from './meaning-engine.ts';
import { atMostEvery, giveWayToLive, ownEngine } from './work-thread.ts';

const PROGRESS_EVERY_MS = 100;

if (parentPort === null) throw new Error('versions are compared in a worker thread');
const port = parentPort;
const { wasm, budgetMs, ...comparison } = workerData as MeaningOrder & { wasm: string };

giveWayToLive();

const tell = (message: FromMeaning) => port.postMessage(message);
const engine = createMeaningEngine(await ownEngine(wasm));
const run = compareMeaning(engine, comparison, { now: () => performance.now(), budgetMs });
const isTimeToTell = atMostEvery(PROGRESS_EVERY_MS);
let step = run.next();
for (; step.done !== true; step = run.next()) if (isTimeToTell()) tell({ kind: 'progress', ...step.value });
tell({ kind: 'report', report: step.value });
tell({ kind: 'done' });
