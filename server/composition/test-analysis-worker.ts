import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { RhaiEngine } from '../../rhai-wasm/index.ts';
import { analyseTests, type AnalysisOrder, type FromAnalysis } from '../contexts/rules/index.ts';
import { createTestEngine } from './test-engine.ts';

const PROGRESS_EVERY_MS = 100;
const LESS_THAN_LIVE = 10;

if (parentPort === null) throw new Error('analyses run in a worker thread');
const port = parentPort;
const { wasm, ruleset, mutate } = workerData as AnalysisOrder & { wasm: string };

// Linux has priorities of threads: what is live goes first. Elsewhere it would be that of the whole process.
if (process.platform === 'linux') setPriority(LESS_THAN_LIVE);

const tell = (message: FromAnalysis) => port.postMessage(message);
const engine = await RhaiEngine.load(readFileSync(wasm));
let toldAt = 0;
for (const step of analyseTests(createTestEngine(engine, ruleset.manifest), ruleset, mutate)) {
  if (step.kind !== 'progress') tell(step);
  else if (performance.now() - toldAt >= PROGRESS_EVERY_MS) {
    toldAt = performance.now();
    tell(step);
  }
}
tell({ kind: 'done' });
