import type { StoredSample } from '../batch.ts';
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
  readonly tagIds: readonly number[];
  readonly ends: Uint32Array;
  /** Of every sample its place in that order. */
  readonly places: Uint32Array;
}

let slots = new Uint32Array(1_024);

function placesOf(samples: readonly StoredSample[]): Places {
  if (slots.length < samples.length) slots = new Uint32Array(samples.length * 2);
  const slotOf = new Map<number, number>();
  const counts: number[] = [];
  const seen: number[] = [];
  let isSorted = true;
  for (let index = 0; index < samples.length; index += 1) {
    const { tagId } = samples[index] as StoredSample;
    let slot = slotOf.get(tagId);
    if (slot === undefined) {
      slotOf.set(tagId, (slot = seen.length));
      isSorted &&= slot === 0 || (seen[slot - 1] as number) < tagId;
      seen.push(tagId);
      counts.push(0);
    }
    counts[slot] = (counts[slot] as number) + 1;
    slots[index] = slot;
  }
  const tagIds = isSorted ? seen : [...Float64Array.from(seen).sort()];
  const ends = new Uint32Array(tagIds.length);
  const next = new Uint32Array(tagIds.length);
  let end = 0;
  tagIds.forEach((tagId, group) => {
    const slot = isSorted ? group : (slotOf.get(tagId) as number);
    next[slot] = end;
    ends[group] = end += counts[slot] as number;
  });
  const places = slots.subarray(0, samples.length);
  for (let index = 0; index < places.length; index += 1) {
    const slot = places[index] as number;
    const place = next[slot] as number;
    next[slot] = place + 1;
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
function shapeOf(samples: readonly StoredSample[]): Shape {
  let low = Infinity;
  let high = -Infinity;
  let form = 0;
  const seq = samples[0]?.seq;
  const quality = samples[0]?.quality;
  for (const sample of samples) {
    const { at } = sample;
    if (at < low) low = at;
    if (at > high) high = at;
    if (sample.seq !== seq) form |= isWord(sample.seq) ? FORM.seqs : FORM.seqs | FORM.wideSeqs;
    if (sample.quality !== quality) form |= FORM.qualities;
    if (typeof sample.value !== 'number') form |= FORM.kinds;
  }
  if (high - low >= 2 ** 32) form |= FORM.wideTimes;
  if (seq !== undefined && !isWord(seq) && (form & FORM.seqs) !== 0) form |= FORM.wideSeqs;
  return { form, low, high };
}

/** The samples of one commit as bytes, made for speed. */
export function encodeJournal(samples: readonly StoredSample[]): Uint8Array {
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
  row.doubles[HEAD_DOUBLES.seq] = samples[0]?.seq ?? 0;
  row.doubles[HEAD_DOUBLES.quality] = samples[0]?.quality ?? 0;
  row.words.set(tagIds, row.tagIds);
  row.words.set(ends, row.ends);
  bytes.set(textBytes, row.texts);
  writeColumns(row, samples, places, low);
  row.words[FIELD.checksum] = checksumOf(row.words);
  return bytes;
}

function writeColumns(row: Layout, samples: readonly StoredSample[], places: Uint32Array, low: number): void {
  const { words, doubles, form } = row;
  const times = (form & FORM.wideTimes) === 0 ? words : doubles;
  const seqs = (form & FORM.wideSeqs) === 0 ? words : doubles;
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] as number;
    const sample = samples[index] as StoredSample;
    const { value } = sample;
    times[row.times + place] = sample.at - low;
    if (row.seqs >= 0) seqs[row.seqs + place] = sample.seq;
    if (row.qualities >= 0) words[row.qualities + place] = sample.quality;
    if (typeof value === 'number') doubles[row.values + place] = value;
    else {
      row.bytes[row.kinds + place] = kindOf(value);
      doubles[row.values + place] = value === true ? 1 : 0;
    }
  }
}

/** In the order of places. */
function textsOf(samples: readonly StoredSample[], places: Uint32Array, form: number): Uint8Array {
  if ((form & FORM.kinds) === 0) return NO_BYTES;
  const found: [place: number, text: string][] = [];
  samples.forEach(({ value }, index) => {
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
    const row = (this.#row = layoutOf(bytes[0] === 1 ? encodeJournal(samplesOfVersion1(bytes)) : bytes));
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
  return new JournalRow(encodeJournal(samples));
}
