import { QUALITY, type SignalValue } from '../../../shared/contract/common.ts';
import { encodePayload } from '../../../shared/sparkplug/encode.ts';
import {
  DATA_TYPE,
  type Metric,
  type PropertySet,
  type WireValue,
} from '../../../shared/sparkplug/payload.ts';
import { BD_SEQ_METRIC, REBIRTH_METRIC, topicOf } from '../../../shared/sparkplug/topic.ts';

/** A metric of a device; its datatype never changes within a session. */
export interface EdgeMetric {
  readonly name: string;
  readonly datatype: number;
}

/** A value of a metric. `at` is epoch milliseconds. */
export interface EdgeValue {
  readonly name: string;
  readonly value: SignalValue | null;
  readonly quality: number;
  readonly at: number;
}

export interface EdgeMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

interface Held extends EdgeMetric {
  readonly alias: number;
  current: EdgeValue;
}

export interface EdgeNodeIdentity {
  readonly group: string;
  readonly node: string;
  readonly devices: ReadonlyMap<string, readonly EdgeMetric[]>;
}

const WRAP = 256;

function wireValue(datatype: number, value: SignalValue): WireValue {
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'string') return { kind: 'string', value };
  if (datatype === DATA_TYPE.Double) return { kind: 'double', value };
  if (datatype === DATA_TYPE.Float) return { kind: 'float', value };
  if (datatype === DATA_TYPE.Int64 || datatype === DATA_TYPE.UInt64) return { kind: 'long', value };
  return { kind: 'int', value };
}

function properties(quality: number): PropertySet {
  return [['Quality', { type: DATA_TYPE.Int32, value: { kind: 'int', value: quality } }]];
}

/**
 * An edge node of Sparkplug B 3.0 without its connection: births with aliases, data by exception, deaths, numbers.
 * What it gives must be sent in that order.
 */
export class EdgeNode {
  readonly #identity: EdgeNodeIdentity;
  readonly #devices = new Map<string, Map<string, Held>>();
  readonly #dead = new Set<string>();
  #bdSeq = WRAP - 1;
  #seq = 0;

  constructor(identity: EdgeNodeIdentity, now: number) {
    this.#identity = identity;
    let alias = 1;
    for (const [device, metrics] of identity.devices) {
      const held = metrics.map((metric): [string, Held] => [
        metric.name,
        {
          ...metric,
          alias: alias++,
          current: { name: metric.name, value: null, quality: QUALITY.bad, at: now },
        },
      ]);
      this.#devices.set(device, new Map(held));
    }
  }

  #bdSeqMetric(now: number): Metric {
    const value = { kind: 'long', value: this.#bdSeq } as const;
    return { name: BD_SEQ_METRIC, timestamp: now, datatype: DATA_TYPE.Int64, value };
  }

  /** The death of the session about to begin; its number ties it to the births that follow. */
  nextWill(now: number): EdgeMessage {
    this.#bdSeq = (this.#bdSeq + 1) % WRAP;
    return this.death(now);
  }

  /** The death of this session, to be sent before leaving on purpose. */
  death(now: number): EdgeMessage {
    return {
      topic: topicOf(this.#identity, 'NDEATH'),
      payload: encodePayload({ timestamp: now, metrics: [this.#bdSeqMetric(now)] }),
    };
  }

  #numbered(timestamp: number, metrics: readonly Metric[]): Uint8Array {
    const payload = encodePayload({ timestamp, metrics, seq: this.#seq });
    this.#seq = (this.#seq + 1) % WRAP;
    return payload;
  }

  /** The births of the node and of every device that is there. */
  births(now: number): EdgeMessage[] {
    this.#seq = 0;
    const rebirth: Metric = {
      name: REBIRTH_METRIC,
      timestamp: now,
      datatype: DATA_TYPE.Boolean,
      value: { kind: 'boolean', value: false },
    };
    const node = {
      topic: topicOf(this.#identity, 'NBIRTH'),
      payload: this.#numbered(now, [this.#bdSeqMetric(now), rebirth]),
    };
    const present = [...this.#devices.keys()].filter((device) => !this.#dead.has(device));
    return [node, ...present.map((device) => this.#deviceBirth(device, now))];
  }

  #deviceBirth(device: string, now: number): EdgeMessage {
    const metrics = [...(this.#devices.get(device)?.values() ?? [])].map(
      ({ name, alias, datatype, current }): Metric => ({
        name,
        alias,
        timestamp: current.at,
        datatype,
        properties: properties(current.quality),
        ...(current.value === null ? { isNull: true } : { value: wireValue(datatype, current.value) }),
      }),
    );
    return {
      topic: topicOf(this.#identity, 'DBIRTH', device),
      payload: this.#numbered(now, metrics),
    };
  }

  /** Data of a device, only of what has changed; its birth first where it was gone. */
  data(device: string, values: readonly EdgeValue[], now: number): EdgeMessage[] {
    const held = this.#devices.get(device);
    if (held === undefined) return [];
    const metrics: Metric[] = [];
    for (const next of values) {
      const metric = held.get(next.name);
      if (metric === undefined) continue;
      const { current, alias, datatype } = metric;
      if (current.value === next.value && current.quality === next.quality) continue;
      metric.current = next;
      metrics.push({
        alias,
        timestamp: next.at,
        ...(current.quality === next.quality ? {} : { properties: properties(next.quality) }),
        ...(next.value === null ? { isNull: true } : { value: wireValue(datatype, next.value) }),
      });
    }
    if (this.#dead.delete(device)) return [this.#deviceBirth(device, now)];
    if (metrics.length === 0) return [];
    return [{ topic: topicOf(this.#identity, 'DDATA', device), payload: this.#numbered(now, metrics) }];
  }

  /** The death of a device, once. */
  deviceDeath(device: string, now: number): EdgeMessage[] {
    if (!this.#devices.has(device) || this.#dead.has(device)) return [];
    this.#dead.add(device);
    return [{ topic: topicOf(this.#identity, 'DDEATH', device), payload: this.#numbered(now, []) }];
  }
}
