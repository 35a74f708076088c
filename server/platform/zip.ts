import { crc32, deflateRawSync } from 'node:zlib';

// PKWARE's APPNOTE 6.3.10, without its 64-bit extensions: less than 4 GiB and 65,535 files.
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;

interface ZipEntry {
  /** With slashes. */
  readonly name: string;
  readonly contents: Buffer;
}

/** An archive of files that any system opens. @param at time of all of them, epoch milliseconds */
export function zipOf(entries: readonly ZipEntry[], at: number): Buffer {
  const time = dosTime(new Date(at));
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, contents } of entries) {
    const packed = deflateRawSync(contents);
    const nameBytes = Buffer.from(name);
    const common = commonHeader({ time, contents, packed, nameBytes });
    const local = Buffer.concat([uint32(LOCAL_HEADER), common, nameBytes, packed]);
    const central = Buffer.concat([
      ...[uint32(CENTRAL_HEADER), uint16(VERSION), common],
      // Comment, disk, attributes.
      ...[uint16(0), uint16(0), uint16(0), uint32(0), uint32(offset), nameBytes],
    ]);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = uint16(entries.length);
  const end = [
    uint32(END),
    uint16(0),
    uint16(0),
    count,
    count,
    uint32(directory.length),
    uint32(offset),
    uint16(0),
  ];
  return Buffer.concat([...locals, directory, ...end]);
}

/** What stands in both headers of a file, from the version on. */
function commonHeader({
  time,
  contents,
  packed,
  nameBytes,
}: {
  readonly time: Buffer;
  readonly contents: Buffer;
  readonly packed: Buffer;
  readonly nameBytes: Buffer;
}): Buffer {
  return Buffer.concat([
    ...[uint16(VERSION), uint16(UTF8_NAMES), uint16(DEFLATED), time, uint32(crc32(contents))],
    ...[uint32(packed.length), uint32(contents.length), uint16(nameBytes.length), uint16(0)],
  ]);
}

function dosTime(date: Date): Buffer {
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  const day = ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  return Buffer.concat([uint16(time), uint16(day)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
