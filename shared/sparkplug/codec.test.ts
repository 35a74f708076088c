import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePayload } from './decode.ts';
import { encodePayload } from './encode.ts';
import {
  DATA_TYPE,
  SparkplugError,
  type DataSet,
  type MetaData,
  type Metric,
  type Payload,
  type PropertySet,
  type PropertyValue,
  type Template,
  type TemplateParameter,
  type WireScalar,
  type Whole,
} from './payload.ts';

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../tests/support/sparkplug/recorded-payloads.json'), 'utf8'),
) as { origin: string; base64: string }[];
const recordedBytes = (index: number) => new Uint8Array(Buffer.from(recorded[index]?.base64 ?? '', 'base64'));

/** As the reader gives them: a number where it is exact. */
const whole: fc.Arbitrary<Whole> = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => (n <= 9_007_199_254_740_991n ? Number(n) : n)),
  fc.nat(),
);
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const scalar: fc.Arbitrary<WireScalar> = fc.oneof(
  uint32.map((value) => ({ kind: 'int' as const, value })),
  whole.map((value) => ({ kind: 'long' as const, value })),
  fc.float().map((value) => ({ kind: 'float' as const, value })),
  fc.double().map((value) => ({ kind: 'double' as const, value })),
  fc.boolean().map((value) => ({ kind: 'boolean' as const, value })),
  text.map((value) => ({ kind: 'string' as const, value })),
  fc.constant({ kind: 'extension' as const }),
);
const optional = { requiredKeys: [] };
const metadata = fc.record<MetaData>(
  {
    isMultiPart: fc.boolean(),
    contentType: text,
    size: whole,
    seq: whole,
    fileName: text,
    fileType: text,
    md5: text,
    description: text,
  },
  optional,
) as fc.Arbitrary<MetaData>;
const dataSet = fc.record<DataSet>({
  columnCount: whole,
  columns: fc.array(text, { maxLength: 3 }),
  types: fc.array(uint32, { maxLength: 3 }),
  rows: fc.array(fc.array(fc.option(scalar, { nil: undefined }), { maxLength: 3 }), { maxLength: 3 }),
});
const parameter = fc.record<TemplateParameter>(
  { name: text, type: uint32, value: scalar },
  optional,
) as fc.Arbitrary<TemplateParameter>;

const { metric } = fc.letrec<{
  metric: Metric;
  template: Template;
  properties: PropertySet;
  property: PropertyValue;
}>((tie) => ({
  property: fc.record(
    {
      type: uint32,
      isNull: fc.boolean(),
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        tie('properties').map((value) => ({ kind: 'propertyset' as const, value })),
        fc
          .array(tie('properties'), { maxLength: 2 })
          .map((value) => ({ kind: 'propertysets' as const, value })),
      ),
    },
    optional,
  ) as fc.Arbitrary<PropertyValue>,
  properties: fc.array(fc.tuple(text, tie('property')), { maxLength: 2 }),
  template: fc.record(
    {
      version: text,
      metrics: fc.array(tie('metric'), { maxLength: 2 }),
      parameters: fc.array(parameter, { maxLength: 2 }),
      reference: text,
      isDefinition: fc.boolean(),
    },
    { requiredKeys: ['metrics', 'parameters'] },
  ) as fc.Arbitrary<Template>,
  metric: fc.record(
    {
      name: text,
      alias: whole,
      timestamp: whole,
      datatype: uint32,
      isHistorical: fc.boolean(),
      isTransient: fc.boolean(),
      isNull: fc.boolean(),
      metadata,
      properties: tie('properties'),
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.uint8Array({ maxLength: 8 }).map((value) => ({ kind: 'bytes' as const, value })),
        dataSet.map((value) => ({ kind: 'dataset' as const, value })),
        tie('template').map((value) => ({ kind: 'template' as const, value })),
      ),
    },
    optional,
  ) as fc.Arbitrary<Metric>,
}));
const payload = fc.record(
  {
    timestamp: whole,
    metrics: fc.array(metric, { maxLength: 4 }),
    seq: whole,
    uuid: text,
    body: fc.uint8Array({ maxLength: 8 }),
  },
  { requiredKeys: ['metrics'] },
) as fc.Arbitrary<Payload>;

/** Runs the decoder; anything but a payload or a `SparkplugError` fails the test. */
function outcome(bytes: Uint8Array): 'read' | 'refused' {
  try {
    decodePayload(bytes);
    return 'read';
  } catch (error) {
    if (!(error instanceof SparkplugError)) throw error;
    return 'refused';
  }
}

describe('what is written is read again', () => {
  it('for any payload (property)', () => {
    fc.assert(
      fc.property(payload, (original) => {
        expect(decodePayload(encodePayload(original))).toEqual(original);
      }),
      { numRuns: 500 },
    );
  });

  it('with unknown fields of every wire type between the known ones', () => {
    const known = encodePayload({ timestamp: 5, metrics: [{ name: 'm', value: { kind: 'int', value: 1 } }] });
    // Field 15: varint 300, 8 bytes, 2 bytes, 4 bytes, and a group holding a varint and a nested group.
    const unknown = [
      [0x78, 0xac, 0x02],
      [0x79, 1, 2, 3, 4, 5, 6, 7, 8],
      [0x7a, 2, 0xff, 0xff],
      [0x7d, 1, 2, 3, 4],
      [0x7b, 0x08, 1, 0x13, 0x14, 0x7c],
    ];
    for (const field of unknown)
      expect(decodePayload(new Uint8Array([...field, ...known, ...field]))).toEqual(decodePayload(known));
  });

  it('in views of a larger buffer', () => {
    const bytes = encodePayload({ metrics: [{ name: 'm', value: { kind: 'double', value: 0.1 } }], seq: 3 });
    const buffer = new Uint8Array(bytes.length + 20);
    buffer.set(bytes, 7);
    expect(decodePayload(buffer.subarray(7, 7 + bytes.length))).toEqual(decodePayload(bytes));
  });
});

describe('bytes of other implementations', () => {
  const byName = (index: number): Record<string, Metric> =>
    Object.fromEntries(decodePayload(recordedBytes(index)).metrics.map((each) => [each.name, each]));

  it('npm sparkplug-payload: every type it writes', () => {
    const { timestamp, seq, uuid, body } = decodePayload(recordedBytes(0));
    expect({ timestamp, seq, uuid, body }).toEqual({
      timestamp: 1732360000123,
      seq: 0,
      uuid: 'u-1',
      body: new Uint8Array([1, 2, 3]),
    });
    const metrics = byName(0);
    expect(metrics['s']).toMatchObject({
      datatype: DATA_TYPE.String,
      value: { kind: 'string', value: '온도 °C' },
    });
    expect(metrics['u64']?.value).toEqual({ kind: 'long', value: 18446744073709551615n });
    expect(metrics['ds']?.value).toMatchObject({
      kind: 'dataset',
      value: { columnCount: 2, columns: ['a', 'b'], types: [3, 12] },
    });
    expect(metrics['tpl']?.value).toMatchObject({
      kind: 'template',
      value: { reference: 'motor', version: 'v1', isDefinition: false },
    });
    expect(metrics['q']?.properties?.map((each) => each[0])).toEqual(['Quality', 'engUnit', 'sub']);
    expect(metrics['nul']?.isNull).toBe(true);
    expect(metrics['hist']).toMatchObject({ isHistorical: true });
  });

  it('PyPI pysparkplug: births and deaths', () => {
    expect(byName(1)['bdSeq']?.value).toEqual({ kind: 'long', value: 7 });
    expect(byName(1)['ab']?.value?.kind).toBe('bytes');
    expect(decodePayload(recordedBytes(2))).toMatchObject({ metrics: [{ name: 'bdSeq' }] });
    expect(decodePayload(recordedBytes(2)).seq).toBeUndefined();
  });

  it('are the same bytes again when written in the order of their fields', () => {
    for (const [index] of recorded.entries()) {
      const read = decodePayload(recordedBytes(index));
      expect(decodePayload(encodePayload(read))).toEqual(read);
    }
  });
});

describe('what is no payload is refused', () => {
  it.each([
    ['ends inside a number', [0x08, 0x80], 'ends inside a field at byte 2'],
    ['a number of eleven bytes', [0x08, ...Array<number>(11).fill(0x80)], 'more than ten bytes'],
    ['a length beyond the end', [0x12, 0xff, 0xff, 0xff, 0xff, 0x0f], 'a field of 4294967295 bytes'],
    ['field number 0', [0x00], 'field number 0'],
    ['wire type 7', [0x7f], 'wire type 7'],
    ['a group that never ends', [0x7b, 0x08, 0x01], 'ends inside a field'],
    ['text that is not UTF-8', [0x22, 1, 0xff], 'not UTF-8'],
  ])('%s', (_name, bytes, reason) => {
    expect(() => decodePayload(new Uint8Array(bytes))).toThrow(SparkplugError);
    expect(() => decodePayload(new Uint8Array(bytes))).toThrow(reason);
  });

  it('a property set whose names and values do not match', () => {
    const properties = [0x0a, 1, 0x61];
    const bytes = new Uint8Array([0x12, 5, 0x4a, 3, ...properties]);
    expect(() => decodePayload(bytes)).toThrow('1 names and 0 values');
  });

  it('nesting and part counts that would cost far more memory than bytes', () => {
    let template: Template = { metrics: [], parameters: [] };
    for (let depth = 0; depth < 40; depth += 1)
      template = { metrics: [{ value: { kind: 'template', value: template } }], parameters: [] };
    const deep = encodePayload({ metrics: [{ value: { kind: 'template', value: template } }] });
    expect(() => decodePayload(deep)).toThrow('nesting deeper than 32');
    const groups = new Uint8Array(100).fill(0x7b);
    expect(() => decodePayload(groups)).toThrow('nesting deeper than 32');
    const many = new Uint8Array(1_000_000).map((_, index) => (index % 2 === 0 ? 0x12 : 0));
    expect(() => decodePayload(many)).toThrow('more than 200000 parts');
  });

  it('every truncation of a real payload, without anything but a clear error', () => {
    const bytes = recordedBytes(0);
    const outcomes = Array.from(bytes, (_, size) => outcome(bytes.subarray(0, size)));
    expect(outcomes.filter((each) => each === 'refused').length).toBeGreaterThan(outcomes.length / 2);
  });
});
