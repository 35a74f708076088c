import { DATA_TYPE, SparkplugError } from '../../../../../shared/sparkplug/payload.ts';

type Element = number | bigint | boolean | string;

const utf8 = new TextDecoder('utf-8', { fatal: true });

const FIXED: Record<number, [size: number, read: (view: DataView, at: number) => number | bigint]> = {
  [DATA_TYPE.Int8Array]: [1, (view, at) => view.getInt8(at)],
  [DATA_TYPE.Int16Array]: [2, (view, at) => view.getInt16(at, true)],
  [DATA_TYPE.Int32Array]: [4, (view, at) => view.getInt32(at, true)],
  [DATA_TYPE.Int64Array]: [8, (view, at) => view.getBigInt64(at, true)],
  [DATA_TYPE.UInt8Array]: [1, (view, at) => view.getUint8(at)],
  [DATA_TYPE.UInt16Array]: [2, (view, at) => view.getUint16(at, true)],
  [DATA_TYPE.UInt32Array]: [4, (view, at) => view.getUint32(at, true)],
  [DATA_TYPE.UInt64Array]: [8, (view, at) => view.getBigUint64(at, true)],
  [DATA_TYPE.FloatArray]: [4, (view, at) => view.getFloat32(at, true)],
  [DATA_TYPE.DoubleArray]: [8, (view, at) => view.getFloat64(at, true)],
  [DATA_TYPE.DateTimeArray]: [8, (view, at) => view.getBigInt64(at, true)],
};

/** A count of 4 bytes, then the bits, the first one in the highest place of its byte. */
function readBooleans(bytes: Uint8Array, view: DataView): boolean[] {
  if (bytes.length < 4) throw new SparkplugError('spBooleanCount');
  const count = view.getUint32(0, true);
  if (Math.ceil(count / 8) !== bytes.length - 4)
    throw new SparkplugError('spBooleanBytes', { count, bytes: bytes.length - 4 });
  return Array.from(
    { length: count },
    (_, index) => (((bytes[4 + (index >> 3)] as number) >> (7 - (index & 7))) & 1) === 1,
  );
}

/** Texts, each ended by a zero byte. */
function readStrings(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return [];
  if (bytes[bytes.length - 1] !== 0) throw new SparkplugError('spStringEnd');
  try {
    return utf8.decode(bytes.subarray(0, -1)).split('\0');
  } catch {
    throw new SparkplugError('spStringNotUtf8');
  }
}

export function isArrayType(datatype: number): boolean {
  return datatype >= DATA_TYPE.Int8Array && datatype <= DATA_TYPE.DateTimeArray;
}

/**
 * Reads an array of Sparkplug 3.0: packed, little-endian. Dates are epoch milliseconds. Error
 * `SparkplugError` where the bytes do not make whole elements.
 */
export function readArray(datatype: number, bytes: Uint8Array): Element[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (datatype === DATA_TYPE.BooleanArray) return readBooleans(bytes, view);
  if (datatype === DATA_TYPE.StringArray) return readStrings(bytes);
  const fixed = FIXED[datatype];
  if (fixed === undefined) throw new SparkplugError('spNoArray', { datatype });
  const [size, read] = fixed;
  if (bytes.length % size !== 0) throw new SparkplugError('spElements', { bytes: bytes.length, size });
  return Array.from({ length: bytes.length / size }, (_, index) => read(view, index * size));
}
