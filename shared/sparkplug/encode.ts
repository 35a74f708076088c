import type {
  DataSet,
  MetaData,
  Metric,
  Payload,
  PropertySet,
  PropertyValue,
  Template,
  WireScalar,
} from './payload.ts';
import { WireWriter } from './wire-writer.ts';

const PLACES = { int: 0, long: 1, float: 2, double: 3, boolean: 4, string: 5 } as const;

function writeScalar(writer: WireWriter, first: number, scalar: WireScalar, extension: number): void {
  if (scalar.kind === 'extension') return writer.bytes(extension, new Uint8Array());
  const field = first + PLACES[scalar.kind];
  if (scalar.kind === 'int') writer.whole(field, scalar.value >>> 0);
  else if (scalar.kind === 'long') writer.whole(field, scalar.value);
  else if (scalar.kind === 'float') writer.float(field, scalar.value);
  else if (scalar.kind === 'double') writer.double(field, scalar.value);
  else if (scalar.kind === 'boolean') writer.bool(field, scalar.value);
  else if (scalar.kind === 'string') writer.string(field, scalar.value);
}

function writeDataSet(writer: WireWriter, { columnCount, columns, types, rows }: DataSet): void {
  writer.whole(1, columnCount);
  for (const column of columns) writer.string(2, column);
  for (const type of types) writer.whole(3, type);
  for (const row of rows)
    writer.nested(4, (inRow) => {
      for (const element of row)
        inRow.nested(1, (inElement) => {
          if (element !== undefined) writeScalar(inElement, 1, element, 7);
        });
    });
}

function writeTemplate(writer: WireWriter, template: Template): void {
  writer.string(1, template.version);
  for (const metric of template.metrics) writer.nested(2, (inner) => writeMetric(inner, metric));
  for (const { name, type, value } of template.parameters)
    writer.nested(3, (inner) => {
      inner.string(1, name);
      inner.whole(2, type);
      if (value !== undefined) writeScalar(inner, 3, value, 9);
    });
  writer.string(4, template.reference);
  writer.bool(5, template.isDefinition);
}

function writePropertyValue(writer: WireWriter, { type, isNull, value }: PropertyValue): void {
  writer.whole(1, type);
  writer.bool(2, isNull);
  if (value === undefined) return;
  if (value.kind === 'propertyset') writer.nested(9, (inner) => writePropertySet(inner, value.value));
  else if (value.kind === 'propertysets')
    writer.nested(10, (inner) => {
      for (const set of value.value) inner.nested(1, (inSet) => writePropertySet(inSet, set));
    });
  else writeScalar(writer, 3, value, 11);
}

function writePropertySet(writer: WireWriter, properties: PropertySet): void {
  for (const [name] of properties) writer.string(1, name);
  for (const [, value] of properties) writer.nested(2, (inner) => writePropertyValue(inner, value));
}

function writeMetaData(writer: WireWriter, metadata: MetaData): void {
  writer.bool(1, metadata.isMultiPart);
  writer.string(2, metadata.contentType);
  writer.whole(3, metadata.size);
  writer.whole(4, metadata.seq);
  writer.string(5, metadata.fileName);
  writer.string(6, metadata.fileType);
  writer.string(7, metadata.md5);
  writer.string(8, metadata.description);
}

function writeMetric(writer: WireWriter, metric: Metric): void {
  writer.string(1, metric.name);
  writer.whole(2, metric.alias);
  writer.whole(3, metric.timestamp);
  writer.whole(4, metric.datatype);
  writer.bool(5, metric.isHistorical);
  writer.bool(6, metric.isTransient);
  writer.bool(7, metric.isNull);
  const { metadata, properties, value } = metric;
  if (metadata !== undefined) writer.nested(8, (inner) => writeMetaData(inner, metadata));
  if (properties !== undefined) writer.nested(9, (inner) => writePropertySet(inner, properties));
  if (value === undefined) return;
  if (value.kind === 'bytes') writer.bytes(16, value.value);
  else if (value.kind === 'dataset') writer.nested(17, (inner) => writeDataSet(inner, value.value));
  else if (value.kind === 'template') writer.nested(18, (inner) => writeTemplate(inner, value.value));
  else writeScalar(writer, 10, value, 19);
}

/** The payload's bytes, fields in the order of their numbers. */
export function encodePayload(payload: Payload): Uint8Array {
  const writer = new WireWriter();
  writer.whole(1, payload.timestamp);
  for (const metric of payload.metrics) writer.nested(2, (inner) => writeMetric(inner, metric));
  writer.whole(3, payload.seq);
  writer.string(4, payload.uuid);
  writer.bytes(5, payload.body);
  return writer.finish();
}
