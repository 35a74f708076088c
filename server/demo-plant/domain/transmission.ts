import type { SignalValue } from '../../../shared/contract/common.ts';
import { QUALITY } from '../../../shared/contract/common.ts';
import type { DemoFaultKind } from '../../../shared/contract/demo-plant.ts';
import { DATA_TYPE } from '../../../shared/sparkplug/payload.ts';
import type { EdgeMetric, EdgeValue } from './edge-node.ts';
import type { MachineReading } from './plant.ts';
import { KEY_SENSOR, MACHINES, equipmentPath } from './plant-model.ts';
import type { MachineSpec } from './plant-model.ts';
import { createRandom } from './random.ts';
import { TAGS } from './tag-catalogue.ts';
import type { TagDefinition, TagName } from './tag-catalogue.ts';

export interface PlantMessage {
  readonly topic: string;
  readonly payload: string;
}

export interface TransmissionOptions {
  readonly site: string;
  readonly seed: number;
  severity(equipment: string, fault: DemoFaultKind): number;
}

/** States, texts and counters are sent when they change and at least this often. */
const HEARTBEAT_MS = 10_000;
const ROOT = 'aif/v1';
/** Mean seconds a flaky link stays up, and stays down at severity 1, and the longest silence. */
const LINK_UP_SECONDS = 4;
const LINK_DOWN_SECONDS = 14;
const LINK_DOWN_LONGEST = 22;

function round(value: SignalValue, tag: TagName): SignalValue {
  const { decimals }: TagDefinition = TAGS[tag];
  return typeof value === 'number' && decimals !== undefined ? Number(value.toFixed(decimals)) : value;
}

/** A flaky link: up and down in turns of random length. Answers true while it is down. */
function createLink(seed: number, equipment: string): (severity: number) => boolean {
  const random = createRandom(seed, `${equipment}/link`);
  let remaining = 0;
  let down = false;
  return (severity) => {
    if (severity === 0) {
      remaining = 0;
      down = false;
      return false;
    }
    remaining -= 1;
    if (remaining <= 0) {
      down = !down;
      const spread = 0.5 + random.uniform();
      remaining = down
        ? Math.min(LINK_DOWN_LONGEST, LINK_DOWN_SECONDS * severity * spread)
        : LINK_UP_SECONDS * spread;
    }
    return down;
  };
}

/** What a machine's network shows of its readings. */
interface Sensed {
  readonly signals: readonly {
    readonly tag: TagName;
    readonly value: SignalValue;
    readonly quality: number;
  }[];
  /** Whether its link is down, so that nothing of this reaches anyone. */
  readonly isDown: boolean;
}

/** The sensors and the link of one machine, with what faults do to them. */
function createSensors(
  machine: MachineSpec,
  options: TransmissionOptions,
): (reading: MachineReading) => Sensed {
  const linkDown = createLink(options.seed, machine.equipment);
  let frozen: SignalValue | undefined;

  function sensed(tag: TagName, value: SignalValue): SignalValue {
    if (tag !== KEY_SENSOR) return value;
    frozen = options.severity(machine.equipment, 'frozen-sensor') > 0 ? (frozen ?? value) : undefined;
    return frozen ?? value;
  }

  return ({ values }) => {
    const bad = options.severity(machine.equipment, 'bad-quality') > 0;
    const signals = machine.tags.flatMap((tag) => {
      const raw = values[tag];
      if (raw === undefined) return [];
      const quality = bad && tag === KEY_SENSOR ? QUALITY.bad : QUALITY.good;
      return [{ tag, value: sensed(tag, round(raw, tag)), quality }];
    });
    return { signals, isDown: linkDown(options.severity(machine.equipment, 'dropout')) };
  };
}

/** Sends the readings of one machine; keeps the sequence number of each of its topics. */
function createSender(machine: MachineSpec, options: TransmissionOptions) {
  const base = `${ROOT}/${equipmentPath(options.site, machine)}`;
  const sense = createSensors(machine, options);
  const sequence = new Map<string, number>();
  const lastSent = new Map<TagName, { value: SignalValue; atMs: number }>();

  function message(topic: string, atMs: number, content: object): PlantMessage {
    const seq = (sequence.get(topic) ?? 0) + 1;
    sequence.set(topic, seq);
    return { topic, payload: JSON.stringify({ t: atMs, seq, ...content }) };
  }

  function isDue(tag: TagName, value: SignalValue, atMs: number): boolean {
    const last = lastSent.get(tag);
    const due = last === undefined || last.value !== value || atMs - last.atMs >= HEARTBEAT_MS;
    if (due) lastSent.set(tag, { value, atMs });
    return due;
  }

  return (reading: MachineReading, atMs: number): PlantMessage[] => {
    const { signals, isDown } = sense(reading);
    const grouped: Record<string, SignalValue> = {};
    const messages: PlantMessage[] = [];
    for (const { tag, value, quality } of signals) {
      if (quality === QUALITY.bad) {
        messages.push(message(`${base}/${tag}`, atMs, { v: value, q: quality }));
      } else if (TAGS[tag].form === 'grouped') {
        grouped[tag] = value;
      } else if (isDue(tag, value, atMs)) {
        messages.push(message(`${base}/${tag}`, atMs, { v: value, q: quality }));
      }
    }
    messages.push(message(base, atMs, { values: grouped }));
    // A message lost on the way has used up its number: the receiver can count the gap.
    return isDown ? [] : messages;
  };
}

/**
 * The plant's network as its sensors and links see it: turns readings into messages of the own forms ("MQTT in" of
 * the interfaces), with what sensor faults do to them.
 *
 * - `frozen-sensor`: the key sensor repeats the value it had.
 * - `bad-quality`: the key sensor leaves the grouped message and comes alone with quality 0.
 * - `dropout`: the machine's link is down most of the time, never longer than 22 s at once; numbers are used up.
 */
export function createTransmission(
  options: TransmissionOptions,
): (readings: readonly MachineReading[], atMs: number) => PlantMessage[] {
  const senders = new Map(
    MACHINES.map((machine) => [machine.equipment, createSender(machine, options)] as const),
  );
  return (readings, atMs) =>
    readings.flatMap((reading) => senders.get(reading.machine.equipment)?.(reading, atMs) ?? []);
}

/** What an edge node sees of a machine; no values where it cannot reach it. */
export interface MachineSignals {
  readonly equipment: string;
  readonly values: readonly EdgeValue[] | null;
}

/** The same plant as an edge node sees it: `dropout` takes a machine away from it, and its death is told. */
export function createEdgeSignals(
  options: TransmissionOptions,
): (readings: readonly MachineReading[], atMs: number) => MachineSignals[] {
  const sensors = new Map(
    MACHINES.map((machine) => [machine.equipment, createSensors(machine, options)] as const),
  );
  return (readings, atMs) =>
    readings.flatMap((reading) => {
      const { equipment } = reading.machine;
      const sensed = sensors.get(equipment)?.(reading);
      if (sensed === undefined) return [];
      const values = sensed.signals.map(({ tag, value, quality }) => ({
        name: tag,
        value,
        quality,
        at: atMs,
      }));
      return [{ equipment, values: sensed.isDown ? null : values }];
    });
}

/** The metrics of every machine, as its readings show them. */
export function edgeMetrics(readings: readonly MachineReading[]): Map<string, EdgeMetric[]> {
  const datatypeOf = (tag: TagName, value: SignalValue) => {
    if (typeof value === 'boolean') return DATA_TYPE.Boolean;
    if (typeof value === 'string') return DATA_TYPE.String;
    const { form }: TagDefinition = TAGS[tag];
    return form === 'grouped' ? DATA_TYPE.Double : DATA_TYPE.Int32;
  };
  return new Map(
    readings.map(({ machine, values }) => [
      machine.equipment,
      machine.tags.flatMap((tag) => {
        const value = values[tag];
        return value === undefined ? [] : [{ name: tag, datatype: datatypeOf(tag, round(value, tag)) }];
      }),
    ]),
  );
}
