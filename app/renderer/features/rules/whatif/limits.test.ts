import { describe, expect, it } from 'vitest';
import { rulesetManifestSchema } from '../../../../../shared/contract/rules.ts';
import { limitsOf, numberText, toldApart, withLimits } from './limits.ts';
import { rangeOf, roundStep, valueAt, valueByKey } from './range.ts';

const MANIFEST = rulesetManifestSchema.parse({
  id: 'press',
  name: { ko: '프레스', en: 'Press' },
  inputs: [
    { name: 'temperature', type: 'number' },
    { name: 'slope', type: 'number' },
    { name: 'mode', type: 'text' },
  ],
  trigger: { kind: 'request' },
  verdicts: { OK: 'normal', HOT: 'high' },
  parameters: { high: 80, label: 'x', share: 0.5, low: -5 },
});
const told = (source: string) =>
  limitsOf({ manifest: MANIFEST, source })
    .filter(({ place }) => place !== undefined)
    .map(({ value, input, isWhole, place }) => [value, input, isWhole, place?.line]);

describe('limits of a ruleset', () => {
  it('are its number parameters, with the input each is compared with, also by another name', () => {
    const source = `let limit = parameters.high; let t = temperature;
      if t >= limit || parameters.low > slope * 2.0 { "HOT" } else { "OK" }`;
    const limits = limitsOf({ manifest: MANIFEST, source }).filter(({ parameter }) => parameter);
    expect(limits.map(({ parameter, value, input }) => [parameter, value, input])).toEqual([
      ['high', 80, 'temperature'],
      ['share', 0.5, undefined],
      ['low', -5, undefined],
    ]);
  });

  it('are the numbers of comparisons and arms, and no others', () => {
    expect(told('if temperature > 81.5 && slope < -0.25 { 5 } else { 7.0 }')).toEqual([
      [81.5, 'temperature', false, 1],
      [-0.25, 'slope', false, 1],
    ]);
    // Whole within arithmetic stays whole; against an input it may become any number.
    expect(told('(temperature + 3) / 2 > 40\n&& 90 >= temperature')).toEqual([
      [3, undefined, true, 1],
      [2, undefined, true, 1],
      [40, undefined, false, 1],
      [90, 'temperature', false, 2],
    ]);
    expect(told('switch temperature { 0..80 => "OK", 95 if slope > 1.5 => "HOT", _ => "OK" }')).toEqual([
      [0, 'temperature', true, 1],
      [80, 'temperature', true, 1],
      [95, 'temperature', true, 1],
      [1.5, 'slope', false, 1],
    ]);
    expect(told('#{ verdict: "OK", confidence: 0.9, reasons: [`${temperature > 5.0}`] }')).toEqual([]);
  });

  it('several of one comparison are told apart by their value', () => {
    const limits = toldApart(limitsOf({ manifest: MANIFEST, source: 'temperature + 3 > 40 && slope > 1.5' }));
    expect(limits.flatMap(({ around = [] }) => around)).toEqual([
      '3 · temperature + 3 > 40',
      '40 · temperature + 3 > 40',
      'slope > 1.5',
    ]);
  });

  it('a constant is one where it is compared, a name that changes is none', () => {
    const source = 'const HOT = 80.0;\nlet worst = 0.0;\nworst += 1.0;\ntemperature > HOT || slope > worst';
    expect(told(source)).toEqual([[80, 'temperature', false, 1]]);
  });

  it('moved ones stand in the script and the manifest, everything else is as it was', () => {
    const source = 'if temperature > 81.5 && slope < -0.25 || slope > 3 { "HOT" } // 81.5';
    const rules = { manifest: MANIFEST, source };
    const limits = limitsOf(rules);
    const [high] = limits;
    const [first, second, third] = limits.filter(({ place }) => place);
    const values = new Map(
      [high, first, second, third].map((limit, index) => [
        limit?.id ?? '',
        [77, 90, 0.5, -2][index] as number,
      ]),
    );
    expect(withLimits(rules, limits, values)).toEqual({
      manifest: { ...MANIFEST, parameters: { ...MANIFEST.parameters, high: 77 } },
      source: 'if temperature > 90.0 && slope < 0.5 || slope > (-2) { "HOT" } // 81.5',
    });
    expect(withLimits(rules, limits, new Map())).toEqual(rules);
  });

  it('a float stays one, and small ones have no exponent', () => {
    expect(['3.0', '3', '-1.5', '2.5'].map((before) => numberText(4, before))).toEqual([
      '4.0',
      '4',
      '4.0',
      '4.0',
    ]);
    expect(numberText(4.25, '3')).toBe('4.25');
    expect(numberText(1e-7, '0.5')).toBe('0.0000001');
    expect(numberText(0.1 + 0.2, '0.5')).toBe('0.3');
    expect(numberText(-0.5, '-2.0')).toBe('-0.5');
  });
});

describe('the range of a slider', () => {
  it('is what its input was in history, with the limit in it, in round steps', () => {
    const range = rangeOf({ value: 80, isWhole: false }, { low: 41.3, high: 76.2 });
    expect(range).toEqual({ from: 37.4, to: 84, step: 0.2 });
    expect(rangeOf({ value: 60, isWhole: true }, { low: 41.3, high: 76.2 })).toMatchObject({ step: 1 });
  });

  it('without history goes around the value', () => {
    expect(rangeOf({ value: 80, isWhole: false }, undefined)).toEqual({ from: 0, to: 160, step: 0.5 });
    expect(rangeOf({ value: -0.02, isWhole: false }, { low: null, high: null })).toMatchObject({
      from: -0.04,
      to: 0,
    });
    expect(rangeOf({ value: 0, isWhole: false }, { low: 3, high: 3 })).toMatchObject({ from: -1, to: 1 });
  });

  it('keys move by steps, by ten, and to the ends', () => {
    const range = { from: 0, to: 100, step: 0.5 };
    const keys = ['ArrowUp', 'ArrowLeft', 'PageUp', 'PageDown', 'Home', 'End', 'x'];
    expect(keys.map((key) => valueByKey(key, 50, range))).toEqual([50.5, 49.5, 55, 45, 0, 100, undefined]);
    expect(valueByKey('ArrowRight', 100, range)).toBe(100);
    expect(valueAt(range, 33.33)).toBe(33.5);
    expect(roundStep(0.37)).toBe(0.2);
  });
});
