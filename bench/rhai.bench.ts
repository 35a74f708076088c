/**
 * 20 rules, 12 inputs: `node bench/rhai.bench.ts [seconds per case]`.
 *
 * Prints a table and one line of JSON. Bar: in process p99 ≤ 0.2 ms. The peer is quickjs-emscripten in the same run.
 */
import { strictEqual } from 'node:assert';
import { loadRhai, RHAI_WASM } from '../rhai-wasm/load-node.ts';
import { createRulePool } from '../server/platform/rule-pool/index.ts';
import {
  PRESS_INPUTS,
  PRESS_JAVASCRIPT,
  PRESS_RHAI,
  pressInputs,
  type PressInputs,
} from './support/press-rules.ts';
import { quickJsRule } from './support/quickjs.ts';

const SECONDS = Number(process.argv[2] ?? 2);
const rows = pressInputs(4096);

interface Figures {
  case: string;
  perSecond: number;
  p50Us: number;
  p99Us: number;
}

function row(i: number): PressInputs {
  const found = rows[i % rows.length];
  if (found === undefined) throw new Error('no rows');
  return found;
}

/** Runs one call after another, each timed. */
async function measure(name: string, call: (inputs: PressInputs) => unknown): Promise<Figures> {
  for (let i = 0; i < 5_000; i++) await call(row(i));
  const times: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  let total = 0;
  for (let i = 0; performance.now() < end; i++) {
    const inputs = row(i);
    const start = performance.now();
    const pending = call(inputs);
    if (pending instanceof Promise) await pending;
    const took = performance.now() - start;
    total += took;
    times.push(took);
  }
  times.sort((a, b) => a - b);
  const at = (part: number): number => (times[Math.floor(times.length * part)] ?? 0) * 1000;
  return { case: name, perSecond: times.length / (total / 1000), p50Us: at(0.5), p99Us: at(0.99) };
}

/** Runs columns of all rows; time per row. */
function measureBatch(evaluate: () => void): Figures {
  evaluate();
  const start = performance.now();
  let rounds = 0;
  while (performance.now() - start < SECONDS * 1000) {
    evaluate();
    rounds++;
  }
  const perRow = (performance.now() - start) / (rounds * rows.length);
  return { case: 'rhai batch', perSecond: 1000 / perRow, p50Us: perRow * 1000, p99Us: perRow * 1000 };
}

const engine = await loadRhai();
const compiled = engine.compile(PRESS_RHAI, { inputs: PRESS_INPUTS });
if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
const { script } = compiled;
const quickJs = await quickJsRule(PRESS_INPUTS, PRESS_JAVASCRIPT);
const values = (inputs: PressInputs): number[] => PRESS_INPUTS.map((name) => inputs[name]);

let wrong = 0;
for (const inputs of rows) {
  const ours = engine.evaluate(script, inputs);
  const peer = quickJs.evaluate(values(inputs)) as { verdict: string; fired: string[] };
  const fired = ours.trace.filter((entry) => entry.fired).map((entry) => entry.ruleId);
  const verdict = ours.ok ? (ours.value as { verdict: string }).verdict : 'error';
  if (verdict !== peer.verdict || fired.join() !== peer.fired.join()) wrong++;
}
strictEqual(wrong, 0, 'Rhai and QuickJS answer differently');

const columns = Object.fromEntries(
  PRESS_INPUTS.map((name) => [name, Float64Array.from(rows, (inputs) => inputs[name])]),
);
const pool = await createRulePool({ wasm: RHAI_WASM });
const request = { hash: 'press', source: PRESS_RHAI };
const figures = [
  await measure('rhai, full trace', (inputs) => engine.evaluate(script, inputs)),
  measureBatch(() => engine.evaluateBatch(script, columns)),
  await measure('rhai through the pool', (inputs) => pool.evaluate({ ...request, inputs })),
  await measure('quickjs-emscripten', (inputs) => quickJs.evaluate(values(inputs))),
];
await pool.close();
quickJs.dispose();

const peer = figures.at(-1)?.perSecond ?? Number.NaN;
console.table(
  Object.fromEntries(
    figures.map((f) => [
      f.case,
      {
        'evaluations/s': Math.round(f.perSecond),
        'p50 µs': Number(f.p50Us.toFixed(1)),
        'p99 µs': Number(f.p99Us.toFixed(1)),
        '× QuickJS': Number((f.perSecond / peer).toFixed(2)),
      },
    ]),
  ),
);
console.log(JSON.stringify({ bench: 'rhai', wrong, of: rows.length, figures }));
const inProcess = figures[0]?.p99Us ?? Number.POSITIVE_INFINITY;
if (inProcess > 200) {
  console.error(`p99 in process is ${inProcess.toFixed(1)} µs, the bar is 200 µs`);
  process.exitCode = 1;
}
