import type { StoredSample } from '../batch.ts';
import { ByteReader } from './bytes.ts';
import { KIND } from './columns.ts';

/** Rows of before version 2: each sample against the one before it, in order of arrival. */
export function samplesOfVersion1(bytes: Uint8Array): StoredSample[] {
  const reader = new ByteReader(bytes);
  reader.byte();
  const count = reader.varint();
  const samples: StoredSample[] = [];
  let tagId = 0;
  let at = 0;
  let seq = 0;
  let quality = 0;
  const valueOf = (kind: number) => {
    if (kind === KIND.number) return reader.float64();
    if (kind === KIND.boolean) return reader.byte() === 1;
    return kind === KIND.text ? reader.text() : null;
  };
  for (let index = 0; index < count; index += 1) {
    const form = reader.byte();
    tagId += reader.signed();
    at += reader.signed();
    if ((form & 8) === 0) seq = reader.signed();
    if ((form & 4) === 0) quality = reader.signed();
    samples.push({ tagId, at, seq, quality, value: valueOf(form & 3), receivedAt: at });
  }
  reader.end();
  return samples;
}
