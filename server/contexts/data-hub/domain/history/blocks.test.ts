import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ChunkBlocks } from './blocks.ts';
import { DamagedError, wordChecksumOf } from './bytes.ts';
import { decodeChunk, decodeInBlocks, decodePassing, decodeTimes, encodeChunk } from './chunk.ts';
import { Columns, KIND } from './columns.ts';
import { pageOf, segmentsOfPage } from './page.ts';
import { segmentOf, type ChunkSource } from './segment.ts';
import { thin } from './thin.ts';

const GOOD = 192;

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Values as they come from plants and from nowhere: every form a column of numbers has. */
const valuesOf = (length: number) => {
  const list = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: length, maxLength: length });
  const tenth = fc.integer({ min: -500, max: 500 }).map((whole) => whole / 10);
  return fc.oneof(
    list(tenth),
    list(tenth).map((steps) => steps.map((_, index) => Math.round(index * 37 + (steps[index] ?? 0)) / 10)),
    list(fc.oneof({ weight: 30, arbitrary: tenth }, { weight: 1, arbitrary: anyDouble })),
    list(anyDouble.map(Math.fround)),
    list(anyDouble),
    list(fc.constantFrom(-Number.MAX_VALUE, Number.MAX_VALUE, -0, 0)),
    list(fc.constant(7.5)),
    list(fc.nat(3)).map((steps) => steps.map((_, index) => index * index)),
  );
};

const chunks = fc.integer({ min: 2, max: 300 }).chain((length) =>
  fc.record({
    values: valuesOf(length),
    steps: fc.oneof(
      fc.constant(Array.from({ length }, () => 1_000)),
      fc.array(fc.integer({ min: 0, max: 60 }), { minLength: length, maxLength: length }),
      fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: length, maxLength: length }),
    ),
    bad: fc.uniqueArray(fc.nat(length - 1), { maxLength: 3 }),
    size: fc.integer({ min: 1, max: length - 1 }),
  }),
);

interface Given {
  readonly values: readonly number[];
  readonly steps: readonly number[];
  readonly bad: readonly number[];
}

function columnsOf({ values, steps, bad }: Given): Columns {
  const columns = new Columns(values.length);
  let at = 1_700_000_000_000;
  values.forEach((value, index) => {
    at += steps[index] ?? 0;
    columns.insert(at, index, bad.includes(index) ? 0 : GOOD, KIND.number, value);
  });
  return columns;
}

const samplesOf = (columns: Columns) =>
  Array.from({ length: columns.length }, (_, index) => columns.sampleAt(index));
const withoutSeq = (columns: Columns) => samplesOf(columns).map((sample) => ({ ...sample, seq: 0 }));

it('gives back exactly what was packed, as a whole and block by block (property)', () => {
  fc.assert(
    fc.property(chunks, ({ size: most, ...given }) => {
      const columns = columnsOf(given);
      const bytes = encodeChunk(columns, most);
      const size = Math.ceil(columns.length / Math.ceil(columns.length / most));
      expect(samplesOf(decodeChunk(bytes))).toEqual(samplesOf(columns));
      expect([...decodeTimes(bytes)]).toEqual(samplesOf(columns).map(({ at }) => at));
      expect(withoutSeq(decodePassing(bytes))).toEqual(withoutSeq(columns));
      const blocks = decodeInBlocks(bytes) as ChunkBlocks;
      expect(blocks).toBeInstanceOf(ChunkBlocks);
      const { low, high, firstAt } = segmentOf(columns);
      // From the last to the first: none leans on what was read before.
      for (let block = blocks.count - 1; block >= 0; block -= 1) {
        const own = columns.slice(block * size, Math.min(columns.length, (block + 1) * size));
        expect(withoutSeq(blocks.read(block))).toEqual(withoutSeq(own));
        expect(firstAt + blocks.offsetOf(block)).toBe(own.at[0]);
        const good = samplesOf(own).filter(({ quality }) => quality === GOOD);
        expect(good.every(({ value }) => blocks.leastOf(block, low, high) <= Number(value))).toBe(true);
        expect(good.every(({ value }) => blocks.mostOf(block, low, high) >= Number(value))).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

it('is written without blocks where they would say nothing, or something inexact', () => {
  const given = { values: [1, 2, 3, 4], steps: [0, 1, 1, 1], bad: [] };
  expect(decodeInBlocks(encodeChunk(columnsOf(given), 4))).toBeInstanceOf(Columns);
  expect(decodeInBlocks(encodeChunk(columnsOf(given), 2))).toBeInstanceOf(ChunkBlocks);
  const far = { ...given, steps: [0, 2 ** 52, 1, 1] };
  expect(decodeInBlocks(encodeChunk(columnsOf(far), 2))).toBeInstanceOf(Columns);
  const mixed = columnsOf(given);
  mixed.insert(1_800_000_000_000, 9, GOOD, KIND.boolean, 1);
  expect(decodeInBlocks(encodeChunk(mixed, 2))).toBeInstanceOf(Columns);
});

it('refuses damaged bytes, and never hangs on those with a right checksum that say nonsense (property)', () => {
  fc.assert(
    fc.property(chunks, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ size, ...given }, where, by) => {
      const changed = encodeChunk(columnsOf(given), size);
      const place = where % changed.length;
      changed[place] = (changed[place] as number) ^ by;
      expect(() => decodeInBlocks(changed)).toThrow(DamagedError);
      expect(() => decodeChunk(changed)).toThrow(DamagedError);
      // The same with a checksum that fits: something else may be read, or a DamagedError be thrown.
      if (place === 0 || place >= changed.length - 4) return;
      new DataView(changed.buffer).setUint32(
        changed.length - 4,
        wordChecksumOf(changed, changed.length - 4),
        true,
      );
      try {
        const found = decodeInBlocks(changed);
        if (found instanceof ChunkBlocks)
          for (let block = 0; block < found.count; block += 1) found.read(block);
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedError);
      }
    }),
    { numRuns: 600 },
  );
});

/** Chunks in blocks; what is read of them is counted in samples. */
class Stored implements ChunkSource {
  readonly bodies: Uint8Array[] = [];
  read = 0;

  columns(id: number): Columns {
    return decodeChunk(this.bodies[id] as Uint8Array);
  }

  passing(id: number): Columns {
    const columns = decodePassing(this.bodies[id] as Uint8Array);
    this.read += columns.length;
    return columns;
  }

  inBlocks(id: number): ChunkBlocks | Columns {
    const found = decodeInBlocks(this.bodies[id] as Uint8Array);
    if (found instanceof Columns) {
      this.read += found.length;
      return found;
    }
    const read = found.read.bind(found);
    found.read = (block) => {
      const columns = read(block);
      this.read += columns.length;
      return columns;
    };
    return found;
  }

  times(id: number): Float64Array {
    return decodeTimes(this.bodies[id] as Uint8Array);
  }
}

function storedIn(columns: Columns, each: number, size: number) {
  const source = new Stored();
  const segments = [];
  for (let start = 0; start < columns.length; start += each) {
    const part = columns.slice(start, Math.min(columns.length, start + each));
    segments.push(segmentOf(part, source.bodies.push(encodeChunk(part, size)) - 1));
  }
  return { source, segments: segmentsOfPage(pageOf(segments), source) };
}

it('gives every part of a window its extremes from a few blocks (property)', () => {
  const question = fc.record({
    each: fc.integer({ min: 3, max: 120 }),
    size: fc.integer({ min: 1, max: 40 }),
    parts: fc.integer({ min: 1, max: 40 }),
    start: fc.double({ min: -0.2, max: 0.8, noNaN: true }),
    share: fc.double({ min: 0.05, max: 1.3, noNaN: true }),
  });
  fc.assert(
    fc.property(chunks, question, (given, { each, size, parts, start, share }) => {
      const columns = columnsOf(given);
      const { segments } = storedIn(columns, each, size);
      const all = samplesOf(columns);
      const first = all[0]?.at ?? 0;
      const span = (all.at(-1)?.at ?? 0) - first;
      const from = Math.floor(first + start * span);
      const to = from + Math.ceil(share * span);
      const touching = segments.filter(({ firstAt, lastAt }) => lastAt >= from && firstAt <= to);
      const items = thin(touching, from, to, parts);
      const inside = all.filter(({ at }) => at >= from && at <= to);
      const width = Math.max(1, (to - from + 1) / parts);
      const byPart = (list: readonly { at: number; value: unknown; quality: number }[]) =>
        [...Map.groupBy(list, ({ at }) => Math.min(parts - 1, Math.floor((at - from) / width)))].map(
          ([part, own]) => {
            const good = own.filter(({ quality }) => quality === GOOD).map(({ value }) => Number(value));
            const hasBad = own.some(({ quality }) => quality !== GOOD);
            // −0 and 0 are the same height.
            return [part, Math.min(...good) + 0, Math.max(...good) + 0, hasBad];
          },
        );
      expect(byPart(items)).toEqual(byPart(inside));
    }),
    { numRuns: 400 },
  );
});

it('reads about a block for each border of parts as long as chunks', () => {
  const count = 60_000;
  const given = {
    values: Array.from({ length: count }, (_, index) => Math.round(100 * Math.sin(index / 300)) / 10),
    steps: Array.from({ length: count }, () => 100),
    bad: [],
  };
  const { source, segments } = storedIn(columnsOf(given), 1_000, 250);
  const from = segments[0]?.firstAt ?? 0;
  const to = segments.at(-1)?.lastAt ?? 0;
  thin(segments, from, to, 70);
  expect(source.read).toBeLessThan(count * 0.4);
});
