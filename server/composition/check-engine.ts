import type { RhaiEngine } from '../../rhai-wasm/index.ts';
import type { RulesetManifest } from '../../shared/contract/rules.ts';
import { decide, type ScriptValue } from '../contexts/judgment/index.ts';
import type { CheckEngine, ScriptRun } from '../contexts/rules/index.ts';

/** The rule engine as the checker uses it: every run judged as the plant's would be. */
export function createCheckEngine(engine: RhaiEngine): CheckEngine {
  return {
    tree: (source) => engine.tree(source),
    open(manifest, source) {
      const limits = { operations: manifest.limits.operations };
      const compiled = engine.compile(source, { limits });
      if (!compiled.ok) {
        const { diagnostics } = compiled;
        const none: ScriptRun = { ok: false, value: null, error: null, trace: [], isJudged: false };
        return {
          ...{ warnings: [], diagnostics, inputs: [], readsAny: true, verdicts: [] },
          run: () => none,
          close: () => undefined,
        };
      }
      const { script, facts } = compiled;
      const { parameters } = manifest;
      return {
        warnings: facts.warnings,
        diagnostics: [],
        inputs: facts.inputs,
        readsAny: facts.dynamic,
        verdicts: facts.verdicts,
        run: (inputs) => judged(manifest, engine.evaluate(script, { ...inputs, parameters })),
        close: () => engine.release(script),
      };
    },
  };
}

function judged(manifest: RulesetManifest, result: ReturnType<RhaiEngine['evaluate']>): ScriptRun {
  const { trace } = result;
  if (!result.ok) return { ok: false, value: null, error: result.error, trace, isJudged: false };
  const { value } = result;
  const { holdCause } = decide(manifest, { ok: true, value: value as ScriptValue, trace: [] });
  return { ok: true, value, error: null, trace, isJudged: holdCause === undefined };
}
