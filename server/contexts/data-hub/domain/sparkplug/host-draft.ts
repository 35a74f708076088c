import { placed, reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import { decodePayload } from '../../../../../shared/sparkplug/decode.ts';
import {
  SparkplugError,
  type Metric,
  type Payload,
  type Whole,
} from '../../../../../shared/sparkplug/payload.ts';
import {
  BD_SEQ_METRIC,
  isCommandOrState,
  parseTopic,
  type SparkplugTopic,
} from '../../../../../shared/sparkplug/topic.ts';
import type { TagSaid } from '../../../../../shared/contract/tags.ts';
import type { IncomingMessage } from '../batch.ts';
import { MAX_PAYLOAD_BYTES, MAX_VALUES_PER_MESSAGE, type Fault, type Reading } from '../payload.ts';
import { equipmentFor, type EquipmentPattern } from './mapping.ts';
import { BirthDefinitions, MetricReadings } from './metric-readings.ts';
import {
  newNode,
  nodeKeyOf,
  NOT_BORN,
  OWN,
  type DeviceState,
  type MetricDefinition,
  type NodeState,
  type NodeStates,
} from './node-state.ts';
import { after, follow, NOTHING_MISSING, type SequenceStep } from './sequence.ts';

/** Edge nodes followed; messages of further ones are unreadable. */
const MOST_NODES = 2_000;
const FURTHEST_CLOCK_MS = 366 * 86_400_000;

/** What one message says. */
export interface SparkplugReadings {
  readonly readings: readonly Reading[];
  readonly faults: readonly Fault[];
  /** Change in the number of missing messages. */
  readonly lost: number;
  /** What a birth says of its tags, by address. */
  readonly said: ReadonlyMap<string, TagSaid>;
}

/** What a batch asks of the world once it is committed. */
export interface SparkplugOutcome {
  readonly nodes: NodeStates;
  /** Nodes whose births are needed, with the reason. */
  readonly wanted: ReadonlyMap<string, Reason>;
  /** Nodes that were born. */
  readonly born: ReadonlySet<string>;
}

const NOTHING: SparkplugReadings = { readings: [], faults: [], lost: 0, said: new Map() };

function unreadable(why: Reason): SparkplugReadings {
  return { ...NOTHING, faults: [{ path: null, reason: why }] };
}

function bdSeqOf({ metrics }: Payload): number | null {
  const value = metrics.find(({ name }) => name === BD_SEQ_METRIC)?.value;
  return value?.kind === 'long' || value?.kind === 'int' ? Number(value.value) : null;
}

function numberOf(seq: Whole | undefined): number | null {
  return seq === undefined ? null : Number(seq) & 0xff;
}

/**
 * The host application's side of Sparkplug B 3.0 while a batch is read: what the messages of edge nodes say, after the
 * births known so far. Changes nothing but itself; the outcome is taken over once the batch is committed.
 */
export class HostDraft {
  readonly #pattern: EquipmentPattern;
  readonly #nodes: Map<string, NodeState>;
  readonly #wanted = new Map<string, Reason>();
  readonly #born = new Set<string>();

  constructor(nodes: NodeStates, pattern: EquipmentPattern) {
    this.#nodes = new Map(nodes);
    this.#pattern = pattern;
  }

  outcome(): SparkplugOutcome {
    return { nodes: this.#nodes, wanted: this.#wanted, born: this.#born };
  }

  read(message: IncomingMessage): SparkplugReadings {
    if (isCommandOrState(message.topic)) return NOTHING;
    const topic = parseTopic(message.topic);
    if ('reason' in topic) return unreadable(topic.reason);
    if (message.lost === true) return this.#lose(topic, message.receivedAt, message.receivedAt);
    if (message.retained) return unreadable(reason('sparkplugRetained'));
    if (message.payload.length > MAX_PAYLOAD_BYTES)
      return unreadable(reason('payloadTooLong', { bytes: message.payload.length, most: MAX_PAYLOAD_BYTES }));
    const payload = decoded(message.payload);
    if ('code' in payload) return unreadable(payload);
    if (payload.metrics.length > MAX_VALUES_PER_MESSAGE)
      return unreadable(reason('tooManyValues', { most: MAX_VALUES_PER_MESSAGE }));
    const known = this.#nodes.get(nodeKeyOf(topic));
    if (known === undefined && this.#nodes.size >= MOST_NODES)
      return unreadable(reason('sparkplugNodes', { most: MOST_NODES }));
    return this.#take(topic, payload, message.receivedAt, known);
  }

  #take(
    topic: SparkplugTopic,
    payload: Payload,
    receivedAt: number,
    known: NodeState | undefined,
  ): SparkplugReadings {
    if (topic.type === 'NDEATH') return this.#nodeDeath(topic, payload, receivedAt, known);
    const node = known ?? newNode(topic.group, topic.node, receivedAt);
    const seq = numberOf(payload.seq);
    const clockOffset = offsetOf(payload, receivedAt) ?? node.clockOffset;
    if (topic.type === 'NBIRTH') return this.#nodeBirth(topic, payload, receivedAt, { ...node, clockOffset });
    const { step, numbering, lost } = follow(node, seq, receivedAt);
    const followed = { ...node, ...numbering, clockOffset, suspectedSince: null };
    this.#nodes.set(nodeKeyOf(topic), followed);
    if (step === 'behind') this.#want(topic, reason('spCountsAnew'));
    const read =
      topic.type === 'DBIRTH'
        ? this.#deviceBirth(topic, payload, receivedAt, followed)
        : topic.type === 'DDEATH'
          ? this.#deviceDeath(topic, payload, receivedAt, followed)
          : this.#data(topic, payload, receivedAt, followed, step);
    return { ...read, lost };
  }

  #want(topic: SparkplugTopic, why: Reason): void {
    const key = nodeKeyOf(topic);
    if (!this.#wanted.has(key)) this.#wanted.set(key, why);
  }

  #setDevice(node: NodeState, device: string, state: DeviceState): NodeState {
    const changed = { ...node, devices: new Map(node.devices).set(device, state) };
    this.#nodes.set(nodeKeyOf(node), changed);
    return changed;
  }

  #nodeBirth(
    topic: SparkplugTopic,
    payload: Payload,
    receivedAt: number,
    node: NodeState,
  ): SparkplugReadings {
    const key = nodeKeyOf(topic);
    const seq = numberOf(payload.seq);
    const devices = new Map(node.devices);
    for (const [name, device] of devices)
      if (device.status === 'online') devices.set(name, { ...device, status: 'awaited' });
    const born: NodeState = {
      ...node,
      ...NOTHING_MISSING,
      devices,
      bdSeq: bdSeqOf(payload),
      expected: seq === null ? null : after(seq),
      awaitedSince: receivedAt,
      suspectedSince: null,
    };
    this.#born.add(key);
    this.#wanted.delete(key);
    return this.#birth(topic, payload, receivedAt, born, OWN);
  }

  #deviceBirth(topic: SparkplugTopic, payload: Payload, receivedAt: number, node: NodeState) {
    if (node.devices.get(OWN)?.status !== 'online') this.#want(topic, reason('spDeviceFirst'));
    return this.#birth(topic, payload, receivedAt, node, topic.device ?? OWN);
  }

  #birth(
    topic: SparkplugTopic,
    payload: Payload,
    receivedAt: number,
    node: NodeState,
    device: string,
  ): SparkplugReadings {
    const equipment = equipmentFor(this.#pattern, topic);
    this.#nodes.set(nodeKeyOf(node), node);
    if ('reason' in equipment) return unreadable(equipment.reason);
    const definitions = new BirthDefinitions(equipment.path);
    const into = new MetricReadings({ sentAt: payload.timestamp, receivedAt, isBirth: true });
    const member = memberOf(definitions.metrics);
    for (const metric of payload.metrics) {
      const definition = definitions.define(metric);
      if ('code' in definition) into.fault(null, definition);
      else into.take(metric, definition, member);
    }
    const { metrics, aliases } = definitions;
    const paths = new Set(into.readings.map(({ path }) => path));
    const before = node.devices.get(device) ?? NOT_BORN;
    // What its birth names no more has no value any more.
    for (const path of before.paths) if (!paths.has(path)) into.mark(path, sentAt(payload, node, receivedAt));
    this.#setDevice(node, device, { status: 'online', metrics, aliases, paths });
    return { ...NOTHING, readings: into.readings, faults: into.faults, said: into.said };
  }

  #data(
    topic: SparkplugTopic,
    payload: Payload,
    receivedAt: number,
    node: NodeState,
    step: SequenceStep,
  ): SparkplugReadings {
    const device = node.devices.get(topic.device ?? OWN) ?? NOT_BORN;
    const into = new MetricReadings({ sentAt: payload.timestamp, receivedAt });
    // A message of before the death that came after it still belongs to the device as it was.
    if (device.status !== 'online' && step !== 'filled') {
      const whose = topic.device === null ? 'spNodeData' : 'spDeviceData';
      this.#want(topic, reason(whose, { name: topic.device ?? topic.node }));
      for (const { name, alias } of payload.metrics)
        into.fault(
          null,
          reason(topic.device === null ? 'nodeNotBorn' : 'deviceNotBorn', { metric: name ?? String(alias) }),
        );
      return { ...NOTHING, faults: into.faults };
    }
    const member = memberOf(device.metrics);
    for (const metric of payload.metrics) {
      const definition = definitionOf(metric, device);
      if ('code' in definition) {
        this.#want(topic, definition);
        into.fault(null, definition);
      } else into.take(metric, definition, member);
    }
    const further = into.readings.filter(({ path }) => !device.paths.has(path));
    if (further.length > 0)
      this.#setDevice(node, topic.device ?? OWN, {
        ...device,
        paths: new Set([...device.paths, ...further.map(({ path }) => path)]),
      });
    return { ...NOTHING, readings: into.readings, faults: into.faults };
  }

  /**
   * A death that belongs to another session (its `bdSeq` is another) does not end this one. As a rule it is of the one
   * before and came late; but some nodes say the number of the next when they leave, so the node is asked.
   */
  #nodeDeath(
    topic: SparkplugTopic,
    payload: Payload,
    receivedAt: number,
    known: NodeState | undefined,
  ): SparkplugReadings {
    const bdSeq = bdSeqOf(payload);
    if (known === undefined) return NOTHING;
    if (known.bdSeq !== null && bdSeq !== known.bdSeq) {
      if (known.devices.get(OWN)?.status !== 'online') return NOTHING;
      this.#want(topic, reason('spOtherSession', { came: bdSeq ?? '?', born: known.bdSeq }));
      this.#nodes.set(nodeKeyOf(topic), { ...known, suspectedSince: receivedAt });
      return NOTHING;
    }
    return this.#lose(topic, receivedAt + known.clockOffset, receivedAt);
  }

  #deviceDeath(topic: SparkplugTopic, payload: Payload, receivedAt: number, node: NodeState) {
    return this.#lose(topic, sentAt(payload, node, receivedAt), receivedAt);
  }

  /** Node or device are gone: no tag of theirs has a value from `at` on. */
  #lose(topic: SparkplugTopic, at: number, receivedAt: number): SparkplugReadings {
    const node = this.#nodes.get(nodeKeyOf(topic));
    if (node === undefined) return NOTHING;
    const into = new MetricReadings({ sentAt: at, receivedAt });
    const devices = new Map(node.devices);
    for (const [name, device] of node.devices) {
      const isMeant = topic.device === null || topic.device === name;
      if (!isMeant || device.status === 'offline') continue;
      for (const path of device.paths) into.mark(path, at);
      devices.set(name, { ...device, status: 'offline' });
    }
    const ended = topic.device === null ? { ...NOTHING_MISSING, expected: null, suspectedSince: null } : {};
    this.#nodes.set(nodeKeyOf(topic), { ...node, ...ended, devices });
    return { ...NOTHING, readings: into.readings };
  }
}

function decoded(bytes: Uint8Array): Payload | Reason {
  try {
    return decodePayload(bytes);
  } catch (error) {
    if (error instanceof SparkplugError) return placed(error.reason, { payload: 'Sparkplug' });
    throw error;
  }
}

function offsetOf({ timestamp }: Payload, receivedAt: number): number | null {
  if (timestamp === undefined) return null;
  const offset = Number(timestamp) - receivedAt;
  return Math.abs(offset) <= FURTHEST_CLOCK_MS ? offset : null;
}

/** When a message was sent, by the clock of its sender. */
function sentAt(payload: Payload, node: NodeState, receivedAt: number): number {
  return offsetOf(payload, receivedAt) === null
    ? receivedAt + node.clockOffset
    : Math.floor(Number(payload.timestamp));
}

function definitionOf({ name, alias, datatype }: Metric, device: DeviceState): MetricDefinition | Reason {
  const found =
    (alias === undefined ? undefined : device.aliases.get(alias)) ??
    (name === undefined ? undefined : device.metrics.get(name));
  if (found === undefined)
    return name === undefined
      ? reason('spUnknownAlias', { alias: String(alias) })
      : reason('spUnknownMetric', { name: JSON.stringify(name.slice(0, 60)) });
  return datatype === undefined || datatype === 0 ? found : { ...found, datatype };
}

function memberOf(metrics: ReadonlyMap<string, MetricDefinition>) {
  return (name: string) =>
    metrics.get(name) ?? reason('spUnknownMember', { name: JSON.stringify(name.slice(0, 80)) });
}
