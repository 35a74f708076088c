/**
 * Rules over many rows (ADR-0030) beside every peer of its kind: `npm run bench -- rules [seconds per peer]`.
 *
 * 20 rules, 12 inputs (`support/press-rules.ts`): isolated and metered, the full result read from every row: verdict, confidence, further number,
 * fired rules, operations. Then 1,000,000 rows at once; from an edit to the first verdict; memory of a rule; what metering costs.
 * Bars: ≥ 150 × QuickJS, ≥ 75 × Lua, ≥ 2,000 × json-rules-engine, ≥ 0.3 × JavaScript; 0 wrong of 10,000; replay ≥ 200 × QuickJS; edit ≤ 1/10, memory ≤ 1/2; metering ≤ 1.35.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { getQuickJS } from 'quickjs-emscripten';
import { compileRule } from '../rhai-wasm/compile/compile.ts';
import { kindsOf, RuleInstance } from '../rhai-wasm/compile/run.ts';
import { DEFAULT_LIMITS, type BatchResult, type ScriptHandle } from '../rhai-wasm/index.ts';
import { loadRhai } from '../rhai-wasm/load-node.ts';
import {
  PRESS_INPUTS,
  PRESS_JAVASCRIPT,
  PRESS_RHAI,
  pressInputs,
  type PressInputs,
} from './support/press-rules.ts';
import { percentile } from './support/statistics.ts';
import {
  javaScriptPeer,
  jsonRulesPeer,
  luaPeer,
  quickJsPeer,
  zenPeer,
  type Peer,
} from './support/rule-peers.ts';

const SECONDS = Number(process.argv[2] ?? 2);
const ROWS = 8_192;
const EDITS = 3_000;
const OPTIONS = { outputs: ['hits'] };
const rows = pressInputs(10_000);
const row = (i: number): PressInputs => rows[i % rows.length] as PressInputs;
const engine = await loadRhai();
let failures = 0;

function columnsOf(count: number): Record<string, Float64Array> {
  return Object.fromEntries(
    PRESS_INPUTS.map((name) => [name, Float64Array.from({ length: count }, (_, i) => row(i)[name])]),
  );
}

function compiledPress(source = PRESS_RHAI): ScriptHandle {
  const compiled = engine.compile(source, { inputs: PRESS_INPUTS });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.script;
}

/** Prints a ratio and whether it is on the right side of its bar. */
function say(what: string, ratio: number, bar: number, isAtMost = false): void {
  const isKept = isAtMost ? ratio <= bar : ratio >= bar;
  if (!isKept) failures += 1;
  const digits = ratio >= 100 ? 0 : ratio >= 10 ? 1 : 3;
  console.log(
    `  ${what}: ${ratio.toFixed(digits)} × (bar ${isAtMost ? '≤' : '≥'} ${bar})${isKept ? '' : ' MISSED'}`,
  );
}

/** Reads all that a row has, so that nothing is computed for nobody. */
function readRows(result: BatchResult): number {
  const hits = result.outputs['hits'] ?? new Float64Array();
  let sum = 0;
  for (let i = 0; i < result.rows; i++) {
    const verdict = result.verdictTable[result.verdicts[i] ?? -1] ?? '';
    sum +=
      verdict.length +
      (result.confidences[i] ?? 0) +
      (hits[i] ?? 0) +
      (result.fired[i] ?? 0) +
      (result.operations[i] ?? 0);
  }
  return sum;
}

const ROUNDS = 6;

/** Nanoseconds for a row of columns, one round of a part of the time. */
function batchRound(columns: Record<string, Float64Array>, count: number): number {
  const start = performance.now();
  let batches = 0;
  let sink = 0;
  while (performance.now() - start < (SECONDS * 1000) / ROUNDS) {
    // As backtests do it: what is judged together stays in the processor's cache.
    for (let from = 0; from < count; from += ROWS) {
      const part = Object.entries(columns).map(([name, column]) => [
        name,
        column.subarray(from, from + ROWS),
      ]);
      sink += readRows(engine.evaluateBatch(script, Object.fromEntries(part), OPTIONS));
    }
    batches += 1;
  }
  if (Number.isNaN(sink)) throw new Error('a row has no number');
  return ((performance.now() - start) * 1e6) / batches / count;
}

let next = 0;
/** The same for calls of a peer. */
async function peerRound(peer: Peer): Promise<number> {
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < (SECONDS * 1000) / ROUNDS) {
    if (peer.inFlight === 1) {
      for (let i = 0; i < 32; i++) {
        const answer = peer.evaluate(row(next++));
        if (answer instanceof Promise) await answer;
      }
      done += 32;
    } else {
      await Promise.all(Array.from({ length: peer.inFlight }, () => peer.evaluate(row(next++))));
      done += peer.inFlight;
    }
  }
  return ((performance.now() - start) * 1e6) / done;
}

/** Both in turns, so that a slow minute of the machine is one of both; the best round of each. */
async function inTurns(
  peer: Peer,
  columns: Record<string, Float64Array>,
  count: number,
): Promise<{ ours: number; theirs: number }> {
  const best = { ours: Infinity, theirs: Infinity };
  // The first round warms both up.
  for (let round = 0; round <= ROUNDS; round++) {
    const ours = batchRound(columns, count);
    const theirs = await peerRound(peer);
    if (round === 0) continue;
    best.ours = Math.min(best.ours, ours);
    best.theirs = Math.min(best.theirs, theirs);
  }
  return best;
}

/** Rows of 10,000 whose answer differs from ours. */
async function wrongOf(peer: Peer, ours: BatchResult): Promise<number> {
  let wrong = 0;
  for (const [i, inputs] of rows.entries()) {
    const answer = await peer.evaluate(inputs);
    const isSame =
      answer.verdict === ours.verdictTable[ours.verdicts[i] ?? -1] &&
      answer.confidence === ours.confidences[i] &&
      answer.reasons === ours.outputs['hits']?.[i] &&
      (peer.name.startsWith('generated') || answer.fired === ours.fired[i]);
    if (!isSame) wrong += 1;
  }
  return wrong;
}

const script = compiledPress();
const all = engine.evaluateBatch(script, columnsOf(rows.length), OPTIONS);
const slow = engine.evaluateBatch(script, columnsOf(rows.length), { ...OPTIONS, interpretOnly: true });
console.log(`path: ${JSON.stringify(all.path)}`);

console.log(`20 rules, 12 inputs, full result of every row (in turns, ${SECONDS} s each, best rounds):`);
const figures: Record<string, { ours: number; theirs: number }> = {};
const columns8k = columnsOf(ROWS);
const bars: Record<string, number> = {
  quickjs: 150,
  wasmoon: 75,
  'json-rules': 2_000,
  generated: 0.3,
  zen: 1,
};
for (const peer of [javaScriptPeer(), await quickJsPeer(), await luaPeer(), jsonRulesPeer(), zenPeer()]) {
  const wrong = await wrongOf(peer, all);
  if (wrong > 0) failures += 1;
  const figure = await inTurns(peer, columns8k, ROWS);
  figures[peer.name] = figure;
  console.log(
    `  ${peer.name}: ${figure.theirs.toFixed(0)} ns, ours ${figure.ours.toFixed(1)} ns; ${wrong} of ${rows.length} differ`,
  );
  const bar = Object.entries(bars).find(([name]) => peer.name.startsWith(name))?.[1] ?? 1;
  say(`ours against ${peer.name}`, figure.theirs / figure.ours, bar);
  peer.close();
}
const differing = rows.filter((_, i) => all.operations[i] !== slow.operations[i]).length;
if (differing > 0) failures += 1;
console.log(`  counts of ${differing} of ${rows.length} rows differ from the interpreter's`);

console.log('1,000,000 rows, in parts as a backtest judges them:');
const again = await quickJsPeer();
const replay = await inTurns(again, columnsOf(1_000_000), 1_000_000);
again.close();
say('replay against QuickJS', replay.theirs / replay.ours, 200);

console.log('from an edit to the first verdict, and the memory of a rule:');
await edits();
metering();
process.exitCode = failures === 0 ? 0 : 1;
console.log(JSON.stringify({ bench: 'rules', figures, failures }));

/** Every edit has another number in it, so nothing is found in a cache; the rule that is edited is there, as at the desk. */
async function edits(): Promise<void> {
  const quickJs = await getQuickJS();
  const edited = (source: string, i: number): string => source.replace('75.0', `${75 + i / 10_000}`);
  const times = { ours: [] as number[], theirs: [] as number[] };
  const ours = (i: number): void => {
    const start = performance.now();
    const handle = compiledPress(edited(PRESS_RHAI, i));
    engine.evaluate(handle, { ...row(i) });
    times.ours.push(performance.now() - start);
    engine.release(handle);
  };
  const theirs = (i: number): void => {
    const start = performance.now();
    const context = quickJs.newContext();
    const source = `((${PRESS_INPUTS.join(', ')}) => { const input = { ${PRESS_INPUTS.join(', ')} }; return JSON.stringify((() => { ${edited(PRESS_JAVASCRIPT, i)} })()); })`;
    const rule = context.unwrapResult(context.evalCode(source));
    const handles = PRESS_INPUTS.map((name) => context.newNumber(row(i)[name]));
    const answer = context.unwrapResult(context.callFunction(rule, context.undefined, ...handles));
    JSON.parse(context.getString(answer));
    times.theirs.push(performance.now() - start);
    for (const held of [answer, rule, ...handles]) held.dispose();
    context.dispose();
  };
  // In turns, a hundred each.
  for (let from = 1; from <= EDITS; from += 100) {
    for (const one of [ours, theirs]) for (let i = from; i < from + 100; i++) one(i);
  }
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  console.log(
    `  ours ${median(times.ours).toFixed(3)} ms, QuickJS ${median(times.theirs).toFixed(3)} ms (medians of ${EDITS})`,
  );
  say('edit → first verdict', median(times.ours) / median(times.theirs), 0.1, true);
  memory();
}

/** A live rule, evaluated once, as rule workers hold it; modules of compiled rules are a few for all of them. */
function memory(): void {
  const program = fileURLToPath(new URL('support/rule-memory.ts', import.meta.url));
  const once = (which: string): number =>
    Number(spawnSync(process.execPath, ['--expose-gc', program, which], { encoding: 'utf8' }).stdout);
  // What a process has not given back yet, or gives back later, is in each.
  const bytesOf = (which: string): number =>
    percentile(
      Array.from({ length: 15 }, () => once(which)),
      0.5,
    );
  const [ours, theirs] = [bytesOf('ours'), bytesOf('quickjs')];
  console.log(
    `  a live rule: ours ${(ours / 1024).toFixed(0)} KiB, a QuickJS context ${(theirs / 1024).toFixed(0)} KiB`,
  );
  say('memory of a rule', ours / theirs, 0.5, true);
}

/** The same module with and without counting. */
function metering(): void {
  const columns = columnsOf(ROWS);
  const { kinds } = kindsOf(script.facts, columns, OPTIONS);
  const parsed = engine.tree(PRESS_RHAI);
  if (!parsed.ok) throw new Error('does not parse');
  const memoryOf = (): WebAssembly.Memory => new WebAssembly.Memory({ initial: 1, maximum: 256 });
  const instance = (isCounted: boolean): RuleInstance => {
    const made = compileRule(parsed.tree, script.facts, DEFAULT_LIMITS, kinds, OPTIONS.outputs, isCounted);
    if (!made.ok) throw new Error(made.message);
    return new RuleInstance(made.rule, memoryOf(), {});
  };
  const [counted, uncounted] = [instance(true), instance(false)];
  const best = { counted: Infinity, uncounted: Infinity };
  const time = (one: RuleInstance): number => {
    const start = performance.now();
    for (let i = 0; i < 50; i++) one.judge(script.facts, columns, OPTIONS);
    return performance.now() - start;
  };
  for (let round = 0; round < 20; round++) {
    best.counted = Math.min(best.counted, time(counted));
    best.uncounted = Math.min(best.uncounted, time(uncounted));
  }
  console.log('metering:');
  say('metered against unmetered', best.counted / best.uncounted, 1.35, true);
}
