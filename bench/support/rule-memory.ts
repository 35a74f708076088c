/** Prints the bytes that a live rule takes, of ours or of QuickJS, in a process of its own: `rule-memory.ts ours|quickjs`. */
import { getQuickJS, type QuickJSContext } from 'quickjs-emscripten';
import type { ScriptHandle } from '../../rhai-wasm/index.ts';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { PRESS_INPUTS, PRESS_JAVASCRIPT, PRESS_RHAI, pressInputs } from './press-rules.ts';

const COUNT = 1_000;
const edited = (source: string, i: number): string => source.replace('75.0', `${75 + i / 1000}`);
const [inputs] = pressInputs(1);

function resident(): number {
  for (let i = 0; i < 4; i++) globalThis.gc?.();
  return process.memoryUsage.rss();
}

/** Rules that are compiled, evaluated once and kept. */
async function ofOurs(): Promise<(i: number) => ScriptHandle> {
  const engine = await loadRhai();
  return (i) => {
    const compiled = engine.compile(edited(PRESS_RHAI, i), { inputs: PRESS_INPUTS });
    if (!compiled.ok) throw new Error('does not compile');
    engine.evaluate(compiled.script, { ...inputs });
    return compiled.script;
  };
}

/** Contexts of one QuickJS, each with its rule evaluated once. */
async function ofQuickJs(): Promise<(i: number) => QuickJSContext> {
  const quickJs = await getQuickJS();
  return (i) => {
    const context = quickJs.newContext();
    const source = `((input) => { ${edited(PRESS_JAVASCRIPT, i)} })(${JSON.stringify(inputs)})`;
    context.unwrapResult(context.evalCode(source)).dispose();
    return context;
  };
}

const make: (i: number) => unknown = process.argv[2] === 'ours' ? await ofOurs() : await ofQuickJs();
// What the engine needs for itself, and what it keeps for the next ones, is there after some.
const kept: unknown[] = Array.from({ length: 100 }, (_, i) => make(i));
const before = resident();
for (let i = 0; i < COUNT; i++) kept.push(make(10_000 + i));
console.log(Math.round((resident() - before) / COUNT));
// Nothing of it may be collected before.
if (kept.length !== COUNT + 100) process.exitCode = 1;
