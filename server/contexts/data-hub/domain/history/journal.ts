import type { SignalValue } from '../../../../../shared/contract/common.ts';
import type { StoredSample } from '../batch.ts';
import { BatchSamples } from '../batch-samples.ts';
import { ByteReader, ByteWriter, DamagedError } from './bytes.ts';
import { KIND, kindOf, type Columns } from './columns.ts';
import { checksumOf, FIELD, FORM, HEAD_DOUBLES, Layout, layoutOf, VERSION } from './journal-layout.ts';
import { samplesOfVersion1 } from './journal-version-1.ts';

const NO_BYTES = new Uint8Array(0);

/** What takes samples out of a journal row: tag by tag, those of a tag in the order in which they came. */
export type JournalVisitor = (
  tagId: number,
  at: number,
  seq: number,
  quality: number,
  kind: number,
  number: number,
  text: string | undefined,
) => void;

const texts = new ByteWriter();

interface Places {
  /** Tags in ascending order, and where the samples of each end. */
  readonly tagIds: Uint32Array;
  readonly ends: Uint32Array;
  /** Of every sample its place in that order. */
  readonly places: Uint32Array;
}

/** More than there are groups. */
const GROUPS = 2 ** 21;

function placesOf({ tags, groups, length }: BatchSamples): Places {
  const counts = new Uint32Array(tags.length);
  for (let index = 0; index < length; index += 1) {
    const group = groups[index] as number;
    counts[group] = (counts[group] as number) + 1;
  }
  const used = tags.flatMap(({ id }, group) => (counts[group] === 0 ? [] : [id * GROUPS + group]));
  const sorted = Float64Array.from(used).sort();
  const tagIds = new Uint32Array(sorted.length);
  const ends = new Uint32Array(sorted.length);
  const next = new Uint32Array(tags.length);
  let end = 0;
  sorted.forEach((key, index) => {
    const group = key % GROUPS;
    next[group] = end;
    tagIds[index] = Math.floor(key / GROUPS);
    ends[index] = end += counts[group] as number;
  });
  const places = new Uint32Array(length);
  for (let index = 0; index < length; index += 1) {
    const group = groups[index] as number;
    const place = next[group] as number;
    next[group] = place + 1;
    places[index] = place;
  }
  return { tagIds, ends, places };
}

interface Shape {
  form: number;
  low: number;
  high: number;
}

const isWord = (value: number) => value === (value | 0);

/** Which columns are needed, and how wide. */
function shapeOf({ length, at, seq, quality, values }: BatchSamples): Shape {
  let low = Infinity;
  let high = -Infinity;
  let form = 0;
  for (let index = 0; index < length; index += 1) {
    const time = at[index] as number;
    const number = seq[index] as number;
    if (time < low) low = time;
    if (time > high) high = time;
    if (number !== seq[0]) form |= isWord(number) ? FORM.seqs : FORM.seqs | FORM.wideSeqs;
    if (quality[index] !== quality[0]) form |= FORM.qualities;
    if (typeof values[index] !== 'number') form |= FORM.kinds;
  }
  if (high - low >= 2 ** 32) form |= FORM.wideTimes;
  if (length > 0 && !isWord(seq[0] as number) && (form & FORM.seqs) !== 0) form |= FORM.wideSeqs;
  return { form, low, high };
}

/** What is stored of the samples of one commit as bytes, made for speed. */
export function encodeJournal(batch: BatchSamples): Uint8Array {
  const samples = batch.storedOnly();
  const { tagIds, ends, places } = placesOf(samples);
  const { form, low, high } = shapeOf(samples);
  const textBytes = textsOf(samples, places, form);
  const size = Layout.size(form, samples.length, tagIds.length);
  const bytes = new Uint8Array(Math.ceil((size + textBytes.length) / 8) * 8);
  const row = new Layout(bytes, form, samples.length, tagIds.length);
  bytes[0] = VERSION;
  bytes[1] = form;
  row.words[FIELD.count] = samples.length;
  row.words[FIELD.groups] = tagIds.length;
  row.words[FIELD.texts] = textBytes.length;
  row.doubles[HEAD_DOUBLES.low] = low;
  row.doubles[HEAD_DOUBLES.high] = high;
  row.doubles[HEAD_DOUBLES.seq] = samples.seq[0] as number;
  row.doubles[HEAD_DOUBLES.quality] = samples.quality[0] as number;
  row.words.set(tagIds, row.tagIds);
  row.words.set(ends, row.ends);
  bytes.set(textBytes, row.texts);
  writeColumns(row, samples, places, low);
  row.words[FIELD.checksum] = checksumOf(row.words);
  return bytes;
}

function writeColumns(row: Layout, samples: BatchSamples, places: Uint32Array, low: number): void {
  const { words, doubles, form } = row;
  const { at, seq, quality, values } = samples;
  const times = (form & FORM.wideTimes) === 0 ? words : doubles;
  const seqs = (form & FORM.wideSeqs) === 0 ? words : doubles;
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] as number;
    const value = values[index] as SignalValue | null;
    times[row.times + place] = (at[index] as number) - low;
    if (row.seqs >= 0) seqs[row.seqs + place] = seq[index] as number;
    if (row.qualities >= 0) words[row.qualities + place] = quality[index] as number;
    if (typeof value === 'number') doubles[row.values + place] = value;
    else {
      row.bytes[row.kinds + place] = kindOf(value);
      doubles[row.values + place] = value === true ? 1 : 0;
    }
  }
}

/** In the order of places. */
function textsOf({ values }: BatchSamples, places: Uint32Array, form: number): Uint8Array {
  if ((form & FORM.kinds) === 0) return NO_BYTES;
  const found: [place: number, text: string][] = [];
  values.forEach((value, index) => {
    if (typeof value === 'string') found.push([places[index] as number, value]);
  });
  texts.clear();
  for (const [, text] of found.sort(([a], [b]) => a - b)) texts.text(text);
  texts.checksum();
  return texts.finish();
}

/** A row of the journal, of any version; its columns are read where they lie. */
export class JournalRow {
  readonly #row: Layout;
  readonly #texts: (string | undefined)[] | null;
  /** Lowest and highest time. */
  readonly low: number;
  readonly high: number;
  readonly #seq: number;
  readonly #quality: number;

  /** Error `DamagedError`. */
  constructor(stored: Uint8Array) {
    const bytes = stored.byteOffset % 8 === 0 ? stored : new Uint8Array(stored);
    const row = (this.#row = layoutOf(
      bytes[0] === 1 ? encodeJournal(BatchSamples.from(samplesOfVersion1(bytes))) : bytes,
    ));
    this.low = row.doubles[HEAD_DOUBLES.low] as number;
    this.high = row.doubles[HEAD_DOUBLES.high] as number;
    this.#seq = row.doubles[HEAD_DOUBLES.seq] as number;
    this.#quality = row.doubles[HEAD_DOUBLES.quality] as number;
    this.#texts = readTexts(row);
  }

  /** Samples in it. */
  get count(): number {
    return this.#row.count;
  }

  /** Tags it has samples of. */
  get groups(): number {
    return this.#row.groups;
  }

  tagIdOf(group: number): number {
    return (this.#row.words[this.#row.tagIds + group] as number) >>> 0;
  }

  startOf(group: number): number {
    return group === 0 ? 0 : this.endOf(group - 1);
  }

  endOf(group: number): number {
    return this.#row.words[this.#row.ends + group] as number;
  }

  /** The first group whose tag is not below this one. */
  groupFrom(tagId: number): number {
    let low = 0;
    let high = this.groups;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.tagIdOf(middle) < tagId) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts a group's samples into the columns. */
  addTo(columns: Columns, group: number): void {
    const start = this.startOf(group);
    const end = this.endOf(group);
    columns.reserve(end - start);
    const index = this.#texts === null ? this.#append(columns, start, end) : start;
    for (let rest = index; rest < end; rest += 1) this.#insert(columns, rest);
  }

  /** As many as come after all that is there, column by column. Returns the first that does not. */
  #append(columns: Columns, start: number, end: number): number {
    const { values, doubles, kinds, bytes } = this.#row;
    const before = columns.length;
    let lastAt = before === 0 ? -Infinity : (columns.at[before - 1] as number);
    let lastSeq = before === 0 ? 0 : (columns.seq[before - 1] as number);
    let index = start;
    for (; index < end; index += 1) {
      const at = this.#at(index);
      const seq = this.#seqAt(index);
      if (at < lastAt || (at === lastAt && seq <= lastSeq)) break;
      columns.at[before + index - start] = lastAt = at;
      columns.seq[before + index - start] = lastSeq = seq;
    }
    columns.number.set(doubles.subarray(values + start, values + index), before);
    if (kinds < 0) columns.kind.fill(KIND.number, before, before + index - start);
    else columns.kind.set(bytes.subarray(kinds + start, kinds + index), before);
    this.#appendQualities(columns.quality, before, start, index);
    columns.appended(before + index - start);
    return index;
  }

  #appendQualities(into: Float64Array, before: number, start: number, end: number): void {
    const { qualities, words } = this.#row;
    if (qualities < 0) into.fill(this.#quality, before, before + end - start);
    else into.set(words.subarray(qualities + start, qualities + end), before);
  }

  #insert(columns: Columns, index: number): void {
    columns.insert(
      this.#at(index),
      this.#seqAt(index),
      this.#qualityAt(index),
      this.#kindAt(index),
      this.#row.doubles[this.#row.values + index] as number,
      this.#texts?.[index],
    );
  }

  #at(index: number): number {
    const { form, times, doubles, words } = this.#row;
    const isWide = (form & FORM.wideTimes) !== 0;
    return this.low + (isWide ? (doubles[times + index] as number) : (words[times + index] as number) >>> 0);
  }

  #seqAt(index: number): number {
    const { form, seqs, doubles, words } = this.#row;
    if (seqs < 0) return this.#seq;
    return ((form & FORM.wideSeqs) === 0 ? words : doubles)[seqs + index] as number;
  }

  #qualityAt(index: number): number {
    const { qualities, words } = this.#row;
    return qualities < 0 ? this.#quality : (words[qualities + index] as number);
  }

  #kindAt(index: number): number {
    const { kinds, bytes } = this.#row;
    return kinds < 0 ? KIND.number : (bytes[kinds + index] as number);
  }

  visit(visit: JournalVisitor): void {
    for (let group = 0; group < this.groups; group += 1) {
      const tagId = this.tagIdOf(group);
      for (let index = this.startOf(group); index < this.endOf(group); index += 1) {
        const number = this.#row.doubles[this.#row.values + index] as number;
        const text = this.#texts?.[index];
        visit(
          tagId,
          this.#at(index),
          this.#seqAt(index),
          this.#qualityAt(index),
          this.#kindAt(index),
          number,
          text,
        );
      }
    }
  }
}

function readTexts({ bytes, words, kinds, texts: start, count }: Layout): (string | undefined)[] | null {
  if (kinds < 0) return null;
  const reader = new ByteReader(bytes.subarray(start, start + (words[FIELD.texts] as number)));
  if (reader.rest === 0 && !hasUnknown(bytes, kinds, count)) return null;
  const read = Array.from(bytes.subarray(kinds, kinds + count), (kind) => {
    if (kind > KIND.none) throw new DamagedError('an unknown kind of value');
    return kind === KIND.text ? reader.text() : undefined;
  });
  reader.end();
  return read;
}

function hasUnknown(bytes: Uint8Array, start: number, count: number): boolean {
  return bytes.subarray(start, start + count).some((kind) => kind === KIND.text || kind > KIND.none);
}

/** Error `DamagedError`, before any sample was visited. */
export function visitJournal(bytes: Uint8Array, visit: JournalVisitor): void {
  new JournalRow(bytes).visit(visit);
}

/** All samples of neighbouring rows as one row, which is only for memory. */
export function mergedRows(rows: readonly JournalRow[]): JournalRow {
  const samples: StoredSample[] = [];
  for (const row of rows)
    row.visit((tagId, at, seq, quality, kind, number, text) => {
      const value = kind === KIND.none ? null : kind === KIND.boolean ? number === 1 : (text ?? number);
      samples.push({ tagId, at, seq, quality, value, receivedAt: at });
    });
  return new JournalRow(encodeJournal(BatchSamples.from(samples)));
}
