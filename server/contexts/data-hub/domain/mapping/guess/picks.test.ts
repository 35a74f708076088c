import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOfReason } from '../../../../../../shared/contract/reasons.ts';
import { topicMappingSchema, type TopicMapping } from '../../../../../../shared/contract/topic-mappings.ts';
import { FIELD_ROLES, type FieldRole } from '../../../../../../shared/contract/topic-payloads.ts';
import {
  arrival,
  bytes,
  guessed,
  iso,
  NOW,
  read,
  seenOf,
  T,
} from '../../../../../../tests/support/mapping-guess.ts';
import { formOf } from '../../topic-form.ts';
import { compileMapping } from '../compile.ts';
import { readMapped } from '../read-mapped.ts';
import { guessMapping, pickField, roleOf, seenPayload } from './guess.ts';
import { picksOf } from './picks.ts';

describe('a guess of anything', () => {
  const topicText = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 8 });
  const json = fc.jsonValue({ maxDepth: 5 });
  const names = fc.constantFrom(
    'v',
    'value',
    'ts',
    'time',
    'q',
    'status',
    'id',
    'name',
    'temp',
    '온도',
    "o'k",
    'a b',
  );
  const leaf = fc.oneof(
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(T),
    fc.constant(iso(T)),
    fc.constant('GOOD'),
  );
  const likely = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.dictionary(names, tie('node'), { maxKeys: 5 }),
      fc.array(tie('node'), { maxLength: 4 }),
    ),
  })).node;

  it('is a whole mapping that finds a value, or says that there is none', () => {
    fc.assert(
      fc.property(topicText, fc.oneof(json, likely), (levels, payload) => {
        const topic = levels.join('/').replaceAll(/[+#\u0000]/g, '') || 'x';
        const seen = seenPayload(bytes(payload), arrival);
        if ('fault' in seen) return;
        const guess = guessMapping(topic, seen, { arrival, seen: [] });
        if ('fault' in guess) {
          expect(['noValueGuessed', 'pickElsewhere', 'pickTooMany', 'pathTooLong']).toContain(
            guess.fault.code,
          );
          return;
        }
        const compiled = compileMapping(topicMappingSchema.parse({ id: 'g', name: 'G', ...guess }));
        if (!compiled.ok) throw new Error(`${topic} ${JSON.stringify(compiled.faults)}`);
        const target = formOf(topic, [compiled.mapping]);
        if (target.kind !== 'mapped') return;
        const { readings, faults } = readMapped(target, bytes(payload), NOW);
        // Where samples are of different forms some have none; a value it was made from is there.
        const isFound = readings.length > 0 || faults.some(({ reason }) => reason.code !== 'noValueFound');
        expect(isFound).toBe(true);
        const { payload: rule } = guess;
        if (seen.form !== 'json' || rule.form !== 'json') return;
        expect(picksOf(rule, seen.fields).values.length).toBeGreaterThan(0);
        for (const field of seen.fields.slice(0, 5))
          for (const role of FIELD_ROLES) {
            const guessedMapping = topicMappingSchema.parse({ id: 'g', name: 'G', ...guess });
            const picked = pickField(guessedMapping, rule, seen.fields, { path: field.path, role, arrival });
            if ('fault' in picked) continue;
            const again = compileMapping(topicMappingSchema.parse(picked));
            if (!again.ok) throw new Error(`${field.path} as ${role}: ${JSON.stringify(again.faults)}`);
          }
      }),
      { numRuns: 300 },
    );
  });

  it('takes all members of an object that has more values than can be named', () => {
    const values = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`channel${index}`, index]));
    const mapping = guessed('daq/rig-1', { t: T, values });
    expect(mapping.payload).toMatchObject({ values: ['@.values.*'], time: { path: '@.t' } });
    expect(read(mapping, 'daq/rig-1', { t: T, values })).toHaveLength(60);
    const long = { ['n'.repeat(300)]: 1, ts: T };
    const guess = guessMapping('a/b', seenOf(long), { arrival, seen: [] });
    expect(guess).toMatchObject({ fault: { code: 'pathTooLong' } });
  });

  it('is quick for a payload of 64 KiB, as large as are kept', () => {
    const metric = (index: number) => ({
      [`Channel1.Device${index}.Tag`]: { v: index, t: iso(T), note: '2026 was 12:30' },
    });
    const payload = Object.assign({}, ...Array.from({ length: 600 }, (_, index) => metric(index))) as object;
    const started = performance.now();
    guessed('gateway/all', payload);
    // Some 20 ms on an idle machine: a slow way costs seconds.
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('picking fields of a payload', () => {
  const payload = {
    sent: T,
    batch: 'B-17',
    list: [
      { at: T, temp: 1.5, load: 3, ok: 'GOOD' },
      { at: T - 1_000, temp: 1.6, load: 4, ok: 'BAD' },
    ],
    other: [{ at: 5 }],
  };
  const seen = seenOf(payload);
  const fields = seen.form === 'json' ? seen.fields : [];

  function pick(mapping: TopicMapping, path: string, role: FieldRole) {
    const { payload: rule } = mapping;
    if (rule.form !== 'json') throw new Error('no JSON');
    return pickField(mapping, rule, fields, { path, role, arrival });
  }
  function picked(mapping: TopicMapping, path: string, role: FieldRole): TopicMapping {
    const result = pick(mapping, path, role);
    if ('fault' in result) throw new Error(textOfReason(result.fault, 'en'));
    return result;
  }
  function rolesOf({ payload: rule }: TopicMapping) {
    if (rule.form !== 'json') throw new Error('no JSON');
    const picks = picksOf(rule, fields);
    return Object.fromEntries(
      fields.flatMap((field) => {
        const { role } = roleOf(picks, field);
        return role === 'none' ? [] : [[field.path, role]];
      }),
    );
  }

  it('lists what is the same in every element once', () => {
    expect(fields.map(({ path, kind, count }) => `${path} ${kind} ${count}`)).toEqual([
      '$.sent number 1',
      '$.batch text 1',
      '$.list[*] object 2',
      '$.list[*].at number 2',
      '$.list[*].temp number 2',
      '$.list[*].load number 2',
      '$.list[*].ok text 2',
      '$.other[*] object 1',
      '$.other[*].at number 1',
    ]);
  });

  it('shows what a rule takes, and changes it field by field', () => {
    let mapping = topicMappingSchema.parse({
      id: 'm',
      name: 'M',
      pattern: 'plc/{line}/{equipment}/{tag}',
      tag: 'busan/press/{line}/{equipment}/{tag}',
      payload: {
        form: 'json',
        samples: '$.list[*]',
        values: ['@.temp'],
        numbers: 'point',
        rename: { a: 'b' },
      },
    });
    expect(rolesOf(mapping)).toEqual({ '$.list[*].temp': 'value' });
    mapping = picked(mapping, '$.sent', 'time');
    expect(mapping.payload).toMatchObject({ time: { path: '$.sent', format: 'epochMilliseconds' } });
    mapping = picked(mapping, '$.list[*].at', 'time');
    mapping = picked(mapping, '$.list[*].ok', 'quality');
    // A second value: without their names both would be one tag.
    mapping = picked(mapping, '$.list[*].load', 'value');
    expect(mapping.tag).toBe('busan/press/{line}/{equipment}/{tag}.{name}');
    mapping = picked(mapping, '$.batch', 'part');
    expect(mapping.payload).toMatchObject({
      samples: '$.list[*]',
      values: ['@.temp', '@.load'],
      time: { path: '@.at', format: 'epochMilliseconds' },
      quality: { path: '@.ok', words: { GOOD: 192, BAD: 0 } },
      fields: { batch: '$.batch' },
      numbers: 'point',
      rename: { a: 'b' },
    });
    expect(rolesOf(mapping)).toEqual({
      '$.batch': 'part',
      '$.list[*].at': 'time',
      '$.list[*].temp': 'value',
      '$.list[*].load': 'value',
      '$.list[*].ok': 'quality',
    });
    expect(read(mapping, 'plc/L2/p4/x', payload)[3]).toEqual(['busan/press/L2/p4/x.load', 4, 0, 3]);
    mapping = picked(mapping, '$.list[*].at', 'none');
    mapping = picked(mapping, '$.list[*].load', 'none');
    expect(mapping.payload).toMatchObject({ values: ['@.temp'] });
    expect('time' in mapping.payload).toBe(false);
  });

  it.each<[string, FieldRole, string]>([
    ['$.list[*].temp', 'none', 'pickAValue'],
    ['$.batch', 'time', 'pickNoTime'],
    ['$.other[*].at', 'part', 'pickElsewhere'],
    ['$.gone', 'value', 'pickGone'],
  ])('says why %s cannot be %s', (path, role, code) => {
    const mapping = topicMappingSchema.parse({
      id: 'm',
      name: 'M',
      pattern: 'plc/{tag}',
      tag: '{tag}',
      payload: { form: 'json', samples: '$.list[*]', values: ['@.temp'] },
    });
    expect(pick(mapping, path, role)).toMatchObject({ fault: { code } });
  });
});
