import { QUALITY } from '../../../../../shared/contract/common.ts';
import { ByteReader, checksumOf, ByteWriter, DamagedError, wordChecksumOf } from './bytes.ts';
import { ChunkBlocks, writeBlocks } from './blocks.ts';
import { Columns, KIND } from './columns.ts';
import type { WrittenColumn } from './integer-column.ts';
import { writeIntegers } from './integers.ts';
import { readIntegers, readOneRun, skipIntegers } from './read-integers.ts';
import { readNumbers, writeNumbers } from './numbers.ts';

/** In blocks with a column of qualities, or without where all are good. */
const VERSION = { plain: 1, inBlocks: 2, inBlocksGood: 3 } as const;
/** More than any chunk ever holds; keeps a damaged count from asking for all memory. */
const MOST_SAMPLES = 2 ** 24;

/** Differences of times beyond this would not be exact. */
const MOST_SPAN_MS = 2 ** 51;

const writer = new ByteWriter();
const UNKNOWN_KIND = 255;
const SIZES_OF_ONE = 1_024;
const MOST_COLUMNS_OF_ONE = 16;
const columnsOfOne = new Map<number, Float64Array>();
let numberKinds = new Uint8Array(2 * SIZES_OF_ONE);
let wholeKinds = new Float64Array(2_048);

/**
 * Samples of one tag as bytes: version, how many, then a column each of times, numbers, qualities, kinds and the values of
 * every kind there is, and a checksum. Nothing is rounded.
 *
 * @param blockSamples above so many, should all of them be numbers, a block of so many can be read without the rest (versions 2 and 3):
 *   then there are no columns of kinds and of other values, and `writeBlocks` adds what is to be known
 */
export function encodeChunk(samples: Columns, blockSamples = Infinity): Uint8Array {
  const { length } = samples;
  const kinds = samples.kind.subarray(0, length);
  const counts = countsOf(kinds);
  const spanMs = (samples.at[length - 1] as number) - (samples.at[0] as number);
  if (length > blockSamples && counts[KIND.number] === length && spanMs < MOST_SPAN_MS)
    return encodeInBlocks(samples, blockSamples);
  writeHead(VERSION.plain, samples);
  writeIntegers(writer, samples.quality.subarray(0, length));
  if (wholeKinds.length < length) wholeKinds = new Float64Array(length * 2);
  wholeKinds.set(kinds);
  writeIntegers(writer, wholeKinds.subarray(0, length));
  const numbers = samples.number.subarray(0, length);
  const ofKind = (kind: number) =>
    counts[kind] === length ? numbers : numbers.filter((_, index) => kinds[index] === kind);
  writeNumbers(writer, ofKind(KIND.number));
  writeIntegers(writer, ofKind(KIND.boolean));
  writeTexts(
    counts[KIND.text] === 0 ? [] : (samples.text?.filter((_, index) => kinds[index] === KIND.text) ?? []),
  );
  writer.checksum();
  return writer.finish();
}

/** Version, how many, times and numbers of the samples. Answers the times as they were written. */
function writeHead(version: number, { at, seq, length }: Columns): WrittenColumn {
  writer.clear();
  writer.byte(version);
  writer.varint(length);
  const values = at.subarray(0, length);
  const order = writeIntegers(writer, values);
  writeIntegers(writer, seq.subarray(0, length));
  return { values, order };
}

function encodeInBlocks(samples: Columns, blockSamples: number): Uint8Array {
  const { length } = samples;
  const qualities = samples.quality.subarray(0, length);
  const isGood = qualities.every((quality) => quality === QUALITY.good);
  const times = writeHead(isGood ? VERSION.inBlocksGood : VERSION.inBlocks, samples);
  if (!isGood) writeIntegers(writer, qualities);
  const numbers = writeNumbers(writer, samples.number.subarray(0, length));
  writeBlocks(writer, samples, { times, numbers }, blockSamples);
  writer.checksum(wordChecksumOf);
  return writer.finish();
}

/** How many there are of each kind. Error `DamagedError` for one that is not known. */
function countsOf(kinds: Uint8Array): number[] {
  const counts = [0, 0, 0, 0];
  for (const kind of kinds) {
    if (kind > KIND.none) throw new DamagedError('an unknown kind of value');
    counts[kind] = (counts[kind] as number) + 1;
  }
  return counts;
}

function writeTexts(texts: readonly (string | undefined)[]): void {
  const places = new Map<string, number>();
  const indexes = Float64Array.from(texts, (text = '') => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  writer.varint(places.size);
  for (const text of places.keys()) writer.text(text);
  writeIntegers(writer, indexes);
}

/** Whether a chunk was written in blocks. */
export const isInBlocks = ([version]: Uint8Array): boolean =>
  version === VERSION.inBlocks || version === VERSION.inBlocksGood;

interface OpenChunk {
  readonly reader: ByteReader;
  readonly length: number;
  readonly version: number;
}

function open(bytes: Uint8Array): OpenChunk {
  const reader = new ByteReader(bytes, isInBlocks(bytes) ? wordChecksumOf : checksumOf);
  const version = reader.byte();
  if (version !== VERSION.plain && !isInBlocks(bytes))
    throw new DamagedError(`version ${version} is not known`);
  const length = reader.varint();
  if (length > MOST_SAMPLES) throw new DamagedError('an impossible number of samples');
  return { reader, length, version };
}

/** Only the source times, for who looks for gaps or counts. Error `DamagedError`. */
export function decodeTimes(bytes: Uint8Array): Float64Array {
  const { reader, length } = open(bytes);
  return readIntegers(reader, length);
}

/** A column of one number, shared by all chunks that have it: nothing writes into what was read. */
function columnOf(value: number, length: number): Float64Array {
  let column = columnsOfOne.get(value);
  if (column === undefined || column.length < length) {
    if (columnsOfOne.size >= MOST_COLUMNS_OF_ONE) columnsOfOne.clear();
    column = new Float64Array(Math.max(length, 2 * SIZES_OF_ONE)).fill(value);
    columnsOfOne.set(value, column);
  }
  return column.subarray(0, length);
}

function kindsOfNumbers(length: number): Uint8Array {
  if (numberKinds.length < length) numberKinds = new Uint8Array(length * 2);
  return numberKinds.subarray(0, length);
}

/** What `encodeChunk` was given, only to be read. Error `DamagedError`; never anything else, whatever the bytes. */
export function decodeChunk(bytes: Uint8Array): Columns {
  const { reader, length, version } = open(bytes);
  const samples = new Columns(0);
  samples.length = length;
  samples.at = readIntegers(reader, length);
  samples.seq = readIntegers(reader, length);
  return readRest(reader, samples, version);
}

const passing = new Columns(2_048);
const passingRoom = { at: passing.at, number: passing.number };

/** The same without the samples' numbers, on memory that the next call uses again. Error `DamagedError`. */
export function decodePassing(bytes: Uint8Array): Columns {
  return readPassing(open(bytes));
}

/** In blocks where it was written so; else the same as `decodePassing`. Error `DamagedError`. */
export function decodeInBlocks(bytes: Uint8Array): ChunkBlocks | Columns {
  const opened = open(bytes);
  if (!isInBlocks(bytes)) return readPassing(opened);
  return new ChunkBlocks(opened.reader, opened.length, opened.version === VERSION.inBlocksGood);
}

function readPassing({ reader, length, version }: OpenChunk): Columns {
  passing.length = length;
  passing.text = null;
  passing.at = readIntegers(reader, length, passingRoom.at);
  skipIntegers(reader, length);
  return readRest(reader, passing, version, passingRoom.number);
}

function kindsOf(reader: ByteReader, length: number, only: number | undefined): Uint8Array {
  return only === undefined
    ? new Uint8Array(readIntegers(reader, length))
    : new Uint8Array(length).fill(only > KIND.none ? UNKNOWN_KIND : only);
}

function readRest(reader: ByteReader, samples: Columns, version: number, into?: Float64Array): Columns {
  const { length } = samples;
  const quality = version === VERSION.inBlocksGood ? QUALITY.good : readOneRun(reader, length);
  samples.quality = quality === undefined ? readIntegers(reader, length) : columnOf(quality, length);
  if (version !== VERSION.plain) {
    samples.kind = kindsOfNumbers(length);
    samples.number = readNumbers(reader, length, into);
    // What is said of blocks says nothing new.
    return samples;
  }
  const kind = readOneRun(reader, length);
  const isNumbers = kind === KIND.number;
  samples.kind = isNumbers ? kindsOfNumbers(length) : kindsOf(reader, length, kind);
  const counts = isNumbers ? [length, 0, 0, 0] : countsOf(samples.kind);
  const numbers = readNumbers(reader, counts[KIND.number] as number, into);
  const booleans = readIntegers(reader, counts[KIND.boolean] as number);
  const texts = readTexts(reader, counts[KIND.text] as number);
  reader.end();
  if (numbers.length === length) samples.number = numbers;
  else if (texts.length === length) {
    samples.number = columnOf(0, length);
    samples.text = texts;
  } else spread(samples, { numbers, booleans, texts });
  return samples;
}

function spread(
  samples: Columns,
  { numbers, booleans, texts }: { numbers: Float64Array; booleans: Float64Array; texts: string[] },
): void {
  const next = [0, 0, 0, 0];
  samples.number = new Float64Array(samples.length);
  if (texts.length > 0) samples.text = Array.from({ length: samples.length }, () => undefined);
  for (let index = 0; index < samples.length; index += 1) {
    const kind = samples.kind[index] as number;
    const place = next[kind] as number;
    next[kind] = place + 1;
    if (kind === KIND.number) samples.number[index] = numbers[place] as number;
    else if (kind === KIND.boolean) samples.number[index] = booleans[place] as number;
    else if (kind === KIND.text && samples.text !== null) samples.text[index] = texts[place];
  }
}

function readTexts(reader: ByteReader, count: number): string[] {
  const size = reader.varint();
  if (size > count) throw new DamagedError('more texts than samples');
  const dictionary = Array.from({ length: size }, () => reader.text());
  const texts: string[] = [];
  for (const place of readIntegers(reader, count)) {
    const text = dictionary[place];
    if (text === undefined) throw new DamagedError('a text is missing');
    texts.push(text);
  }
  return texts;
}
