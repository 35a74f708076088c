import { placed, reason as said, textOfReason } from '../../../../shared/contract/reasons.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PAYLOAD_BYTES, readPayload } from './payload.ts';
import { targetOf } from './topic.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const OWN = targetOf('aif/v1/s/a/l/e/t');
const GROUPED = targetOf('aif/v1/s/a/l/e');
const bytes = (text: string) => new TextEncoder().encode(text);
const own = (payload: string | Uint8Array) =>
  readPayload(OWN, typeof payload === 'string' ? bytes(payload) : payload, NOW);
const grouped = (payload: string) => readPayload(GROUPED, bytes(payload), NOW);

describe('own form', () => {
  it.each([
    ['96.2', 96.2],
    ['-1e3', -1000],
    ['+7', 7],
    ['.5', 0.5],
    ['5.', 5],
    [' 12\n', 12],
    ['9007199254740993', 9007199254740992],
    ['true', true],
    ['false', false],
    ['True', 'True'],
    ['007', '007'],
    ['1,5', '1,5'],
    ['0x1F', '0x1F'],
    ['hello', 'hello'],
    ['"hello"', 'hello'],
    ['"5"', '5'],
    ['{"v":"NaN"}', 'NaN'],
    ['\u1112\u1161\u11ab', '한'],
    ['[1,2]', 1],
    ['{"v":5,"unit":"Cel"}', 5],
  ])('%s is %j', (payload, value) => {
    const { readings, faults } = own(payload);
    expect(faults).toEqual([]);
    expect(readings[0]).toEqual({
      path: 's/a/l/e/t',
      value,
      quality: 192,
      at: null,
      seq: null,
      clockSuspect: false,
    });
  });

  it('reads value, time, quality and number', () => {
    const reading = { path: 's/a/l/e/t', value: 96.2, quality: 0, at: NOW - 5, seq: 17, clockSuspect: false };
    expect(own(`{"v":96.2,"t":${NOW - 5},"q":0,"seq":17}`).readings).toEqual([reading]);
    expect(own('{"v":96.2,"t":"2026-11-23T11:59:59.995Z","q":0,"seq":17}').readings).toEqual([reading]);
    expect(own('{"v":96.2,"t":"2026-11-23T20:59:59.995+09:00","q":0,"seq":17}').readings).toEqual([reading]);
    // As PostgreSQL writes it.
    expect(own(`{"v":96.2,"t":"2026-11-23 20:59:59.995+09","q":0,"seq":17}`).readings).toEqual([reading]);
    expect(own('{"v":1,"t":null,"q":null,"seq":null}').readings).toMatchObject([
      { at: null, quality: 192, seq: null },
    ]);
  });

  it('takes "no value" for bad unless told otherwise', () => {
    expect(own('null').readings).toMatchObject([{ value: null, quality: 0 }]);
    expect(own('{"v":null,"q":500}').readings).toMatchObject([{ value: null, quality: 500 }]);
  });

  it.each([
    ['', /empty/],
    ['  \n', /empty/],
    ['NaN', /NaN is not a finite number/],
    ['-Infinity', /not a finite number/],
    ['1.#QNAN', /not a finite number/],
    ['1e999', /outside the range of a double/],
    ['{"v":1e999}', /outside the range/],
    ['{"v":NaN}', /not valid JSON/],
    ['{"v":1', /not valid JSON/],
    ['"open', /not valid JSON/],
    ['{}', /no "v"/],
    ['{"value":1}', /no "v"/],
    ['[]', /array is empty/],
    ['{"v":{"a":1}}', /an object, not a number/],
    ['{"v":[1]}', /an array, not a number/],
    ['{"v":1,"t":"yesterday"}', /neither ISO 8601 nor/],
    ['{"v":1,"t":"2026-11-23T12:00:00"}', /no zone/],
    ['{"v":1,"t":"2026-02-30T12:00:00Z"}', /does not exist/],
    ['{"v":1,"t":true}', /neither ISO 8601 text nor/],
    ['{"v":1,"t":1763899200}', /before 2000.*looks like seconds/],
    ['{"v":1,"t":1763899200000000}', /looks like micro/],
    ['{"v":1,"t":"1969-12-31T23:59:59Z"}', /before 2000/],
    ['{"v":1,"t":"2099-01-01T00:00:00Z"}', /more than a year ahead/],
    ['{"v":1,"q":"good"}', /"q" is not/],
    ['{"v":1,"q":-1}', /"q" is not/],
    ['{"v":1,"seq":1.5}', /"seq" is not/],
    ['{"v":1,"seq":-1}', /"seq" is not/],
    ['{"v":"\\ud800"}', /lone surrogate/],
    ['\u0001\u0002', /control characters/],
    [JSON.stringify('x'.repeat(10_001)), /10001 characters/],
  ])('%s cannot be read', (payload, reason) => {
    const { readings, faults } = own(payload);
    expect(readings).toEqual([]);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.path).toBe('s/a/l/e/t');
    expect(faults.map((fault) => textOfReason(fault.reason, 'en'))[0]).toMatch(reason);
  });

  it('refuses what is not UTF-8, too large, or of too many values', () => {
    expect(own(new Uint8Array([0x31, 0xff])).faults[0]?.reason).toEqual(said('notUtf8'));
    expect(own(new Uint8Array(MAX_PAYLOAD_BYTES + 1)).faults[0]?.reason).toEqual(
      said('payloadTooLong', { bytes: 1_048_577, most: 1_048_576 }),
    );
    expect(own(`[${'1,'.repeat(50_000)}1]`).faults).toMatchObject([
      { reason: said('tooManyValues', { most: 50_000 }) },
    ]);
    expect(own(`[${'1,'.repeat(49_999)}1]`).readings).toHaveLength(50_000);
  });

  it('reads the good elements of a batch and names the others', () => {
    const { readings, faults } = own('[1,{"v":2,"seq":9},{"w":3},{"v":4}]');
    expect(readings.map(({ value }) => value)).toEqual([1, 2, 4]);
    expect(faults).toEqual([{ path: 's/a/l/e/t', reason: placed(said('noV'), { element: 2 }) }]);
  });

  it('marks a source whose clock is ahead, and cuts fractions of milliseconds off', () => {
    expect(own(`{"v":1,"t":${NOW + 299_999.9}}`).readings).toMatchObject([
      { at: NOW + 299_999, clockSuspect: false, quality: 192 },
    ]);
    expect(own(`{"v":1,"t":${NOW + 300_001}}`).readings).toMatchObject([{ clockSuspect: true, quality: 64 }]);
    expect(own(`{"v":1,"t":${NOW + 300_001},"q":0}`).readings).toMatchObject([
      { clockSuspect: true, quality: 0 },
    ]);
  });
});

describe('grouped form', () => {
  it('gives every value the time and number of its message', () => {
    const { readings, faults } = grouped(
      `{"t":${NOW},"seq":4,"values":{"temperature":96.2,"mode":"auto","on":true}}`,
    );
    expect(faults).toEqual([]);
    expect(readings.map(({ path, value, at, seq }) => [path, value, at, seq])).toEqual([
      ['s/a/l/e/temperature', 96.2, NOW, 4],
      ['s/a/l/e/mode', 'auto', NOW, 4],
      ['s/a/l/e/on', true, NOW, 4],
    ]);
  });

  it('names each value it cannot read and reads the others', () => {
    const { readings, faults } = grouped('{"values":{"a":1,"b":{},"c/d":2,"":3,"e\\u0007":4,"__proto__":5}}');
    expect(readings.map(({ path }) => path)).toEqual(['s/a/l/e/a', 's/a/l/e/__proto__']);
    expect(faults.map(({ path, reason }) => [path, textOfReason(reason, 'en')])).toEqual([
      ['s/a/l/e/b', '"b": the value is an object, not a number, boolean or text'],
      [null, 'the tag name has a level with /, + or #'],
      [null, 'the tag name has an empty level'],
      [null, 'the tag name has a level with a control character'],
    ]);
  });

  it.each(['5', 'hello', '{"v":5}', '{"values":[]}', '{"values":{}}', '{"t":"x","values":{"a":1}}', '[[]]'])(
    '%s is none',
    (payload) => {
      const { readings, faults } = grouped(payload);
      expect(readings).toEqual([]);
      expect(faults).toHaveLength(1);
    },
  );
});

describe('topics', () => {
  it.each([
    ['aif/v1/a/b/c/d/e', 'tag', 'a/b/c/d/e'],
    ['aif/v1/a/b/c/d', 'equipment', 'a/b/c/d'],
    ['aif/v1/공장/라인 1/c/d/\u110b\u1169\u11ab\u1103\u1169', 'tag', '공장/라인 1/c/d/온도'],
    ['aif/v1/a/b/c', 'unmapped', undefined],
    ['aif/v1/a/b/c/d/e/f', 'unmapped', undefined],
    ['aif/v1/a//c/d/e', 'unmapped', undefined],
    ['plc/a/b', 'unmapped', undefined],
    [`aif/v1/a/b/c/d/${'x'.repeat(400)}`, 'unmapped', undefined],
  ])('%s', (topic, kind, path) => {
    const target = targetOf(topic);
    expect(target.kind).toBe(kind);
    expect('path' in target ? target.path : undefined).toBe(path);
  });
});

it('reads any bytes without failing, and every value is either read or a fault (property)', () => {
  const json = fc.json().map(bytes);
  const nearly = fc
    .record(
      { v: fc.jsonValue(), t: fc.jsonValue(), q: fc.jsonValue(), seq: fc.jsonValue() },
      { requiredKeys: [] },
    )
    .map((value) => bytes(JSON.stringify(value)));
  const groups = fc
    .record(
      { t: fc.jsonValue(), values: fc.dictionary(fc.string(), fc.jsonValue()) },
      { requiredKeys: ['values'] },
    )
    .map((value) => bytes(JSON.stringify(value)));
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array({ maxLength: 60 }), json, nearly, groups),
      fc.constantFrom(OWN, GROUPED, targetOf('aif/v1/x')),
      (payload, target) => {
        const { readings, faults } = readPayload(target, payload, NOW);
        expect(readings.length + faults.length).toBeGreaterThan(0);
        for (const reading of readings) {
          if (typeof reading.value === 'number') expect(Number.isFinite(reading.value)).toBe(true);
          expect(reading.path.split('/')).toHaveLength(5);
          if (reading.at !== null) expect(Number.isSafeInteger(reading.at)).toBe(true);
        }
      },
    ),
    { numRuns: 3_000 },
  );
});
