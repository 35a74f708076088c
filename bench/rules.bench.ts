/**
 * Rules over many rows (ADR-0030) beside every peer of its kind: `npm run bench -- rules [seconds per peer]`.
 *
 * 20 rules, 12 inputs (`support/press-rules.ts`): isolated and metered, the full result read from every row: verdict, confidence, further number,
 * fired rules, operations. Then 1,000,000 rows at once; from an edit to the first verdict; memory of a rule; what metering costs.
 * Bars: ≥ 150 × QuickJS, ≥ 75 × Lua, ≥ 2,000 × json-rules-engine, ≥ 0.3 × JavaScript; 0 wrong of 10,000; replay ≥ 200 × QuickJS; edit ≤ 1/10, memory ≤ 1/2; metering ≤ 1.35.
 */
import { getQuickJS } from 'quickjs-emscripten';
import { compileRule } from '../rhai-wasm/compile/compile.ts';
import { kindsOf, RuleInstance } from '../rhai-wasm/compile/run.ts';
import { DEFAULT_LIMITS, type BatchResult, type RhaiEngine, type ScriptHandle } from '../rhai-wasm/index.ts';
import { loadRhai } from '../rhai-wasm/load-node.ts';
import {
  PRESS_INPUTS,
  PRESS_JAVASCRIPT,
  PRESS_RHAI,
  pressInputs,
  type PressInputs,
} from './support/press-rules.ts';
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
const OPTIONS = { outputs: ['reasons'] };
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
  const reasons = result.outputs['reasons'] ?? new Float64Array();
  let sum = 0;
  for (let i = 0; i < result.rows; i++) {
    const verdict = result.verdictTable[result.verdicts[i] ?? -1] ?? '';
    sum +=
      verdict.length +
      (result.confidences[i] ?? 0) +
      (reasons[i] ?? 0) +
      (result.fired[i] ?? 0) +
      (result.operations[i] ?? 0);
  }
  return sum;
}

/** Nanoseconds a row, best of some rounds of a part of the time each. */
function ofBatch(script: ScriptHandle, columns: Record<string, Float64Array>, count: number): number {
  let best = Infinity;
  let sink = 0;
  for (let i = 0; i < 100; i++) sink += readRows(engine.evaluateBatch(script, columns, OPTIONS));
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    let batches = 0;
    while (performance.now() - start < (SECONDS * 1000) / 5) {
      sink += readRows(engine.evaluateBatch(script, columns, OPTIONS));
      batches += 1;
    }
    best = Math.min(best, ((performance.now() - start) * 1e6) / batches / count);
  }
  if (Number.isNaN(sink)) throw new Error('a row has no number');
  return best;
}

async function ofPeer(peer: Peer): Promise<number> {
  let best = Infinity;
  let next = 0;
  const some = async (until: () => boolean): Promise<number> => {
    let done = 0;
    while (!until()) {
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
    return done;
  };
  let warm = 0;
  await some(() => warm++ > 100);
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const done = await some(() => performance.now() - start > (SECONDS * 1000) / 5);
    best = Math.min(best, ((performance.now() - start) * 1e6) / done);
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
      answer.reasons === ours.outputs['reasons']?.[i] &&
      (peer.name.startsWith('generated') || answer.fired === ours.fired[i]);
    if (!isSame) wrong += 1;
  }
  return wrong;
}

const script = compiledPress();
const all = engine.evaluateBatch(script, columnsOf(rows.length), OPTIONS);
const slow = engine.evaluateBatch(script, columnsOf(rows.length), { ...OPTIONS, interpretOnly: true });
console.log(`path: ${JSON.stringify(all.path)}`);

console.log(`20 rules, 12 inputs, full result of every row (${SECONDS} s each, best of five):`);
const perRow = ofBatch(script, columnsOf(ROWS), ROWS);
const figures: Record<string, number> = { 'compiled rules, metered': perRow };
const bars: Record<string, number> = { quickjs: 150, wasmoon: 75, 'json-rules': 2_000, generated: 0.3 };
for (const peer of [javaScriptPeer(), await quickJsPeer(), await luaPeer(), jsonRulesPeer(), zenPeer()]) {
  const wrong = await wrongOf(peer, all);
  figures[peer.name] = await ofPeer(peer);
  if (wrong > 0) failures += 1;
  console.log(`  ${peer.name}: ${figures[peer.name]?.toFixed(0)} ns, ${wrong} of ${rows.length} differ`);
  const bar = Object.entries(bars).find(([name]) => peer.name.startsWith(name))?.[1] ?? 1;
  say(`ours against ${peer.name}`, (figures[peer.name] ?? 0) / perRow, bar);
  peer.close();
}
const differing = rows.filter(
  (_, i) => all.verdicts[i] !== undefined && all.operations[i] !== slow.operations[i],
).length;
console.log(
  `  ours: ${perRow.toFixed(1)} ns a row; counts of ${differing} rows differ from the interpreter's`,
);

console.log('1,000,000 rows at once:');
const million = columnsOf(1_000_000);
const quick = figures['quickjs-emscripten'] ?? Number.NaN;
say('replay against QuickJS', quick / ofBatch(script, million, 1_000_000), 200);

console.log('from an edit to the first verdict, and the memory of a rule:');
await edits();
metering();
process.exitCode = failures === 0 ? 0 : 1;
console.log(JSON.stringify({ bench: 'rules', figures, failures }));

/** Every edit has another number in it, so nothing is found in a cache. */
async function edits(): Promise<void> {
  const quickJs = await getQuickJS();
  const edited = (source: string, i: number): string => source.replace('75.0', `${75 + i / 1000}`);
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let i = 1; i <= 300; i++) {
    let start = performance.now();
    const handle = compiledPress(edited(PRESS_RHAI, i));
    engine.evaluate(handle, { ...row(i) });
    times.ours.push(performance.now() - start);
    engine.release(handle);
    start = performance.now();
    const context = quickJs.newContext();
    const source = `((${PRESS_INPUTS.join(', ')}) => { const input = { ${PRESS_INPUTS.join(', ')} }; return JSON.stringify((() => { ${edited(PRESS_JAVASCRIPT, i)} })()); })`;
    const rule = context.unwrapResult(context.evalCode(source));
    const handles = PRESS_INPUTS.map((name) => context.newNumber(row(i)[name]));
    const answer = context.unwrapResult(context.callFunction(rule, context.undefined, ...handles));
    JSON.parse(context.getString(answer));
    times.theirs.push(performance.now() - start);
    for (const held of [answer, rule, ...handles]) held.dispose();
    context.dispose();
  }
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  console.log(
    `  ours ${median(times.ours).toFixed(3)} ms, QuickJS ${median(times.theirs).toFixed(3)} ms (medians of 300)`,
  );
  say('edit → first verdict', median(times.ours) / median(times.theirs), 0.1, true);
  await memory(edited);
}

/** Bytes that 200 live rules add, each evaluated once. */
async function memory(edited: (source: string, i: number) => string): Promise<void> {
  const COUNT = 200;
  const fresh: RhaiEngine = await loadRhai();
  const resident = (): number => {
    globalThis.gc?.();
    return process.memoryUsage.rss();
  };
  const before = resident();
  // A few modules of compiled rules are kept for all scripts together: they are made when a batch asks for them.
  const kept = Array.from({ length: COUNT }, (_, i) => {
    const compiled = fresh.compile(edited(PRESS_RHAI, i + 1), { inputs: PRESS_INPUTS });
    if (!compiled.ok) throw new Error('does not compile');
    fresh.evaluate(compiled.script, { ...row(i) });
    return compiled.script;
  });
  const ours = (resident() - before) / COUNT;
  const quickJs = await getQuickJS();
  const middle = resident();
  const contexts = Array.from({ length: COUNT }, (_, i) => {
    const context = quickJs.newContext();
    context.unwrapResult(context.evalCode(`((input) => { ${edited(PRESS_JAVASCRIPT, i + 1)} })`));
    return context;
  });
  const theirs = (resident() - middle) / COUNT;
  console.log(
    `  a live rule: ours ${(ours / 1024).toFixed(0)} KiB, a QuickJS context ${(theirs / 1024).toFixed(0)} KiB (${kept.length}, ${contexts.length})`,
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
