import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesetManifestSchema, type RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { TagReading } from '../ports.ts';
import { checkRequestInput, resolveInputs } from './resolve.ts';

const NOW = 1_000_000;
const PATH = 's/a/l/m/x';

function manifest(input: Record<string, unknown>): RulesetManifest {
  return rulesetManifestSchema.parse({
    id: 'r',
    name: { ko: 'r', en: 'r' },
    inputs: [{ name: 'x', ...input }],
    trigger: { kind: 'request' },
    verdicts: { OK: 'normal' },
  });
}
const reading = (fields: Partial<TagReading>): TagReading => ({
  value: 1,
  quality: 192,
  at: NOW,
  count: 1,
  ...fields,
});
const resolve = (input: Record<string, unknown>, found: TagReading | undefined, sent = {}) =>
  resolveInputs(manifest(input), sent, () => ({ path: PATH, reading: found }), NOW);
const tagged = { type: 'number', tag: '*/*/*/*/x' };

describe('where a value comes from', () => {
  it('the request wins over the tag', () => {
    const { values, evidence, inputAgeMs } = resolve(tagged, reading({ value: 5 }), { x: 7 });
    expect(values).toEqual({ x: 7 });
    expect(evidence).toEqual([{ kind: 'input', name: 'x', value: 7, source: 'request' }]);
    expect(inputAgeMs).toBeNull();
  });

  it('null in the request is "not sent"', () => {
    expect(resolve(tagged, reading({ value: 5 }), { x: null }).values).toEqual({ x: 5 });
  });

  it('the age is that of the oldest tag, and never negative', () => {
    const two = rulesetManifestSchema.parse({
      ...manifest(tagged),
      inputs: [
        { name: 'x', ...tagged },
        { name: 'y', ...tagged },
      ],
    });
    fc.assert(
      fc.property(
        fc.integer({ min: -5_000, max: 90_000 }),
        fc.integer({ min: -5_000, max: 90_000 }),
        (a, b) => {
          const ages = { x: a, y: b };
          const { inputAgeMs } = resolveInputs(
            two,
            {},
            ({ name }) => ({ path: PATH, reading: reading({ at: NOW - ages[name as 'x'] }) }),
            NOW,
          );
          expect(inputAgeMs).toBe(Math.max(0, a, b));
        },
      ),
    );
  });
});

describe('what cannot be used', () => {
  it.each([
    ['no reading', undefined, {}, 'INPUT_MISSING'],
    ['too old', reading({ at: NOW - 1_001 }), { maxAgeSeconds: 1 }, 'INPUT_STALE'],
    ['bad quality', reading({ quality: 0 }), {}, 'INPUT_BAD_QUALITY'],
    ['no value of good quality', reading({ value: null }), {}, 'INPUT_MISSING'],
    ['a text for a number', reading({ value: 'hot' }), {}, 'INPUT_BAD_QUALITY'],
  ])('%s: a hold where required, nothing where optional', (_what, found, more, cause) => {
    const required = resolve({ ...tagged, ...more }, found);
    expect(required.hold?.cause).toBe(cause);
    expect(required.values).toEqual({ x: null });
    const optional = resolve({ ...tagged, ...more, optional: true }, found);
    expect(optional.hold).toBeUndefined();
    expect(optional.values).toEqual({ x: null });
    if (found === undefined) return;
    expect([required.evidence[0]?.refused, optional.evidence[0]?.refused]).toEqual([cause, cause]);
    expect([required.inputAgeMs, optional.inputAgeMs]).toEqual([NOW - found.at, null]);
  });

  it('old and bad is told as old: the age is what to look at first', () => {
    const found = reading({ at: NOW - 5_000, quality: 0 });
    expect(resolve({ ...tagged, maxAgeSeconds: 1 }, found).hold?.cause).toBe('INPUT_STALE');
  });

  it('a mean looks over a bad newest value, the last value does not', () => {
    const mean = { ...tagged, take: 'mean', windowSeconds: 60 };
    expect(resolve(mean, reading({ value: 4, quality: 0 })).values).toEqual({ x: 4 });
  });

  it('a count of nothing is 0', () => {
    const counted = { ...tagged, take: 'count', windowSeconds: 60 };
    expect(resolve(counted, reading({ value: 0, count: 0 })).values).toEqual({ x: 0 });
  });
});

describe('types', () => {
  it('a PLC’s 0 and 1 are booleans, its booleans numbers; a request’s are not', () => {
    expect(resolve({ ...tagged, type: 'boolean' }, reading({ value: 1 })).values).toEqual({ x: true });
    expect(resolve(tagged, reading({ value: false })).values).toEqual({ x: 0 });
    expect(() => checkRequestInput(manifest({ type: 'boolean' }), { x: 1 })).toThrow('true or false');
    expect(() => checkRequestInput(manifest({ type: 'number' }), { x: true })).toThrow('a finite number');
    expect(() => checkRequestInput(manifest({ ...tagged, type: 'boolean' }), { x: 1 })).toThrow('true or');
    expect(() => checkRequestInput(manifest(tagged), { x: true })).toThrow('a finite number');
  });

  it('whatever comes, a script gets the declared type or nothing', () => {
    const anything = fc.oneof(fc.double(), fc.boolean(), fc.string(), fc.constant(null));
    const types = fc.constantFrom('number', 'boolean', 'text');
    fc.assert(
      fc.property(types, anything, (type, value) => {
        const { values, hold } = resolve({ ...tagged, type }, reading({ value }));
        const expected = { number: 'number', boolean: 'boolean', text: 'string' }[type];
        if (hold === undefined) {
          expect(typeof values.x).toBe(expected);
          if (typeof values.x === 'number') expect(Number.isFinite(values.x)).toBe(true);
        } else expect(values.x).toBeNull();
      }),
    );
  });

  it('every fault of a request is named', () => {
    const two = rulesetManifestSchema.parse({
      ...manifest({ type: 'number' }),
      inputs: [
        { name: 'x', type: 'number' },
        { name: 'mode', type: 'text', values: ['auto'] },
      ],
    });
    try {
      checkRequestInput(two, { x: 'a', mode: 'off', y: 1 });
      expect.unreachable();
    } catch (error) {
      expect((error as { fields: unknown }).fields).toEqual([
        { path: 'input.x', message: 'must be a finite number' },
        { path: 'input.mode', message: 'must be one of auto' },
        { path: 'input.y', message: 'ruleset "r" has no such input; it has x, mode' },
      ]);
    }
  });
});
