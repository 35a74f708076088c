import {
  SparkplugError,
  type DataSet,
  type MetaData,
  type Metric,
  type Payload,
  type PropertySet,
  type PropertyValue,
  type Template,
  type TemplateParameter,
  type WireScalar,
} from './payload.ts';
import { Budget, WIRE, WireReader } from './wire-reader.ts';

/** Nested messages and repeated values one payload may hold. */
const MOST_PARTS = 200_000;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const { varint, bytes: lengthDelimited, fixed32, fixed64 } = WIRE;

/**
 * The scalar of a `value` oneof, or undefined for another field. All of them number their members in this order from
 * `first` on, and each has an `extension` of its own, whose content nobody here knows.
 */
function readScalar(
  reader: WireReader,
  field: number,
  wire: number,
  { first, extension }: { readonly first: number; readonly extension: number },
): WireScalar | undefined {
  const place = field - first;
  if (place === 0 && wire === varint) return { kind: 'int', value: reader.uint32() };
  if (place === 1 && wire === varint) return { kind: 'long', value: reader.uint64() };
  if (place === 2 && wire === fixed32) return { kind: 'float', value: reader.float() };
  if (place === 3 && wire === fixed64) return { kind: 'double', value: reader.double() };
  if (place === 4 && wire === varint) return { kind: 'boolean', value: reader.bool() };
  if (place === 5 && wire === lengthDelimited) return { kind: 'string', value: reader.string() };
  if (field !== extension || wire !== lengthDelimited) return undefined;
  reader.bytes();
  return { kind: 'extension' };
}

const ELEMENT = { first: 1, extension: 7 };
const PARAMETER = { first: 3, extension: 9 };
const PROPERTY = { first: 3, extension: 11 };
const METRIC = { first: 10, extension: 19 };

function readDataSetValue(reader: WireReader): WireScalar | undefined {
  let value: WireScalar | undefined;
  reader.fields((field, wire) => {
    const scalar = readScalar(reader, field, wire, ELEMENT);
    if (scalar !== undefined) value = scalar;
    return scalar !== undefined;
  });
  return value;
}

function readRow(reader: WireReader): (WireScalar | undefined)[] {
  const row: (WireScalar | undefined)[] = [];
  reader.fields((field, wire) => {
    if (field !== 1 || wire !== lengthDelimited) return false;
    row.push(readDataSetValue(reader.nested()));
    return true;
  });
  return row;
}

function readDataSet(reader: WireReader): DataSet {
  const columns: string[] = [];
  const types: number[] = [];
  const rows: (WireScalar | undefined)[][] = [];
  const found: Mutable<DataSet> = { columns, types, rows };
  reader.fields((field, wire) => {
    if (field === 1 && wire === varint) found.columnCount = reader.uint64();
    else if (field === 2 && wire === lengthDelimited) columns.push(reader.counted().string());
    else if (field === 3 && wire === varint) types.push(reader.counted().uint32());
    else if (field === 3 && wire === lengthDelimited) reader.packed((type) => types.push(type));
    else if (field === 4 && wire === lengthDelimited) rows.push(readRow(reader.nested()));
    else return false;
    return true;
  });
  return found;
}

function readParameter(reader: WireReader): TemplateParameter {
  const found: Mutable<TemplateParameter> = {};
  reader.fields((field, wire) => {
    if (field === 1 && wire === lengthDelimited) found.name = reader.string();
    else if (field === 2 && wire === varint) found.type = reader.uint32();
    else {
      const scalar = readScalar(reader, field, wire, PARAMETER);
      if (scalar === undefined) return false;
      found.value = scalar;
    }
    return true;
  });
  return found;
}

function readTemplate(reader: WireReader): Template {
  const metrics: Metric[] = [];
  const parameters: TemplateParameter[] = [];
  const found: Mutable<Template> = { metrics, parameters };
  reader.fields((field, wire) => {
    if (field === 1 && wire === lengthDelimited) found.version = reader.string();
    else if (field === 2 && wire === lengthDelimited) metrics.push(readMetric(reader.nested()));
    else if (field === 3 && wire === lengthDelimited) parameters.push(readParameter(reader.nested()));
    else if (field === 4 && wire === lengthDelimited) found.reference = reader.string();
    else if (field === 5 && wire === varint) found.isDefinition = reader.bool();
    else return false;
    return true;
  });
  return found;
}

function readPropertySetList(reader: WireReader): PropertySet[] {
  const sets: PropertySet[] = [];
  reader.fields((field, wire) => {
    if (field !== 1 || wire !== lengthDelimited) return false;
    sets.push(readPropertySet(reader.nested()));
    return true;
  });
  return sets;
}

function readPropertyValue(reader: WireReader): PropertyValue {
  const found: Mutable<PropertyValue> = {};
  reader.fields((field, wire) => {
    if (field === 1 && wire === varint) found.type = reader.uint32();
    else if (field === 2 && wire === varint) found.isNull = reader.bool();
    else if (field === 9 && wire === lengthDelimited)
      found.value = { kind: 'propertyset', value: readPropertySet(reader.nested()) };
    else if (field === 10 && wire === lengthDelimited)
      found.value = { kind: 'propertysets', value: readPropertySetList(reader.nested()) };
    else {
      const scalar = readScalar(reader, field, wire, PROPERTY);
      if (scalar === undefined) return false;
      found.value = scalar;
    }
    return true;
  });
  return found;
}

function readPropertySet(reader: WireReader): PropertySet {
  const keys: string[] = [];
  const values: PropertyValue[] = [];
  reader.fields((field, wire) => {
    if (field === 1 && wire === lengthDelimited) keys.push(reader.counted().string());
    else if (field === 2 && wire === lengthDelimited) values.push(readPropertyValue(reader.nested()));
    else return false;
    return true;
  });
  if (keys.length !== values.length)
    throw new SparkplugError('spProperties', { names: keys.length, values: values.length });
  return keys.map((key, index) => [key, values[index] as PropertyValue] as const);
}

function readMetaData(reader: WireReader): MetaData {
  const found: Mutable<MetaData> = {};
  reader.fields((field, wire) => {
    if (wire === varint && field === 1) found.isMultiPart = reader.bool();
    else if (wire === varint && field === 3) found.size = reader.uint64();
    else if (wire === varint && field === 4) found.seq = reader.uint64();
    else if (wire !== lengthDelimited) return false;
    else if (field === 2) found.contentType = reader.string();
    else if (field === 5) found.fileName = reader.string();
    else if (field === 6) found.fileType = reader.string();
    else if (field === 7) found.md5 = reader.string();
    else if (field === 8) found.description = reader.string();
    else return false;
    return true;
  });
  return found;
}

function readMetricNumber(reader: WireReader, field: number, found: Mutable<Metric>): boolean {
  if (field === 2) found.alias = reader.uint64();
  else if (field === 3) found.timestamp = reader.uint64();
  else if (field === 4) found.datatype = reader.uint32();
  else if (field === 5) found.isHistorical = reader.bool();
  else if (field === 6) found.isTransient = reader.bool();
  else if (field === 7) found.isNull = reader.bool();
  else return false;
  return true;
}

function readMetricPart(reader: WireReader, field: number, found: Mutable<Metric>): boolean {
  if (field === 1) found.name = reader.string();
  else if (field === 8) found.metadata = readMetaData(reader.nested());
  else if (field === 9) found.properties = readPropertySet(reader.nested());
  else if (field === 16) found.value = { kind: 'bytes', value: reader.bytes() };
  else if (field === 17) found.value = { kind: 'dataset', value: readDataSet(reader.nested()) };
  else if (field === 18) found.value = { kind: 'template', value: readTemplate(reader.nested()) };
  else return false;
  return true;
}

function readMetric(reader: WireReader): Metric {
  const found: Mutable<Metric> = {};
  reader.fields((field, wire) => {
    if (wire === varint && readMetricNumber(reader, field, found)) return true;
    if (wire === lengthDelimited && readMetricPart(reader, field, found)) return true;
    const scalar = readScalar(reader, field, wire, METRIC);
    if (scalar !== undefined) found.value = scalar;
    return scalar !== undefined;
  });
  return found;
}

/**
 * Reads a payload. Unknown fields are skipped; of a field sent twice the last one counts. Byte arrays are views of
 * `bytes`. Error `SparkplugError`, and no other, for anything that is no payload or is too large.
 */
export function decodePayload(bytes: Uint8Array): Payload {
  const metrics: Metric[] = [];
  const found: Mutable<Payload> = { metrics };
  const reader = new WireReader(bytes, new Budget(MOST_PARTS));
  reader.fields((field, wire) => {
    if (field === 1 && wire === varint) found.timestamp = reader.uint64();
    else if (field === 2 && wire === lengthDelimited) metrics.push(readMetric(reader.nested()));
    else if (field === 3 && wire === varint) found.seq = reader.uint64();
    else if (field === 4 && wire === lengthDelimited) found.uuid = reader.string();
    else if (field === 5 && wire === lengthDelimited) found.body = reader.bytes();
    else return false;
    return true;
  });
  return found;
}
