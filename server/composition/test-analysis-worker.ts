import { parentPort, workerData } from 'node:worker_threads';
import { analyseTests, type AnalysisOrder, type FromAnalysis } from '../contexts/rules/index.ts';
import { createTestEngine } from './test-engine.ts';
import { atMostEvery, giveWayToLive, ownEngine } from './work-thread.ts';

const PROGRESS_EVERY_MS = 100;

if (parentPort === null) throw new Error('analyses run in a worker thread');
const port = parentPort;
const { wasm, ruleset, mutate, measured } = workerData as AnalysisOrder & { wasm: string };

giveWayToLive();

const tell = (message: FromAnalysis) => port.postMessage(message);
const engine = await ownEngine(wasm);
const isTimeToTell = atMostEvery(PROGRESS_EVERY_MS);
for (const step of analyseTests(createTestEngine(engine, ruleset.manifest), ruleset, mutate, measured))
  if (step.kind !== 'progress' || isTimeToTell()) tell(step);
tell({ kind: 'done' });
