import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import type { RhaiEngine, RhaiValue, ScriptHandle } from '../../../../rhai-wasm/index.ts';
import type { RulesetTest } from '../../../../shared/contract/rules.ts';
import { checkAgainstManifest, parseRuleset } from '../domain/ruleset.ts';

const here = new URL('.', import.meta.url);
const ids = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function load(id: string) {
  const text = (name: string) => readFileSync(new URL(`${id}/${name}`, here), 'utf8');
  return parseRuleset({
    manifest: JSON.parse(text('ruleset.json')),
    source: text('rules.rhai'),
    tests: JSON.parse(text('tests.json')),
  });
}

interface Result {
  readonly verdict: RhaiValue;
  readonly confidence: RhaiValue;
  readonly reasons: readonly { readonly ko: string; readonly en: string }[];
}

let engine: RhaiEngine;
beforeAll(async () => {
  engine = await loadRhai();
});

it('ships the five rulesets', () => {
  expect(ids.sort()).toEqual([
    'bearing-vibration',
    'defect-rate',
    'press-thermal',
    'sensor-health',
    'tool-wear',
  ]);
});

describe.each(ids)('%s', (id) => {
  const { manifest, source, tests } = load(id);
  const fired = new Set<string>();
  const verdicts = new Set<RhaiValue>();
  let script: ScriptHandle;

  beforeAll(() => {
    const inputs = [...manifest.inputs.map((input) => input.name), 'parameters'];
    const compiled = engine.compile(source, { inputs, limits: { operations: manifest.limits.operations } });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    script = compiled.script;
  });

  /** As the judgment does it: a required input that is missing is a hold, an optional one is nothing. */
  function judge(input: RulesetTest['input']): Result | 'HOLD' {
    const values: Record<string, RhaiValue> = { parameters: manifest.parameters };
    for (const { name, optional } of manifest.inputs) {
      values[name] = input[name] ?? null;
      if (values[name] === null && !optional) return 'HOLD';
    }
    const outcome = engine.evaluate(script, values);
    if (!outcome.ok) throw new Error(`${outcome.error.line}: ${outcome.error.message}`);
    for (const entry of outcome.trace) if (entry.fired) fired.add(entry.ruleId);
    return outcome.value as unknown as Result;
  }

  it('bears its folder name, fits its manifest and has no warnings', () => {
    expect(manifest.id).toBe(id);
    expect(checkAgainstManifest(manifest, script.facts)).toEqual([]);
    expect(script.facts.warnings).toEqual([]);
    expect(tests.length).toBeGreaterThanOrEqual(8);
  });

  it('names every condition of its script', () => {
    expect(script.facts.rules.filter((rule) => /^L\d/.test(rule.id))).toEqual([]);
  });

  const declared = new Set(manifest.inputs.map((input) => input.name));
  const judgeable = tests.filter((test) => test.expect.verdict !== 'HOLD');
  const holds = tests.filter((test) => test.expect.verdict === 'HOLD');

  it('has cases only of its own inputs', () => {
    const names = tests.flatMap((test) => Object.keys(test.input));
    expect(names.filter((name) => !declared.has(name))).toEqual([]);
  });

  it.each(judgeable)('case: $name', ({ input, expect: expected }) => {
    const result = judge(input);
    expect(result).toMatchObject(expected);
    const { verdict, reasons } = result as Result;
    verdicts.add(verdict);
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) {
      expect(reason.ko).toMatch(/\p{Script=Hangul}/u);
      expect(reason.en).not.toMatch(/\p{Script=Hangul}/u);
      expect(`${reason.ko}${reason.en}`).not.toMatch(/undefined|\(\)|NaN|inf\b/);
    }
  });

  it.each(holds)('case: $name', ({ input, expect: expected }) => {
    expect(judge(input)).toBe('HOLD');
    expect(expected.holdCause).toBe('INPUT_MISSING');
  });

  it('reaches every declared verdict and every rule by its cases', () => {
    expect([...verdicts].sort()).toEqual(Object.keys(manifest.verdicts).sort());
    expect(script.facts.rules.map((rule) => rule.id).filter((rule) => !fired.has(rule))).toEqual([]);
  });
});

describe('what a reason says', () => {
  function reasonOf(id: string, input: Record<string, RhaiValue>): { ko: string; en: string } | undefined {
    const { manifest, source } = load(id);
    const compiled = engine.compile(source);
    if (!compiled.ok) throw new Error(id);
    const nothing = Object.fromEntries(manifest.inputs.map(({ name }) => [name, null]));
    const outcome = engine.evaluate(compiled.script, {
      ...nothing,
      ...input,
      parameters: manifest.parameters,
    });
    return outcome.ok ? (outcome.value as unknown as Result).reasons[0] : undefined;
  }

  it('names value, limit and unit', () => {
    expect(reasonOf('press-thermal', { temperature: 96.2 })).toEqual({
      ko: '베어링 온도 96.2 °C가 과열 한계 80.0 °C에 이르렀습니다',
      en: 'bearing temperature 96.2 °C has reached the limit of 80.0 °C',
    });
    expect(reasonOf('defect-rate', { defect_count: 8, production_count: 100 })?.en).toBe(
      'defect rate 8.0 % is above the limit of 5.0 % (8 of 100 parts)',
    );
  });

  it('says when a rising temperature will reach the limit', () => {
    const reason = reasonOf('press-thermal', { temperature: 74, slope_10m: 0.02, samples_10m: 600 });
    expect(reason?.en).toContain('at this trend 80.0 °C in about 5 min');
    expect(reason?.ko).toContain('약 5분 뒤 80.0 °C');
  });
});
