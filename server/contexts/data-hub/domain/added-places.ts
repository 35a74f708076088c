import { ByteReader, ByteWriter } from './history/bytes.ts';
import { writeIntegers } from './history/integers.ts';
import { readIntegers } from './history/read-integers.ts';

/** Samples without a number, as those of files are: the times of one tag, ascending, epoch milliseconds. */
export interface PlacesOfTag {
  readonly tagId: number;
  readonly times: Float64Array;
}

const writer = new ByteWriter();

/** Which samples were added, as bytes. */
export function encodePlaces(
  samples: readonly { readonly tagId: number; readonly at: number }[],
): Uint8Array {
  const byTag = Map.groupBy(samples, ({ tagId }) => tagId);
  writer.clear();
  writer.varint(byTag.size);
  for (const [tagId, own] of byTag) {
    writer.varint(tagId);
    writer.varint(own.length);
    writeIntegers(writer, Float64Array.from(own, ({ at }) => at).sort());
  }
  writer.checksum();
  return writer.finish();
}

/** Error `DamagedError`. */
export function decodePlaces(bytes: Uint8Array): PlacesOfTag[] {
  const reader = new ByteReader(bytes);
  const tags = reader.varint();
  const places: PlacesOfTag[] = [];
  for (let index = 0; index < tags; index += 1) {
    const tagId = reader.varint();
    places.push({ tagId, times: readIntegers(reader, reader.varint()) });
  }
  reader.end();
  return places;
}
