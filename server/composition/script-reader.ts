import type { ScriptReader } from '../contexts/judgment/index.ts';
import { instrument, linesNotReached, scriptNames } from '../contexts/rules/index.ts';
import type { RulePool } from '../platform/rule-pool/index.ts';

/** What the marks of an instrumented script may cost beside the script itself: at most one operation or two a statement. */
const OPERATIONS_BESIDE = 4;
const DEADLINE_MS = 1_000;

/** Scripts as they are read beside a trace: their conditions, and what of them runs with certain inputs. */
export function createScriptReader(pool: RulePool): ScriptReader {
  return {
    async read({ source, manifest }, inputs) {
      const operations = manifest.limits.operations;
      const compiled = await pool.compile(source, { limits: { operations }, inputs: scriptNames(manifest) });
      if (!compiled.ok) return { rules: [], linesNotReached: null };
      const rules = compiled.facts.rules.map(({ id, kind, line, column, source: text }) => ({
        ...{ id, kind, line, column },
        source: text,
      }));
      if (inputs === null) return { rules, linesNotReached: null };
      const instrumented = instrument(source);
      const result = await pool.evaluate({
        hash: `instrumented ${source}`,
        source: instrumented.source,
        inputs,
        limits: { operations: operations * OPERATIONS_BESIDE },
        deadlineMs: Math.max(DEADLINE_MS, manifest.limits.deadlineMs),
      });
      const reached = new Set<number>();
      for (const { line, column } of result.trace) {
        const region = instrumented.regionAt(line, column);
        if (region !== undefined) reached.add(region);
      }
      // Without any mark it did not even compile, or its thread was lost.
      return {
        rules,
        linesNotReached: reached.size === 0 ? null : linesNotReached(source, instrumented.regions, reached),
      };
    },
  };
}
