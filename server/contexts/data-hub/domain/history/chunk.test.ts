import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignalValue } from '../../../../../shared/contract/common.ts';
import { DamagedError } from './bytes.ts';
import { decodeChunk, decodeTimes, encodeChunk } from './chunk.ts';
import { Columns, kindOf, type PlacedSample } from './columns.ts';
import { BatchSamples } from '../batch-samples.ts';
import { encodeJournal, visitJournal, type JournalVisitor } from './journal.ts';

function columnsOf(samples: readonly PlacedSample[]): Columns {
  const columns = new Columns();
  for (const { at, seq, quality, value } of samples) {
    const number = typeof value === 'string' || value === null ? 0 : Number(value);
    columns.insert(at, seq, quality, kindOf(value), number, typeof value === 'string' ? value : undefined);
  }
  return columns;
}

const samplesOf = (columns: Columns) =>
  Array.from({ length: columns.length }, (_, index) => columns.sampleAt(index));

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });
const decimal = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 12 }))
  .map(([whole, places]) => Number(`${whole}e-${places}`));
const nasty = fc.constantFrom(
  -0,
  0,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.EPSILON,
  2 ** 53,
  -(2 ** 53),
  2 ** 51,
  2 ** 51 + 1,
  0.1 + 0.2,
  1 / 3,
  1e-320,
);
const numbers = fc.oneof(
  fc.array(anyDouble, { maxLength: 400 }),
  fc.array(decimal, { maxLength: 400 }),
  fc.array(fc.oneof({ weight: 20, arbitrary: decimal }, { weight: 1, arbitrary: nasty }), { maxLength: 400 }),
  fc.array(anyDouble.map(Math.fround), { maxLength: 400 }),
  fc.array(nasty, { maxLength: 60 }),
  fc.tuple(anyDouble, fc.nat(600)).map(([value, count]) => Array.from({ length: count }, () => value)),
);
const text = fc.oneof(
  fc.constantFrom('', '자동', '수동', 'auto', '\ud800', 'a\udfffb', '\ufeffbom', '😀'),
  fc.string({ unit: 'binary' }),
);
const values: fc.Arbitrary<(SignalValue | null)[]> = fc.oneof(
  { weight: 4, arbitrary: numbers },
  { weight: 1, arbitrary: fc.array(fc.boolean(), { maxLength: 300 }) },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 200 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.oneof(anyDouble, fc.boolean(), text, fc.constant(null)), { maxLength: 200 }),
  },
);
const step = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(1_000, 10_000, 0) },
  { weight: 10, arbitrary: fc.integer({ min: 980, max: 1_020 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40_000_000_000 }) },
);
const seq = fc.oneof(
  fc.constantFrom(-1, 0, 255, 65_535, -8_388_608, Number.MAX_SAFE_INTEGER),
  fc.nat(1_000_000),
);

const samples: fc.Arbitrary<PlacedSample[]> = fc
  .tuple(
    values,
    fc.infiniteStream(step),
    fc.infiniteStream(seq),
    fc.boolean(),
    fc.infiniteStream(fc.nat(600)),
  )
  .map(([given, steps, numbered, plain, qualities]) => {
    let at = 1_700_000_000_000;
    return given.map((value, index) => {
      at += plain ? 1_000 : (steps.next().value as number);
      return {
        at,
        seq: plain ? index : (numbered.next().value as number),
        value,
        quality: plain ? 192 : (qualities.next().value as number),
      };
    });
  });

describe('chunk of samples', () => {
  it('gives back exactly what was packed, whatever it is (property)', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const columns = columnsOf(given);
        const bytes = encodeChunk(columns);
        expect(samplesOf(decodeChunk(bytes))).toEqual(samplesOf(columns));
        expect([...decodeTimes(bytes)]).toEqual(samplesOf(columns).map(({ at }) => at));
      }),
      { numRuns: 400 },
    );
  });

  it('packs what a plant sends into little: bytes a sample', () => {
    const size = (value: (index: number) => SignalValue, jitter = 0) => {
      const count = 1_024;
      const given = Array.from({ length: count }, (_, index) => ({
        at: 1_700_000_000_000 + index * 1_000 + Math.round(jitter * Math.sin(index * index)),
        seq: -1,
        value: value(index),
        quality: 192,
      }));
      return encodeChunk(columnsOf(given)).length / count;
    };
    const noise = (index: number) =>
      Math.sin(index * 12.9898) * 43_758.5453 - Math.floor(Math.sin(index * 12.9898) * 43_758.5453);
    expect(size((i) => Math.round((50 + 5 * Math.sin(i / 60) + noise(i) * 0.4) * 10) / 10)).toBeLessThan(0.6);
    expect(size((i) => Math.round((50 + 5 * Math.sin(i / 60) + noise(i) * 0.4) * 10) / 10, 20)).toBeLessThan(
      1.4,
    );
    expect(size((i) => Math.fround(50 + 5 * Math.sin(i / 60) + noise(i)))).toBeLessThan(3);
    expect(size((i) => 50 + 5 * Math.sin(i / 60) + noise(i))).toBeLessThan(7);
    expect(size((i) => i)).toBeLessThan(0.05);
    expect(size((i) => (i % 300 < 150 ? 'auto' : '수동'))).toBeLessThan(0.1);
  });

  it('refuses damaged bytes, however they are damaged (property)', () => {
    fc.assert(
      fc.property(samples, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(), (given, where, by, cut) => {
        const bytes = encodeChunk(columnsOf(given));
        const changed = bytes.slice();
        const place = where % bytes.length;
        changed[place] = (changed[place] as number) ^ by;
        expect(() => decodeChunk(changed)).toThrow(DamagedError);
        expect(() => decodeChunk(bytes.subarray(0, cut % bytes.length))).toThrow(DamagedError);
      }),
    );
  });

  it('ends with an error, not a hang, on bytes with a right checksum that say nonsense (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const bytes = withChecksum(Uint8Array.of(1, ...body));
        try {
          decodeChunk(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('journal row', () => {
  it('gives back the samples of a commit, tag by tag in their order (property)', () => {
    const batch = fc.array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), samples), { maxLength: 5 });
    fc.assert(
      fc.property(batch, (tags) => {
        const given = tags.flatMap(([tagId, own]) =>
          own.map((sample) => ({ tagId, ...sample, receivedAt: sample.at })),
        );
        const read: unknown[] = [];
        visitJournal(
          encodeJournal(BatchSamples.from(given)),
          (tagId, at, seqNumber, quality, kind, number, content) =>
            read.push([tagId, at, seqNumber, quality, kind, number, content]),
        );
        const byTag = given.toSorted((one, other) => one.tagId - other.tagId);
        expect(read).toEqual(
          byTag.map(({ tagId, at, seq: seqNumber, quality, value }) => [
            tagId,
            at,
            seqNumber,
            quality,
            kindOf(value),
            typeof value === 'string' || value === null ? 0 : Number(value),
            typeof value === 'string' ? value : undefined,
          ]),
        );
      }),
    );
  });

  it('is still read where a station of before has written it', () => {
    const version1 =
      'AQUADoCgq/75YgOAAwAAAAAAAPg/Bgn0AxIM7KCV7KeAAQitAgMAAQOyuALJobeH6QX+////////H+gHBLu4Avajt4fpBRQAAAAAAAAAgOvbnOc=';
    const read: unknown[] = [];
    const take: JournalVisitor = (...sample) => read.push(sample);
    visitJournal(Buffer.from(version1, 'base64'), take);
    expect(read).toEqual([
      [3, 1_700_000_000_250, 9, 192, 2, 0, '정지'],
      [3, 1_700_000_000_251, 10, 500, 0, -0, undefined],
      [7, 1_700_000_000_000, -1, 192, 0, 1.5, undefined],
      [7, 1_700_000_000_100, -1, 0, 1, 1, undefined],
      [20_000, 1_600_000_000_000, Number.MAX_SAFE_INTEGER, 500, 3, 0, undefined],
    ]);
  });

  it('is refused when any byte is another or missing (property)', () => {
    const value = fc.constantFrom<SignalValue | null>(1.5, true, null, 'auto', '수동');
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 40 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (row, where, by) => {
          const given = row.map((each, index) => ({
            tagId: index % 3,
            at: index,
            seq: -1,
            value: each,
            quality: 192,
            receivedAt: 0,
          }));
          const bytes = encodeJournal(BatchSamples.from(given));
          expect(() => visitJournal(bytes.subarray(0, bytes.length - 8), () => {})).toThrow(DamagedError);
          const place = where % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ by;
          expect(() => visitJournal(bytes, () => {})).toThrow(DamagedError);
        },
      ),
    );
  });
});

function withChecksum(body: Uint8Array): Uint8Array {
  let hash = 0x811c9dc5;
  for (const byte of body) hash = Math.imul(hash ^ byte, 0x01000193);
  const bytes = new Uint8Array(body.length + 4);
  bytes.set(body);
  new DataView(bytes.buffer).setUint32(body.length, hash >>> 0, true);
  return bytes;
}
