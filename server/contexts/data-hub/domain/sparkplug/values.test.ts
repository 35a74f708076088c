import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePayload } from '../../../../../shared/sparkplug/decode.ts';
import {
  DATA_TYPE,
  SparkplugError,
  type WireScalar,
  type WireValue,
} from '../../../../../shared/sparkplug/payload.ts';
import { metricValue } from './values.ts';

const int = (value: number): WireScalar => ({ kind: 'int', value });
const long = (value: number | bigint): WireScalar => ({ kind: 'long', value });
const bytes = (...value: number[]): WireValue => ({ kind: 'bytes', value: new Uint8Array(value) });

describe('numbers', () => {
  it.each([
    ['Int8 in 32 bits', DATA_TYPE.Int8, int(0xffff_fffb), -5],
    ['Int8 in its own 8 bits', DATA_TYPE.Int8, int(0xfb), -5],
    ['Int16', DATA_TYPE.Int16, int(0xfed4), -300],
    ['Int32', DATA_TYPE.Int32, int(0xfffe_ee90), -70_000],
    ['Int32 in 64 bits', DATA_TYPE.Int32, long(0xffff_ffff_fffe_ee90n), -70_000],
    ['Int64', DATA_TYPE.Int64, long(0xffff_ffff_ffff_ffffn), -1],
    ['UInt8', DATA_TYPE.UInt8, int(250), 250],
    ['UInt32', DATA_TYPE.UInt32, int(4_000_000_000), 4_000_000_000],
    ['UInt32 in 64 bits', DATA_TYPE.UInt32, long(4_000_000_000), 4_000_000_000],
    ['the last exact double', DATA_TYPE.UInt64, long(9_007_199_254_740_991), 9_007_199_254_740_991],
    ['beyond it: digits', DATA_TYPE.UInt64, long(9_007_199_254_740_993n), '9007199254740993'],
    ['below it: digits', DATA_TYPE.Int64, long(2n ** 64n - 9_007_199_254_740_993n), '-9007199254740993'],
    ['Float', DATA_TYPE.Float, { kind: 'float', value: 1.5 }, 1.5],
    ['Double as Float', DATA_TYPE.Double, { kind: 'float', value: 0.25 }, 0.25],
    ['no number', DATA_TYPE.Double, { kind: 'double', value: Number.NaN }, null],
    ['infinite', DATA_TYPE.Float, { kind: 'float', value: Infinity }, null],
    ['DateTime', DATA_TYPE.DateTime, long(1_732_360_000_123), '2024-11-23T11:06:40.123Z'],
  ] as const)('%s', (_name, datatype, value, expected) => {
    expect(metricValue(datatype, value)).toBe(expected);
  });

  it('of 64 bits are exact whatever they are (property)', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const read = metricValue(DATA_TYPE.Int64, long(BigInt.asUintN(64, value)));
        expect(BigInt(read as number | string)).toBe(value);
      }),
    );
  });
});

/** Packed and little-endian, as the specification lays them out for each array type. */
describe('arrays', () => {
  it.each([
    ['Int8', DATA_TYPE.Int8Array, bytes(0xe9, 0x7b), [-23, 123]],
    ['Int16', DATA_TYPE.Int16Array, bytes(0xd0, 0x8a, 0x30, 0x75), [-30_000, 30_000]],
    ['Int32', DATA_TYPE.Int32Array, bytes(0xff, 0xff, 0xff, 0xff, 0x29, 0xab, 0xcb, 0x12), [-1, 315_337_513]],
    [
      'Int64, as digits where a double is not exact',
      DATA_TYPE.Int64Array,
      bytes(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x80),
      [1, '-9223372036854775807'],
    ],
    ['UInt8', DATA_TYPE.UInt8Array, bytes(0x17, 0xfa), [23, 250]],
    ['UInt16', DATA_TYPE.UInt16Array, bytes(0x1e, 0x00, 0x88, 0xcc), [30, 52_360]],
    ['UInt32', DATA_TYPE.UInt32Array, bytes(0x34, 0, 0, 0, 0xff, 0xff, 0xff, 0xff), [52, 4_294_967_295]],
    ['Float', DATA_TYPE.FloatArray, bytes(0, 0, 0xc0, 0x3f, 0, 0, 0xc0, 0x7f), [1.5, null]],
    ['Boolean', DATA_TYPE.BooleanArray, bytes(12, 0, 0, 0, 0x34, 0xd0), '001101001101'],
    ['String', DATA_TYPE.StringArray, bytes(0x41, 0x42, 0x43, 0, 0x68, 0x69, 0), ['ABC', 'hi']],
    ['an empty one', DATA_TYPE.StringArray, bytes(), []],
    ['DateTime', DATA_TYPE.DateTimeArray, bytes(0, 0, 0, 0, 0, 0, 0, 0), ['1970-01-01T00:00:00.000Z']],
  ] as const)('%s', (_name, datatype, value, expected) => {
    const list = typeof expected === 'string' ? [...expected].map((bit) => bit === '1') : expected;
    expect(JSON.parse(metricValue(datatype, value) as string)).toEqual(list);
  });

  it.each([
    ['half an element', DATA_TYPE.Int16Array, bytes(1, 2, 3)],
    ['a Boolean count without its bits', DATA_TYPE.BooleanArray, bytes(0xff, 0xff, 0xff, 0xff)],
    ['a Boolean array without a count', DATA_TYPE.BooleanArray, bytes(1)],
    ['text without its end', DATA_TYPE.StringArray, bytes(0x41)],
    ['a datatype that is none', 99, bytes(1)],
  ] as const)('%s is refused', (_name, datatype, value) => {
    expect(() => metricValue(datatype, value)).toThrow(SparkplugError);
  });
});

describe('bytes of other implementations', () => {
  const file = join(import.meta.dirname, '../../../../../tests/support/sparkplug/recorded-payloads.json');
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as { base64: string }[];
  const valuesOf = (index: number) =>
    Object.fromEntries(
      decodePayload(new Uint8Array(Buffer.from(recorded[index]?.base64 ?? '', 'base64'))).metrics.map(
        ({ name, datatype, value, metadata }) => [
          name,
          value === undefined || value.kind === 'template'
            ? null
            : metricValue(datatype ?? 0, value, metadata),
        ],
      ),
    ) as Record<string, unknown>;

  it('npm sparkplug-payload means what it was given', () => {
    expect(valuesOf(0)).toMatchObject({
      i8: -5,
      i16: -300,
      i32: -70_000,
      i64: '-9007199254740993',
      u8: 250,
      u16: 65_000,
      u32: 4_000_000_000,
      u64: '18446744073709551615',
      f: 1.5,
      d: Math.PI,
      b: true,
      s: '온도 °C',
      dt: '2024-11-23T11:06:40.123Z',
      tx: 'long text',
      uuid: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
      by: 'AP8H',
      ds: '{"columns":["a","b"],"rows":[[1,"x"],[2,"y"]]}',
      nul: null,
    });
    expect(JSON.parse(String(valuesOf(0)['fi']))).toEqual({
      fileName: 'a.bin',
      fileType: 'bin',
      contentType: 'application/octet-stream',
      md5: 'x',
      description: 'd',
      size: 2,
      base64: 'AQI=',
    });
  });

  it('PyPI pysparkplug means what it was given, arrays too', () => {
    const values = valuesOf(1);
    expect(values).toMatchObject({
      bdSeq: 7,
      i8: -5,
      i16: -300,
      i32: -70_000,
      i64: '-9007199254740993',
      u64: '18446744073709551615',
      dt: '2024-11-23T11:06:40.123Z',
      f: 1.5,
      nul: null,
    });
    expect(JSON.parse(String(values['ai64']))).toEqual(['-4270929666821191986', '-3601064768563266876']);
    expect(JSON.parse(String(values['ab']))).toEqual([...'001101001101'].map((bit) => bit === '1'));
    expect(JSON.parse(String(values['as']))).toEqual(['ABC', 'hello']);
    expect(JSON.parse(String(values['adt']))).toEqual(['2024-11-23T11:06:40.123Z']);
  });
});
