import {
  placed,
  reason,
  textOfReason,
  type Reason,
  type ReasonCode,
  type ReasonPlace,
} from '../contract/reasons.ts';

/**
 * The Sparkplug B payload as a program handles it: `org.eclipse.tahu.protobuf.Payload` (proto2) of the Sparkplug 3.0
 * specification, section 6.4.1, with fields that were not sent left out.
 */

/** Datatype codes of section 6.4.1. */
export const DATA_TYPE = {
  Unknown: 0,
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  DataSet: 16,
  Bytes: 17,
  File: 18,
  Template: 19,
  PropertySet: 20,
  PropertySetList: 21,
  Int8Array: 22,
  Int16Array: 23,
  Int32Array: 24,
  Int64Array: 25,
  UInt8Array: 26,
  UInt16Array: 27,
  UInt32Array: 28,
  UInt64Array: 29,
  FloatArray: 30,
  DoubleArray: 31,
  BooleanArray: 32,
  StringArray: 33,
  DateTimeArray: 34,
} as const;

/** A 64-bit whole number: a `number` up to 2^53 - 1, a `bigint` beyond, so that nothing is rounded. */
export type Whole = number | bigint;

/** A member of a `value` oneof as it stands on the wire; what it means, its datatype says. */
export type WireScalar =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'long'; readonly value: Whole }
  | { readonly kind: 'float' | 'double'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'extension' };

export type WireValue =
  | WireScalar
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'dataset'; readonly value: DataSet }
  | { readonly kind: 'template'; readonly value: Template };

export interface DataSet {
  readonly columnCount?: Whole;
  readonly columns: readonly string[];
  readonly types: readonly number[];
  readonly rows: readonly (readonly (WireScalar | undefined)[])[];
}

export interface TemplateParameter {
  readonly name?: string;
  readonly type?: number;
  readonly value?: WireScalar;
}

export interface Template {
  readonly version?: string;
  readonly metrics: readonly Metric[];
  readonly parameters: readonly TemplateParameter[];
  readonly reference?: string;
  readonly isDefinition?: boolean;
}

export interface PropertyValue {
  readonly type?: number;
  readonly isNull?: boolean;
  readonly value?:
    | WireScalar
    | { readonly kind: 'propertyset'; readonly value: PropertySet }
    | { readonly kind: 'propertysets'; readonly value: readonly PropertySet[] };
}

/** Names and values in the order they were sent. */
export type PropertySet = readonly (readonly [name: string, value: PropertyValue])[];

export interface MetaData {
  readonly isMultiPart?: boolean;
  readonly contentType?: string;
  readonly size?: Whole;
  readonly seq?: Whole;
  readonly fileName?: string;
  readonly fileType?: string;
  readonly md5?: string;
  readonly description?: string;
}

export interface Metric {
  readonly name?: string;
  readonly alias?: Whole;
  /** Epoch milliseconds. */
  readonly timestamp?: Whole;
  readonly datatype?: number;
  readonly isHistorical?: boolean;
  readonly isTransient?: boolean;
  readonly isNull?: boolean;
  readonly metadata?: MetaData;
  readonly properties?: PropertySet;
  readonly value?: WireValue;
}

export interface Payload {
  /** Epoch milliseconds. */
  readonly timestamp?: Whole;
  readonly metrics: readonly Metric[];
  readonly seq?: Whole;
  readonly uuid?: string;
  readonly body?: Uint8Array;
}

/** Bytes that are no payload, or a value that cannot be one; `reason` says what and where, `message` the same in English. */
export class SparkplugError extends Error {
  override readonly name = 'SparkplugError';
  readonly reason: Reason;

  constructor(code: ReasonCode, parameters: Reason['parameters'] = {}, place: ReasonPlace = {}) {
    const said = placed(reason(code, parameters), place);
    super(textOfReason(said, 'en'));
    this.reason = said;
  }
}
