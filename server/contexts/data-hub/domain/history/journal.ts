import type { StoredSample } from '../batch.ts';
import { ByteReader, ByteWriter, DamagedError } from './bytes.ts';
import { KIND, kindOf } from './columns.ts';

const VERSION = 1;
const writer = new ByteWriter();

/** What takes samples out of a journal row, in the order in which they came. */
export type JournalVisitor = (
  tagId: number,
  at: number,
  seq: number,
  quality: number,
  kind: number,
  number: number,
  text: string | undefined,
) => void;

/**
 * The samples of one commit as bytes, made for speed: each against the one before it, numbers as their eight bytes.
 * The first byte of a sample tells its kind and which of its parts are as usual (next tag or the same one, no number of
 * its own, quality as before).
 */
export function encodeJournal(samples: readonly StoredSample[]): Uint8Array {
  writer.clear();
  writer.byte(VERSION);
  writer.varint(samples.length);
  let tagId = 0;
  let at = 0;
  let seq = 0;
  let quality = 0;
  for (const sample of samples) {
    const kind = kindOf(sample.value);
    const sameQuality = sample.quality === quality ? 4 : 0;
    const sameSeq = sample.seq === seq ? 8 : 0;
    writer.byte(kind | sameQuality | sameSeq);
    writer.signed(sample.tagId - tagId);
    writer.signed(sample.at - at);
    if (sameSeq === 0) writer.signed(sample.seq);
    if (sameQuality === 0) writer.signed(sample.quality);
    if (kind === KIND.number) writer.float64(sample.value as number);
    else if (kind === KIND.boolean) writer.byte(sample.value === true ? 1 : 0);
    else if (kind === KIND.text) writer.text(sample.value as string);
    ({ tagId, at, seq, quality } = sample);
  }
  writer.checksum();
  return writer.finish();
}

/** Error `DamagedError`, before or after some samples were visited. */
export function visitJournal(bytes: Uint8Array, visit: JournalVisitor): void {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== VERSION) throw new DamagedError('an unknown version of the journal');
  const count = reader.varint();
  let tagId = 0;
  let at = 0;
  let seq = 0;
  let quality = 0;
  for (let index = 0; index < count; index += 1) {
    const form = reader.byte();
    const kind = form & 3;
    tagId += reader.signed();
    at += reader.signed();
    if ((form & 8) === 0) seq = reader.signed();
    if ((form & 4) === 0) quality = reader.signed();
    if (kind === KIND.number) visit(tagId, at, seq, quality, kind, reader.float64(), undefined);
    else if (kind === KIND.boolean) visit(tagId, at, seq, quality, kind, reader.byte(), undefined);
    else if (kind === KIND.text) visit(tagId, at, seq, quality, kind, 0, reader.text());
    else visit(tagId, at, seq, quality, kind, 0, undefined);
  }
  reader.end();
}
