import { beforeAll, describe, expect, it } from 'vitest';
import { loadRhai } from '../../../../../rhai-wasm/load-node.ts';
import type { RhaiEngine } from '../../../../../rhai-wasm/index.ts';
import { Chance } from '../../../../../rhai-wasm/compile/chance.ts';
import { generatedScript } from '../../../../../rhai-wasm/compile/generated-scripts.ts';
import { createCheckEngine } from '../../../../composition/check-engine.ts';
import type { CheckReport, FindingCode } from '../../../../../shared/contract/ruleset-check.ts';
import { rulesetManifestSchema, type RulesetManifest } from '../../../../../shared/contract/rules.ts';
import { checkScript } from './check.ts';

let engine: RhaiEngine;
beforeAll(async () => {
  engine = await loadRhai();
});

const MANIFEST = {
  id: 'checked',
  name: { ko: '검사', en: 'checked' },
  inputs: [
    { name: 'temperature', type: 'number', unit: 'Cel' },
    { name: 'pressure', type: 'number', unit: 'bar' },
    { name: 'slope', type: 'number', unit: 'K/s', optional: true },
    { name: 'pieces', type: 'number', unit: '1' },
    { name: 'mode', type: 'text', values: ['auto', 'manual'] },
    { name: 'lot', type: 'text' },
    { name: 'running', type: 'boolean' },
  ],
  trigger: { kind: 'request' },
  verdicts: { OK: 'normal', WATCH: 'medium', HOT: 'high' },
  parameters: { limit: 80 },
};

const manifestOf = (more: object = {}): RulesetManifest =>
  rulesetManifestSchema.parse({ ...MANIFEST, ...more });

const check = (source: string, manifest = manifestOf()): CheckReport =>
  checkScript(createCheckEngine(engine), manifest, source, { now: () => 0, budgetMs: 1 });

/** Findings but those of what a short script leaves unread. */
const UNREAD = new Set<FindingCode>(['UNUSED_INPUT', 'UNUSED_PARAMETER', 'UNUSED_VERDICT']);
const told = (source: string): string[] =>
  check(source)
    .findings.filter(({ code }) => !UNREAD.has(code))
    .map(({ code, line, column }) => `${code} ${line ?? '-'}:${column ?? '-'}`);

const OK = '#{ verdict: "OK" }';
/** A script by what is to be found in it; lines end where `;` and `|` stand apart. */
const FAULTY: readonly (readonly [FindingCode, string, string])[] = [
  ['SYNTAX', 'let x = ;\n#{}', '1:9'],
  ['UNKNOWN_NAME', `if temprature > 80.0 { return #{ verdict: "HOT" }; }\n${OK}`, '1:4'],
  ['UNKNOWN_FUNCTION', `if clamp(temperature, 1.0, 2.0) > 1.0 { return #{ verdict: "HOT" }; }\n${OK}`, '1:4'],
  ['TYPE_MISMATCH', `if running == 1 { return #{ verdict: "HOT" }; }\n${OK}`, '1:12'],
  ['TEXT_AGAINST_NUMBER', `if mode == 1 { return #{ verdict: "HOT" }; }\n${OK}`, '1:9'],
  ['TEXT_ORDER', `if lot > "L10" { return #{ verdict: "HOT" }; }\n${OK}`, '1:8'],
  ['UNIT_MISMATCH', `if temperature > pressure { return #{ verdict: "HOT" }; }\n${OK}`, '1:16'],
  ['WHOLE_DIVISION', `if to_int(pieces) / 7 > 0.5 { return #{ verdict: "HOT" }; }\n${OK}`, '1:19'],
  ['SWITCH_ON_FLOAT', `switch pieces { 1 => #{ verdict: "HOT" }, _ => ${OK} }`, '1:1'],
  ['FLOAT_EQUALITY', `if temperature == 12.5 { return #{ verdict: "HOT" }; }\n${OK}`, '1:16'],
  ['DIVISION_BY_ZERO', `if temperature / pieces > 0.5 { return #{ verdict: "HOT" }; }\n${OK}`, '1:16'],
  ['NOT_FINITE', `if sqrt(temperature) > 9.0 { return #{ verdict: "HOT" }; }\n${OK}`, '1:4'],
  [
    'OVERFLOW',
    `if to_int(temperature) * 1_000_000_000_000 > 5 { return #{ verdict: "HOT" }; }\n${OK}`,
    '1:24',
  ],
  [
    'INDEX_OUTSIDE',
    `let parts = lot.split("-");\nif parts[1] == "A" { return #{ verdict: "HOT" }; }\n${OK}`,
    '2:10',
  ],
  [
    'NOTHING_USED',
    `let name = lot;\nlet short = name.trim();\nif short == "A" { return #{ verdict: "HOT" }; }\n${OK}`,
    '2:18',
  ],
  ['UNHANDLED_MISSING', `if slope > 0.05 { return #{ verdict: "HOT" }; }\n${OK}`, '1:10'],
  ['NEVER_TRUE', `if temperature > 80.0 && temperature < 60.0 { return #{ verdict: "HOT" }; }\n${OK}`, '1:1'],
  [
    'NEVER_TRUE',
    `if temperature > 90.0 || temperature > 5.0 && temperature < 4.0 { return #{ verdict: "HOT" }; }\n${OK}`,
    '1:44',
  ],
  [
    'ALWAYS_TRUE',
    `if temperature > 60.0 || temperature < 80.0 { return #{ verdict: "HOT" }; }\n${OK}`,
    '1:1',
  ],
  [
    'UNREACHABLE_RULE',
    `if temperature > 60.0 { return #{ verdict: "WATCH" }; }\nif temperature > 80.0 { return #{ verdict: "HOT" }; }\n${OK}`,
    '2:1',
  ],
  ['UNREACHABLE_CODE', `return ${OK};\nlet x = 1.0;\n#{ verdict: "HOT", confidence: x }`, '2:1'],
  [
    'CONTRADICTION',
    `let v = "OK";\nif temperature > 80.0 { v = "HOT"; }\nif pressure > 5.0 { v = "WATCH"; }\n#{ verdict: v }`,
    '3:1',
  ],
  ['NO_VERDICT', `if temperature > 80.0 { #{ verdict: "HOT" } }`, '-:-'],
  ['UNDECLARED_VERDICT', `if temperature > 80.0 { return #{ verdict: "WARM" }; }\n${OK}`, '1:44'],
  ['CONFIDENCE_RANGE', `#{ verdict: "OK", confidence: 95 }`, '1:19'],
  ['UNKNOWN_VALUE', `if mode == "Auto" { return #{ verdict: "HOT" }; }\n${OK}`, '1:12'],
  ['MISSING_VALUE', `let v = switch mode { "auto" => "OK" };\n#{ verdict: v ?? "OK" }`, '1:9'],
  ['UNUSED_VARIABLE', `let unread = 1.0;\n${OK}`, '1:1'],
  ['ASSIGNED_NOT_READ', `let v = "OK";\nv = "HOT";\nv = "WATCH";\n#{ verdict: v }`, '2:1'],
  ['SHADOWED', `let v = "OK";\nif running { let v = "HOT"; print(v); }\n#{ verdict: v }`, '2:14'],
  [
    'COST',
    `let n = 0.0;\nwhile n < pieces { n += 1.0; }\n#{ verdict: if n > 5.0 { "HOT" } else { "OK" } }`,
    '2:1',
  ],
];

/** Where one cause is told, and that it is told once. */
const PLACES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a range of a switch that another covers',
    'switch pieces { 0..50 => #{ verdict: "WATCH" }, 20..30 => #{ verdict: "HOT" }, _ => #{ verdict: "OK" } }',
    ['UNREACHABLE_RULE 1:59'],
  ],
  [
    'a unit in the first turn of a loop',
    'let left = temperature;\nfor p in [pressure, pressure] { left -= p; }\n#{ verdict: if left < 0.0 { "HOT" } else { "OK" } }',
    ['UNIT_MISMATCH 2:38'],
  ],
  [
    'a number written where a verdict is meant',
    'let v = if temperature > 80.0 {\n  2\n} else { "OK" };\n#{ verdict: v }',
    ['NO_VERDICT 2:3'],
  ],
  [
    'a condition that could hold where it is given, but not where it is asked',
    'let hot = temperature > 80.0;\nif temperature > 60.0 { return #{ verdict: "WATCH" }; }\nif hot { return #{ verdict: "HOT" }; }\n#{ verdict: "OK" }',
    ['UNREACHABLE_RULE 3:1'],
  ],
  [
    'a condition that only a hidden variable keeps from holding',
    'let n = 0.0;\nif running { let n = pieces; print(n); }\nif n > 5.0 { return #{ verdict: "HOT" }; }\n#{ verdict: "OK" }',
    ['SHADOWED 2:14'],
  ],
];

const SOUND: readonly string[] = [
  // Met only where inputs come near what the script makes of a text, near one another, or by their product.
  `let want = parse_float(mode.len().to_string()) * 1.37;\nif abs(temperature - want) > 0.1 { return #{ verdict: "HOT" }; }\n${OK}`,
  `if abs(temperature - 12.0) > 0.05 || abs(pieces - 12.0) > 0.05 || abs(pressure - 12.0) > 0.05 { return #{ verdict: "HOT" }; }\n${OK}`,
  `let power = temperature * pieces;\nif power < 3500.0 || power > 3600.0 { return #{ verdict: "HOT" }; }\n${OK}`,
  `if slope != () && slope > 0.05 { return #{ verdict: "HOT" }; }\n${OK}`,
  `if pieces != 0.0 && temperature / pieces > 0.5 { return #{ verdict: "HOT" }; }\n${OK}`,
  `if abs(temperature - 12.5) < 0.01 { return #{ verdict: "HOT" }; }\n${OK}`,
  `switch pieces { 1..=1 => #{ verdict: "HOT" }, _ => ${OK} }`,
  `let left = ();\nif slope != () && slope > 0.0 { left = (parameters.limit - temperature) / slope; }\nif left != () && left < 60.0 { return #{ verdict: "HOT" }; }\n${OK}`,
  `let v = "OK";\nif temperature > 60.0 { v = "WATCH"; }\nif temperature > 80.0 { v = "HOT"; }\n#{ verdict: v }`,
  `if mode in ["auto"] { return #{ verdict: "HOT" }; }\n${OK}`,
  `fn warm(t, limit) { t > limit }\nif warm(temperature, parameters.limit) { return #{ verdict: "HOT" }; }\n${OK}`,
];

describe('the checker', () => {
  it.each(FAULTY)('%s', (code, source, place) => {
    expect(told(source)).toContain(`${code} ${place}`);
  });

  it.each(PLACES)('%s is told once, where it is', (_, source, findings) => {
    expect(told(source)).toEqual(findings);
  });

  it.each(SOUND)('tells nothing of %j', (source) => {
    expect(told(source)).toEqual([]);
  });

  it('tells inputs, parameters and verdicts that are not used', () => {
    const { findings } = check(OK);
    const about = (code: FindingCode) =>
      findings.filter((finding) => finding.code === code).map((each) => each.about);
    expect(about('UNUSED_INPUT')).toEqual(MANIFEST.inputs.map(({ name }) => name));
    expect(about('UNUSED_PARAMETER')).toEqual(['limit']);
    expect(about('UNUSED_VERDICT')).toEqual(['WATCH', 'HOT']);
  });

  it('the same ruleset gives the same findings; a fingerprint stays where lines move', () => {
    const source = `if slope > 0.05 { return #{ verdict: "HOT" }; }\n${OK}`;
    expect(check(source)).toEqual(check(source));
    const one = (text: string) =>
      check(text).findings.find(({ code }) => code === 'UNHANDLED_MISSING')?.fingerprint;
    expect(one(`// a line above\n${source.replace('0.05 {', '0.05  {')}`)).toBe(one(source));
  });

  it('what it proposes for a value in other letters is one of the values', () => {
    const found = check(`if mode == "Auto" { return #{ verdict: "HOT" }; }\n${OK}`).findings.find(
      ({ fix }) => fix,
    );
    expect(found?.fix).toMatchObject({ line: 1, column: 12, endColumn: 18, old: '"Auto"', text: '"auto"' });
  });

  it('ends within its runs and says so where time is short', () => {
    let now = 0;
    const report = checkScript(createCheckEngine(engine), manifestOf(), OK, {
      now: () => (now += 1_000),
      budgetMs: 10,
    });
    expect(report).toMatchObject({ complete: false, provedAll: true });
  });

  it('looks only so far at what conditions say of one another, and says so', { timeout: 40_000 }, () => {
    const numbers = ['temperature', 'pressure', 'slope', 'pieces'];
    // As a decision table with lists in its cells: each row leaves open which of its cells did not hold.
    const cell = (name: string, row: number) =>
      `(${name} == ${row}.5 || ${name} == ${row + 300}.0 || (!(${name} < ${row + 500}.0) && ${name} < ${row + 501}.0))`;
    const rows = Array.from(
      { length: 150 },
      (_, row) => `if ${numbers.map((name) => cell(name, row)).join(' && ')} { return #{ verdict: "HOT" }; }`,
    );
    const never = 'if temperature > 5.0 && temperature < 4.0 { return #{ verdict: "HOT" }; }';
    const report = checkScript(createCheckEngine(engine), manifestOf(), [never, ...rows, OK].join('\n'), {
      now: () => performance.now(),
      budgetMs: 1_000,
    });
    expect(report.provedAll).toBe(false);
    expect(report.findings.map(({ code, line }) => [code, line])).toContainEqual(['NEVER_TRUE', 1]);
    expect(check(OK).provedAll).toBe(true);
  });
});

/** Inputs that generated scripts read, as the differential suite gives them. */
const GENERATED = {
  verdicts: { OK: 'normal', HIGH: 'high', LOW: 'low', A: 'normal', B: 'high' },
  inputs: ['temperature', 'vibration', 'pressure', 'samples', 'slope']
    .map((name): object => ({ name, type: 'number', optional: name === 'slope' }))
    .concat([
      { name: 'mode', type: 'text' },
      { name: 'running', type: 'boolean' },
    ]),
};

describe('the checker on generated scripts', () => {
  it('never fails, and no run contradicts what it calls never or always true', { timeout: 120_000 }, () => {
    const chance = new Chance(33);
    const manifest = manifestOf(GENERATED);
    let conditions = 0;
    let proved = 0;
    for (let turn = 0; turn < 60; turn++) {
      const source = generatedScript(chance);
      const report = check(source, manifest);
      conditions += report.conditions;
      const claims = report.findings.filter(({ code }) => code === 'NEVER_TRUE' || code === 'ALWAYS_TRUE');
      proved += claims.length;
      const opened = createCheckEngine(engine).open(manifest, source);
      for (let run = 0; run < 60 && claims.length > 0; run++) {
        const number = () => chance.of([0, 1, -1, 0.5, 2.5, 75, 3, 10, 100, chance.next() * 200 - 50]);
        const inputs = Object.fromEntries(
          manifest.inputs.map(({ name, type }) => [
            name,
            type === 'number'
              ? number()
              : type === 'text'
                ? chance.of(['auto', 'manual', 'L2', ''])
                : chance.is(0.5),
          ]),
        );
        for (const { line, column, count, firedCount } of opened.run(inputs).trace)
          for (const claim of claims)
            if (claim.line === line && claim.column === column)
              expect({ source, inputs, claim, firedCount }).toMatchObject({
                firedCount: claim.code === 'NEVER_TRUE' ? 0 : count,
              });
      }
      opened.close();
    }
    expect(conditions).toBeGreaterThan(50);
    expect(proved).toBeGreaterThan(0);
  });
});
