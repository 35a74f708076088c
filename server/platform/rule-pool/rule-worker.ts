/** A worker thread of the rule pool: one Rhai engine, compiled scripts by content. */
import { parentPort, workerData } from 'node:worker_threads';
import { RhaiEngine, type Evaluation, type ScriptHandle } from '../../../rhai-wasm/index.ts';
import type { CompileMessage, EvaluateMessage, Reply, Request, WorkerData } from './messages.ts';
import { Progress } from './progress.ts';

/** Scripts kept compiled; about 30 KB each. */
const SCRIPTS = 400;

const { module, progress: buffer } = workerData as WorkerData;
const progress = new Progress(buffer);
const engine = RhaiEngine.fromModule(module);
const scripts = new Map<string, ScriptHandle>();

type Found = { script: ScriptHandle; compiled: boolean } | { failure: Evaluation } | 'missing';

function find({ script: ref }: EvaluateMessage): Found {
  const known = scripts.get(ref.key);
  if (known !== undefined) {
    // Used last is dropped last.
    scripts.delete(ref.key);
    scripts.set(ref.key, known);
    return { script: known, compiled: false };
  }
  if (ref.source === undefined) return 'missing';
  const result = engine.compile(ref.source, ref.limits === undefined ? {} : { limits: ref.limits });
  if (!result.ok) return { failure: compileFailure(result.diagnostics[0]) };
  scripts.set(ref.key, result.script);
  if (scripts.size > SCRIPTS) dropOldest();
  return { script: result.script, compiled: true };
}

function compileFailure(diagnostic: Extract<Evaluation, { ok: false }>['error'] | undefined): Evaluation {
  const error = diagnostic ?? {
    code: 'RUNTIME' as const,
    message: 'the script does not compile',
    reason: { code: 'scriptOther' as const, parameters: { text: 'the script does not compile' } },
    line: 0,
    column: 0,
  };
  return { ok: false, error, operations: 0, trace: [], printed: [] };
}

function dropOldest(): void {
  for (const [key, script] of scripts) {
    engine.release(script);
    scripts.delete(key);
    return;
  }
}

function evaluate(request: EvaluateMessage): Reply {
  const found = find(request);
  if (found === 'missing') return { kind: 'missing', id: request.id };
  if ('failure' in found) return { kind: 'evaluated', id: request.id, result: found.failure };
  // The deadline is for the evaluation, not for the compile before a first one.
  if (found.compiled) progress.begin(request.id);
  const result = engine.evaluate(found.script, request.inputs);
  if (progress.hasUsed(request.deadlineMs)) return { kind: 'late', id: request.id };
  return { kind: 'evaluated', id: request.id, result };
}

function compile(request: CompileMessage): Reply {
  const result = engine.compile(request.source, request.options);
  if (!result.ok) return { kind: 'compiled', id: request.id, result };
  const { types } = request.options;
  const path = types === undefined ? {} : { path: engine.pathOf(result.script, types) };
  engine.release(result.script);
  return { kind: 'compiled', id: request.id, result: { ok: true, facts: result.facts, ...path } };
}

/** V8 compiles WASM function by function on first use: better now than within the deadline of the first rule. */
function warmUp(): void {
  const source = `
    fn half(x) { x / 2.0 }
    let limits = #{ high: 5.0 }; let reasons = []; let name = "a";
    if x > limits.high && half(x) < 9.0 { reasons.push(\`\${x}\`); } else if x == 1.0 { name += "b"; }
    for r in [1.0, 2.0].map(|v| v * 2.0) { switch name { "a" => x += r, _ => x -= r } }
    #{ verdict: name, confidence: 0.5, reasons: reasons }`;
  const result = engine.compile(source);
  if (!result.ok) return;
  for (const x of [1, 2, 6, 7]) engine.evaluate(result.script, { x });
  engine.release(result.script);
}

parentPort?.on('message', (requests: Request[]) => {
  const replies: Reply[] = [];
  for (const request of requests) {
    progress.begin(request.id);
    replies.push(request.kind === 'compile' ? compile(request) : evaluate(request));
    progress.end();
  }
  parentPort?.postMessage(replies);
});

warmUp();
// An empty answer says that the thread is up.
parentPort?.postMessage([]);
