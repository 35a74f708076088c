import type { SignalValue } from '../../../../../shared/contract/common.ts';
import {
  DATA_TYPE,
  SparkplugError,
  type DataSet,
  type MetaData,
  type Whole,
  type WireScalar,
  type WireValue,
} from '../../../../../shared/sparkplug/payload.ts';
import { isArrayType, readArray } from './arrays.ts';

/** As much of a file's contents as still fits into a text value, in bytes. */
const KEPT_FILE_BYTES = 6_000;

/** A value, or that there is none: a number that is none (NaN, infinite) says that nothing was measured. */
export type MetricValue = SignalValue | null;

function wrong(datatype: number, value: { readonly kind: string }): never {
  throw new SparkplugError('spValueKind', { datatype, kind: value.kind });
}

function signed(value: WireScalar, bits: 8 | 16 | 32, datatype: number): number {
  if (value.kind !== 'int' && value.kind !== 'long') wrong(datatype, value);
  return Number(BigInt.asIntN(bits, BigInt(value.value)));
}

function unsigned(value: WireScalar, bits: 8 | 16 | 32, datatype: number): number {
  if (value.kind !== 'int' && value.kind !== 'long') wrong(datatype, value);
  return Number(BigInt.asUintN(bits, BigInt(value.value)));
}

/** Beyond 2^53 as decimal text: such numbers are identifiers, and a rounded identifier is another one. */
function exact(value: Whole): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function long(value: WireScalar, isSigned: boolean, datatype: number): number | string {
  if (value.kind === 'int') return isSigned ? value.value | 0 : value.value;
  if (value.kind !== 'long') wrong(datatype, value);
  return exact(isSigned ? BigInt.asIntN(64, BigInt(value.value)) : value.value);
}

function real(value: WireScalar, datatype: number): number | null {
  if (value.kind === 'boolean' || value.kind === 'string' || value.kind === 'extension')
    wrong(datatype, value);
  if (value.kind === 'int' || value.kind === 'long') return Number(value.value);
  return Number.isFinite(value.value) ? value.value : null;
}

function dateTime(value: Whole): string {
  const date = new Date(Number(value));
  if (Number.isNaN(date.getTime())) throw new SparkplugError('spNoDate', { text: String(value) });
  return date.toISOString();
}

/** A scalar as its datatype means it. Error `SparkplugError` where the two do not fit together. */
export function scalarValue(datatype: number, value: WireScalar): MetricValue {
  switch (datatype) {
    case DATA_TYPE.Int8:
      return signed(value, 8, datatype);
    case DATA_TYPE.Int16:
      return signed(value, 16, datatype);
    case DATA_TYPE.Int32:
      return signed(value, 32, datatype);
    case DATA_TYPE.Int64:
      return long(value, true, datatype);
    case DATA_TYPE.UInt8:
      return unsigned(value, 8, datatype);
    case DATA_TYPE.UInt16:
      return unsigned(value, 16, datatype);
    case DATA_TYPE.UInt32:
      return unsigned(value, 32, datatype);
    case DATA_TYPE.UInt64:
      return long(value, false, datatype);
    case DATA_TYPE.Float:
    case DATA_TYPE.Double:
      return real(value, datatype);
    case DATA_TYPE.Boolean:
      return value.kind === 'boolean' ? value.value : wrong(datatype, value);
    case DATA_TYPE.DateTime:
      return value.kind === 'long' || value.kind === 'int' ? dateTime(value.value) : wrong(datatype, value);
    case DATA_TYPE.String:
    case DATA_TYPE.Text:
    case DATA_TYPE.UUID:
      return value.kind === 'string' ? value.value : wrong(datatype, value);
    default:
      throw new SparkplugError('spNoValue', { datatype });
  }
}

/** For JSON: numbers stay numbers where they are exact and finite. */
function jsonElement(datatype: number, element: number | bigint | boolean | string) {
  if (datatype === DATA_TYPE.DateTimeArray) return dateTime(element as bigint);
  if (typeof element === 'bigint') return exact(element);
  return typeof element === 'number' && !Number.isFinite(element) ? null : element;
}

function dataSetText({ columns, types, rows, columnCount }: DataSet): string {
  if (columns.length !== types.length || (columnCount !== undefined && Number(columnCount) !== types.length))
    throw new SparkplugError('spDataSet', { columns: columns.length, types: types.length });
  const cells = rows.map((row) => {
    if (row.length !== types.length)
      throw new SparkplugError('spDataSetRow', { elements: row.length, columns: types.length });
    return row.map((cell, index) => (cell === undefined ? null : scalarValue(types[index] as number, cell)));
  });
  return JSON.stringify({ columns, rows: cells });
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function fileText(bytes: Uint8Array, metadata: MetaData | undefined): string {
  const { fileName, fileType, contentType, md5, description } = metadata ?? {};
  const contents = bytes.length <= KEPT_FILE_BYTES ? { base64: base64(bytes) } : {};
  return JSON.stringify({
    fileName,
    fileType,
    contentType,
    md5,
    description,
    size: bytes.length,
    ...contents,
  });
}

/**
 * A metric's value as a signal. Whole numbers beyond 2^53 become decimal text, dates ISO 8601 text, bytes base64,
 * data sets, arrays and files JSON text; templates have no value of their own. Error `SparkplugError`.
 */
export function metricValue(datatype: number, value: WireValue, metadata?: MetaData): MetricValue {
  if (value.kind === 'dataset')
    return datatype === DATA_TYPE.DataSet ? dataSetText(value.value) : wrong(datatype, value);
  if (value.kind === 'template') return wrong(datatype, value);
  if (value.kind === 'bytes') {
    if (datatype === DATA_TYPE.Bytes) return base64(value.value);
    if (datatype === DATA_TYPE.File) return fileText(value.value, metadata);
    if (!isArrayType(datatype)) wrong(datatype, value);
    return JSON.stringify(readArray(datatype, value.value).map((element) => jsonElement(datatype, element)));
  }
  return scalarValue(datatype, value);
}
