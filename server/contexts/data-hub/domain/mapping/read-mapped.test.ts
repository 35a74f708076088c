import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topicMappingSchema } from '../../../../../shared/contract/topic-mappings.ts';
import { formOf } from '../topic-form.ts';
import { compileMapping, type CompiledMapping } from './compile.ts';
import { readMapped } from './read-mapped.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const T = NOW - 60_000;

function mapping(fields: object, payload: object = { form: 'json' }): CompiledMapping {
  const parsed = topicMappingSchema.parse({
    id: 'm',
    name: 'M',
    pattern: 'plc/{line}/{equipment}',
    tag: 'busan/press/{line}/{equipment}/{name}',
    ...fields,
    payload,
  });
  const result = compileMapping(parsed);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.mapping;
}

function read(compiled: CompiledMapping, topic: string, payload: unknown) {
  const target = formOf(topic, [compiled]);
  if (target.kind !== 'mapped') throw new Error(target.kind);
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const { readings, faults } = readMapped(target, new TextEncoder().encode(text), NOW);
  return {
    values: Object.fromEntries(readings.map(({ path, value }) => [path, value])),
    readings,
    faults: faults.map(({ reason }) => textOfReason(reason, 'en')),
  };
}

describe('payload of a mapped topic', () => {
  it('reads one value of text, with fixed parts where the topic has none', () => {
    const plain = mapping(
      { pattern: 'plc/{line}/{tag}', tag: 'busan/press/{line}/cell-1/{tag}' },
      { form: 'text' },
    );
    expect(read(plain, 'plc/L1/temp', ' 96.2 ').values).toEqual({ 'busan/press/L1/cell-1/temp': 96.2 });
    expect(read(plain, 'plc/L1/temp', 'true').values).toEqual({ 'busan/press/L1/cell-1/temp': true });
    expect(read(plain, 'plc/L1/temp', '007').values).toEqual({ 'busan/press/L1/cell-1/temp': '007' });
    expect(read(plain, 'plc/L1/temp', 'NaN').faults).toEqual(['NaN is not a finite number']);
    expect(read(plain, 'plc/L1/temp', '').faults).toEqual(['the payload is empty']);
  });

  it('leaves units off numbers and reads words as the states they name, in text and JSON', () => {
    const rule = {
      numbers: 'comma',
      units: ['bar', 'mbar'],
      states: { ON: true, off: false, 가동: 1, '3': 'run' },
    };
    const text = mapping({ tag: 'a/b/{line}/{equipment}/v' }, { form: 'text', ...rule });
    const json = mapping({ tag: 'a/b/{line}/{equipment}/v' }, { form: 'json', values: ['@.v'], ...rule });
    const both = (raw: unknown) => {
      const [found, other] = [read(text, 'plc/l/e', String(raw)), read(json, 'plc/l/e', { v: raw })];
      expect(other.faults).toEqual(found.faults.map((fault) => `"v": ${fault}`));
      expect(other.values).toEqual(found.values);
      return found.values['a/b/l/e/v'] ?? found.faults;
    };
    expect(both('12,5 bar')).toBe(12.5);
    expect(both(' 7mbar')).toBe(7);
    expect(both('12,5 psi')).toBe('12,5 psi');
    expect(both('crowbar')).toBe('crowbar');
    expect(both('1.234,5 bar')).toEqual([expect.stringContaining('1.234,5')]);
    expect([both('on'), both(' OFF '), both('가동'), both(3)]).toEqual([true, false, 1, 'run']);
    const without = topicMappingSchema.parse({
      ...{ id: 'm', name: 'M', pattern: 'a/{tag}', tag: '{tag}' },
      payload: { form: 'json', units: ['bar'] },
    });
    expect(compileMapping(without)).toMatchObject({ ok: false, faults: [{ path: 'payload.units' }] });
  });

  it('puts a tag of fewer than five levels into the unsorted branch, with what is known of its place', () => {
    const of = (tag: string) =>
      mapping({ pattern: 'p/{line}/{equipment}/{tag...}', tag }, { form: 'text', numbers: 'point' });
    const topic = 'p/L 2/press+4/온도/die';
    expect(read(of('hall/{line}/{equipment}/{tag}'), topic, '1').values).toEqual({
      'unsorted/hall/L 2/press_4/온도.die': 1,
    });
    expect(read(of('{line}/{equipment}/{tag}'), topic, '1').values).toEqual({
      'unsorted/-/L 2/press_4/온도.die': 1,
    });
    expect(read(of('{tag}'), topic, '1').values).toEqual({ 'unsorted/-/-/-/온도.die': 1 });
    // What five levels refuse is refused here too.
    expect(read(of('{line}/{tag}'), 'p//e/t', '1').faults).toEqual(['{line} is empty']);
    expect(read(of('{tag}'), 'p/l/e/a\u0007', '1').faults).toEqual([
      'the tag name has a level with a control character',
    ]);
    expect(read(of('{tag}'), `p/l/e/${'x'.repeat(400)}`, '1').faults).toEqual([
      'the path is longer than 400 characters',
    ]);
  });

  it('reads numbers with a decimal comma, and refuses what could be meant otherwise', () => {
    const comma = mapping({ pattern: 'p/{tag}', tag: 'a/b/c/d/{tag}' }, { form: 'text', numbers: 'comma' });
    expect(read(comma, 'p/t', '-12,5').values).toEqual({ 'a/b/c/d/t': -12.5 });
    expect(read(comma, 'p/t', '12').values).toEqual({ 'a/b/c/d/t': 12 });
    expect(read(comma, 'p/t', 'RUN').values).toEqual({ 'a/b/c/d/t': 'RUN' });
    expect(read(comma, 'p/t', '1.234,5').faults[0]).toMatch(/decimal comma/);
    const json = mapping({}, { form: 'json', values: ['@.*'], numbers: 'comma' });
    expect(read(json, 'plc/L1/m', { a: '1,5', b: 2 }).values).toEqual({
      'busan/press/L1/m/a': 1.5,
      'busan/press/L1/m/b': 2,
    });
  });

  it('reads an object of names and values, renamed and cleaned', () => {
    const several = mapping(
      {},
      {
        form: 'json',
        values: ['@.values.*'],
        rename: { t: 'temperature' },
        time: { path: '@.ts', format: 'epochMilliseconds' },
      },
    );
    const { values, readings } = read(several, 'plc/L1/m', {
      ts: T,
      values: { t: 1, 'oil/press': 2, 'a+b#': 3 },
    });
    expect(values).toEqual({
      'busan/press/L1/m/temperature': 1,
      'busan/press/L1/m/oil.press': 2,
      'busan/press/L1/m/a_b_': 3,
    });
    expect(readings.every(({ at }) => at === T)).toBe(true);
  });

  it('tells values of one sample that would be one tag', () => {
    const several = mapping({}, { form: 'json', values: ['@.*'] });
    const { values, faults } = read(
      several,
      'plc/L1/m',
      '{"a/b":1,"a.b":2,"\u1112\u1161\u11ab":3,"\ud55c":4}',
    );
    expect(values).toEqual({ 'busan/press/L1/m/a.b': 1, 'busan/press/L1/m/한': 3 });
    expect(faults).toEqual([
      '"a.b": another value of this sample is busan/press/L1/m/a.b already',
      '"한": another value of this sample is busan/press/L1/m/한 already',
    ]);
  });

  it('reads a list of named values, each with its own time and quality', () => {
    const list = mapping(
      {},
      {
        form: 'json',
        values: ['$.d[*]'],
        value: '@@.val',
        name: '@@.tag',
        time: { path: '@@.time', format: 'iso' },
        quality: { path: '@@.q', words: { OK: 192 }, otherwise: 0 },
      },
    );
    const { readings, faults } = read(list, 'plc/L1/m', {
      d: [
        { tag: 'a', val: 1, time: new Date(T).toISOString(), q: 'ok' },
        { tag: 'b', val: 2, q: 'WEIRD' },
        { tag: 'c', val: 3, q: true },
        { tag: 'd', val: null },
        { val: 5 },
        { tag: 'e' },
        { tag: 'f', val: 1, time: 'yesterday' },
      ],
    });
    expect(readings.map(({ path, value, quality, at }) => [path.slice(-1), value, quality, at])).toEqual([
      ['a', 1, 192, T],
      ['b', 2, 0, null],
      ['c', 3, 192, null],
      ['d', null, 0, null],
    ]);
    expect(faults).toEqual([
      '{name} is empty',
      '"e": no value is there',
      '"f": time "yesterday" is neither ISO 8601 nor a number of milliseconds',
    ]);
  });

  it('reads batches: one tag over several samples, with the number of the message', () => {
    const batch = mapping(
      { tag: 'busan/press/{line}/{equipment}/{signal}' },
      {
        form: 'json',
        samples: '$.rows[*]',
        values: ['@.v'],
        fields: { signal: '$.meta.signal' },
        time: { path: '@.t', format: 'epochSeconds' },
        seq: '@.n',
      },
    );
    const { readings, faults } = read(batch, 'plc/L1/m', {
      meta: { signal: 'temp' },
      rows: [
        { v: 1, t: T / 1_000, n: 7 },
        { v: 2, t: T / 1_000 + 1, n: 8 },
        { v: 3, t: T / 1_000, n: 'x' },
        {},
      ],
    });
    expect(readings.map(({ path, value, at, seq }) => [path, value, at, seq])).toEqual([
      ['busan/press/L1/m/temp', 1, T, 7],
      ['busan/press/L1/m/temp', 2, T + 1_000, 8],
    ]);
    expect(faults).toEqual([
      'sample 2: "v": the number of the message is not a whole number from 0',
      'sample 3: no value is where the mapping looks for it',
    ]);
  });

  it('reads chosen members only, nested ones by the way to them', () => {
    const chosen = mapping({}, { form: 'json', values: ['@.t', '@.motors.*.*'] });
    expect(read(chosen, 'plc/L1/m', { t: 1, ts: 5, motors: { m1: { rpm: 9, on: true } } }).values).toEqual({
      'busan/press/L1/m/t': 1,
      'busan/press/L1/m/m1.rpm': 9,
      'busan/press/L1/m/m1.on': true,
    });
  });

  it('takes the first mapping in order; own form and Sparkplug stay what they are', () => {
    const first = mapping({ pattern: 'plc/L1/{equipment}', tag: 'a/b/c/{equipment}/{name}' });
    const wide = mapping({ pattern: '#', tag: 'a/b/c/d/{name}' });
    expect(formOf('plc/L1/m', [first, wide])).toMatchObject({ mapping: first });
    expect(formOf('plc/L2/m', [first, wide])).toMatchObject({ mapping: wide });
    expect(formOf('aif/v1/s/a/l/e/t', [wide]).kind).toBe('tag');
    expect(formOf('spBv1.0/g/NDATA/n', [wide]).kind).toBe('sparkplug');
    expect(formOf('$SYS/x', [wide]).kind).toBe('unmapped');
  });

  it('refuses a message of more values than allowed as a whole', () => {
    const several = mapping({}, { form: 'json', values: ['@[*]'] });
    const { readings, faults } = read(several, 'plc/L1/m', `[${'1,'.repeat(50_000)}1]`);
    expect([readings.length, faults]).toEqual([0, ['more than 50000 values in one message']]);
  });

  it.each<[string, object, object, string]>([
    ['a part that is nowhere', { tag: 'a/b/c/d/{nothing}' }, { form: 'text' }, 'tag'],
    ['six levels', { tag: 'a/b/c/d/e/{line}' }, { form: 'text' }, 'tag'],
    [
      'several values for one tag',
      { tag: 'a/b/{line}/{equipment}/x' },
      { form: 'json', values: ['@.*'] },
      'tag',
    ],
    ['a path that is none', {}, { form: 'json', values: ['@.a', '$.b c'] }, 'payload.values.1'],
    ['a wildcard for one node', {}, { form: 'json', time: { path: '@.*' } }, 'payload.time.path'],
    [
      'a zone that is none',
      {},
      { form: 'json', time: { path: '@.t', format: 'local', zone: 'X' } },
      'payload.time.zone',
    ],
    ['a field the topic has', {}, { form: 'json', fields: { line: '$.l' } }, 'payload.fields.line'],
    ['a + in the tag', { tag: 'a/b+/{line}/{equipment}/{name}' }, { form: 'json' }, 'tag'],
  ])('names the place of %s', (_what, fields, payload, place) => {
    const result = compileMapping(
      topicMappingSchema.parse({
        id: 'm',
        name: 'M',
        pattern: 'plc/{line}/{equipment}',
        tag: 'busan/press/{line}/{equipment}/{name}',
        ...fields,
        payload,
      }),
    );
    expect(result.ok ? [] : result.faults.map(({ path }) => path)).toEqual([place]);
  });

  it('never throws and accounts for every message, whatever comes (property)', () => {
    const forms = [
      mapping(
        {},
        { form: 'json', values: ['@.*'], time: { path: '@@.t', format: 'iso' }, quality: { path: '@@.q' } },
      ),
      mapping({}, { form: 'json', samples: '$[*]', values: ['@.v', '@.*.*'], name: '@@.n', seq: '$.n' }),
      mapping({ tag: 'a/b/{line}/{equipment}/x' }, { form: 'text', numbers: 'comma' }),
    ];
    const payload = fc.oneof(
      fc.json(),
      fc.string(),
      fc.uint8Array().map((bytes) => new TextDecoder('latin1').decode(bytes)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...forms), payload, (form, text) => {
        const { readings, faults } = read(form, 'plc/L1/m', text);
        expect(readings.length + faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
