import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RhaiEngine, RhaiValue, ScriptHandle } from '../../../rhai-wasm/index.ts';
import { loadRhai } from '../../../rhai-wasm/load-node.ts';
import { windowValueOf } from '../../../server/contexts/data-hub/domain/windows.ts';
import { parseRuleset } from '../../../server/contexts/rules/domain/ruleset.ts';

const RECORD = new URL('../../../../shared/data/machine_temperature.csv', import.meta.url);
const SEVEN_DAYS = 7 * 288;

const text = (name: string) => readFileSync(new URL(`machine-thermal/${name}`, import.meta.url), 'utf8');
const { manifest, source, tests } = parseRuleset({
  manifest: JSON.parse(text('ruleset.json')),
  source: text('rules.rhai'),
  tests: JSON.parse(text('tests.json')),
});

let engine: RhaiEngine;
let script: ScriptHandle;
beforeAll(async () => {
  engine = await loadRhai();
  const compiled = engine.compile(source, {
    inputs: [...manifest.inputs.map((input) => input.name), 'parameters'],
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  script = compiled.script;
});

function judge(input: Readonly<Record<string, RhaiValue>>): string {
  const values: Record<string, RhaiValue> = { parameters: manifest.parameters };
  for (const { name, optional } of manifest.inputs) {
    values[name] = input[name] ?? null;
    if (values[name] === null && !optional) return 'HOLD';
  }
  const outcome = engine.evaluate(script, values);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return String((outcome.value as { verdict: string }).verdict);
}

it.each(tests)('case: $name', ({ input, expect: expected }) => {
  expect(judge(input)).toBe(expected.verdict);
});

const present = existsSync(RECORD);

describe.runIf(present)('the first seven days of the record, not run where the data is not present', () => {
  const samples = (present ? readFileSync(RECORD, 'utf8') : '')
    .split('\n')
    .slice(1, SEVEN_DAYS + 1)
    .map((line) => {
      const [time = '', value = ''] = line.split(',');
      return { at: Date.parse(`${time.replace(' ', 'T')}Z`), value: Number(value), quality: 192 };
    });
  const values = samples.map(({ value }) => value);
  const median = middle(values);
  const spread = (side: readonly number[]) =>
    Math.sqrt(side.reduce((sum, value) => sum + (value - median) ** 2, 0) / side.length);
  const reading = (take: 'mean' | 'slope' | 'count', windowSeconds: number, index: number) =>
    windowValueOf(
      samples.slice(Math.max(0, index - 30), index + 1),
      take,
      windowSeconds,
      samples[index]?.at ?? 0,
    )?.value as number | null;

  it('give the limits that are written down', () => {
    const below = spread(values.filter((value) => value < median));
    const above = spread(values.filter((value) => value > median));
    const slopes = samples.flatMap((_, index) =>
      index < 23 ? [] : [Math.abs(reading('slope', 7_200, index) ?? 0) * 3_600],
    );
    const round = (value: number) => Math.round(value * 10) / 10;
    expect(manifest.parameters).toMatchObject({
      low_watch: round(median - 3 * below),
      high_watch: round(median + 3 * above),
      low_alarm: round(median - 4.5 * below),
      high_alarm: round(median + 4.5 * above),
      fastest_per_hour: round(1.5 * Math.max(...slopes)),
    });
  });

  it('are normal throughout', () => {
    const verdicts = samples.map((_, index) =>
      judge({
        mean_1h: reading('mean', 3_600, index),
        slope_2h: reading('slope', 7_200, index),
        samples_2h: reading('count', 7_200, index),
      }),
    );
    expect(new Set(verdicts)).toEqual(new Set(['NORMAL']));
    expect(verdicts).toHaveLength(SEVEN_DAYS);
  });
});

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const half = sorted.length / 2;
  return ((sorted[Math.floor(half - 0.5)] ?? 0) + (sorted[Math.ceil(half - 0.5)] ?? 0)) / 2;
}
