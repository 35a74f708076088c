import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import type { BatchColumn, BatchResult, RhaiEngine } from '../../../../rhai-wasm/index.ts';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import { parseRuleset } from '../domain/ruleset.ts';

/** Inputs of each ruleset; a million on demand. */
const ROWS = Number(process.env['AIF_TEST_FUZZ'] ?? 4_000);
const CHUNK = 100_000;

let engine: RhaiEngine;
beforeAll(async () => {
  engine = await loadRhai();
});

let state = 1;
/** The "minimal standard" generator of Park and Miller: from 0 to 1. */
function chance(): number {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}

/** On the limits of the ruleset to the last place, beside them, or anywhere. */
function someNumber(limits: readonly number[]): number {
  const limit = limits[Math.floor(chance() * limits.length)] ?? 0;
  if (chance() < 0.3) return limit * (1 + (Math.floor(chance() * 7) - 3) * (Number.EPSILON / 2));
  if (chance() < 0.2) return limit * (0.9 + chance() * 0.2);
  return chance() < 0.1 ? 0 : chance() * 400 - 40;
}

function columnsOf({ inputs, parameters }: Pick<RulesetManifest, 'inputs' | 'parameters'>, rows: number) {
  const limits = Object.values(parameters).filter((value) => typeof value === 'number');
  const columns: Record<string, BatchColumn> = { parameters };
  for (const { name, type, optional, values = ['other'] } of inputs) {
    const isMissing = (): boolean => chance() < (optional ? 0.3 : 0.01);
    if (type === 'number') {
      columns[name] = Float64Array.from({ length: rows }, () =>
        isMissing() ? Number.NaN : someNumber(limits),
      );
    } else if (type === 'boolean') {
      columns[name] = {
        booleans: Int8Array.from({ length: rows }, () => (isMissing() ? -1 : Math.floor(chance() * 2))),
      };
    } else {
      const indexes = Int32Array.from({ length: rows }, () =>
        isMissing() ? -1 : Math.floor(chance() * values.length),
      );
      columns[name] = { texts: values, indexes };
    }
  }
  return columns;
}

function rowOf(result: BatchResult, row: number): string {
  const fired = result.fired.subarray(row * result.firedWords, (row + 1) * result.firedWords);
  const verdict = result.verdictTable[result.verdicts[row] ?? -1];
  return [verdict, result.confidences[row], result.codes[row], result.operations[row], ...fired].join(' ');
}

function shipped(id: string) {
  const text = (name: string) => readFileSync(new URL(`${id}/${name}`, import.meta.url), 'utf8');
  return parseRuleset({ manifest: JSON.parse(text('ruleset.json')), source: text('rules.rhai'), tests: [] });
}

/** The rule that the product's mission gives as its example, with the key that a verdict has here. */
const MISSION = {
  source: `let defect_rate = input.defect_count / input.production_count;
if defect_rate > 0.05 { #{ verdict: "HIGH_DEFECT", confidence: 0.95 } } else { #{ verdict: "NORMAL", confidence: 0.80 } }`,
  manifest: {
    inputs: ['defect_count', 'production_count'].map(
      (name) => ({ name, type: 'number', take: 'last', optional: false }) as const,
    ),
    parameters: {},
    limits: { operations: 100_000 },
  },
};

const ids = ['bearing-vibration', 'defect-rate', 'press-thermal', 'sensor-health', 'tool-wear'];
const rulesets = [
  { id: 'the example of the mission', ...MISSION },
  ...ids.map((id) => ({ id, ...shipped(id) })),
];

it.each(rulesets)(
  '$id is compiled, and judges every row as the interpreter does',
  ({ source, manifest }) => {
    const compiled = engine.compile(source, { limits: { operations: manifest.limits.operations } });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const nullable = manifest.inputs.filter(({ optional }) => optional).map(({ name }) => name);
    const verdicts = new Set<string | undefined>();
    for (let done = 0; done < ROWS; done += CHUNK) {
      const columns = columnsOf(manifest, Math.min(CHUNK, ROWS - done));
      const fast = engine.evaluateBatch(compiled.script, columns, { nullable });
      const slow = engine.evaluateBatch(compiled.script, columns, { nullable, interpretOnly: true });
      expect(fast.path.kind).toBe('compiled');
      for (let row = 0; row < fast.rows; row++) {
        const ours = rowOf(fast, row);
        if (ours !== rowOf(slow, row)) expect([row, ours]).toEqual([row, rowOf(slow, row)]);
        verdicts.add(slow.verdictTable[slow.verdicts[row] ?? -1]);
      }
    }
    expect(verdicts.size).toBeGreaterThan(2);
  },
  36_000_000,
);
