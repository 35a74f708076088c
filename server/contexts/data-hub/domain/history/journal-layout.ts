import { DamagedError, mixedWords } from './bytes.ts';

/**
 * A row of version 2, all of it little-endian and aligned, so that its columns are read where they lie. Samples are in order of
 * their tags, those of a tag in order of arrival.
 *
 * Head: version, form, two bytes 0; 32 bits each of checksum, samples, groups (tags), bytes of texts and a 0; as doubles the lowest
 * and highest time, and number and quality where they are the same in all. Then, of all samples: values as doubles; times as
 * doubles or as 32 bits after the lowest; numbers and qualities, where they differ, as doubles or 32 bits; then of all groups the tag
 * and the end of its samples, 32 bits each; then a byte a sample for the kind, where not all are numbers; then the texts.
 */
export const VERSION = 2;
export const FORM = { wideTimes: 1, seqs: 2, wideSeqs: 4, qualities: 8, kinds: 16 } as const;
const HEAD_BYTES = 56;
export const FIELD = { checksum: 1, count: 2, groups: 3, texts: 4 } as const;
export const HEAD_DOUBLES = { low: 3, high: 4, seq: 5, quality: 6 } as const;
const MOST_SAMPLES = 2 ** 24;

/** Of all but the checksum itself. Every change of one word, and all but one in 2^32 of others, gives another number. */
export function checksumOf(words: Int32Array): number {
  return mixedWords(words, FIELD.checksum + 1, words[0] as number);
}

/** Where each column of a row lies. */
export class Layout {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly groups: number;
  readonly form: number;
  /** Indexes into `doubles` or, where narrow, into `words`; −1 where there is no such column. */
  readonly values: number;
  readonly times: number;
  readonly seqs: number;
  readonly qualities: number;
  readonly tagIds: number;
  readonly ends: number;
  /** Indexes into `bytes`. */
  readonly kinds: number;
  readonly texts: number;

  constructor(bytes: Uint8Array, form: number, count: number, groups: number) {
    this.bytes = bytes;
    this.words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
    this.doubles = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 3);
    this.form = form;
    this.count = count;
    this.groups = groups;
    let place = HEAD_BYTES;
    const column = (size: number, isThere: boolean, length = count) => {
      if (!isThere) return -1;
      const start = place / size;
      place += size * length;
      return start;
    };
    const has = (flag: number) => (form & flag) !== 0;
    const wideSeqs = has(FORM.seqs) && has(FORM.wideSeqs);
    this.values = column(8, true);
    const wideTimes = column(8, has(FORM.wideTimes));
    const seqs = column(8, wideSeqs);
    this.times = has(FORM.wideTimes) ? wideTimes : column(4, true);
    this.seqs = wideSeqs ? seqs : column(4, has(FORM.seqs));
    this.qualities = column(4, has(FORM.qualities));
    this.tagIds = column(4, true, groups);
    this.ends = column(4, true, groups);
    this.kinds = column(1, has(FORM.kinds));
    this.texts = place;
  }

  /** Bytes of a row without its texts. */
  static size(form: number, count: number, groups: number): number {
    return new Layout(NO_BYTES, form, count, groups).texts;
  }
}

const NO_BYTES = new Uint8Array(0);

/** The columns of a row as stored. Error `DamagedError`. */
export function layoutOf(bytes: Uint8Array): Layout {
  if (bytes.length < HEAD_BYTES || bytes.length % 8 !== 0 || bytes[0] !== VERSION)
    throw new DamagedError('an unknown version of the journal');
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  if (words[FIELD.checksum] !== checksumOf(words)) throw new DamagedError('their checksum is another');
  const count = words[FIELD.count] as number;
  const groups = words[FIELD.groups] as number;
  const isPossible = count >= 0 && count <= MOST_SAMPLES && groups >= 0 && groups <= count;
  if (!isPossible) throw new DamagedError('an impossible number of samples');
  const row = new Layout(bytes, bytes[1] as number, count, groups);
  if (row.texts + (words[FIELD.texts] as number) > bytes.length) throw new DamagedError('they end too early');
  let end = 0;
  for (let group = 0; group < groups; group += 1) {
    const next = words[row.ends + group] as number;
    if (next <= end) throw new DamagedError('a tag without samples');
    end = next;
  }
  if (end !== count) throw new DamagedError('samples without a tag');
  return row;
}
