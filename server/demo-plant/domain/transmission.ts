import type { SignalValue } from '../../../shared/contract/common.ts';
import { QUALITY } from '../../../shared/contract/common.ts';
import type { DemoFaultKind } from '../../../shared/contract/demo-plant.ts';
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

/** Sends the readings of one machine; keeps the sequence number of each of its topics. */
function createSender(machine: MachineSpec, options: TransmissionOptions) {
  const base = `${ROOT}/${equipmentPath(options.site, machine)}`;
  const linkDown = createLink(options.seed, machine.equipment);
  const sequence = new Map<string, number>();
  const lastSent = new Map<TagName, { value: SignalValue; atMs: number }>();
  let frozen: SignalValue | undefined;

  function message(topic: string, atMs: number, content: object): PlantMessage {
    const seq = (sequence.get(topic) ?? 0) + 1;
    sequence.set(topic, seq);
    return { topic, payload: JSON.stringify({ t: atMs, seq, ...content }) };
  }

  function sensed(tag: TagName, value: SignalValue): SignalValue {
    if (tag !== KEY_SENSOR) return value;
    frozen = options.severity(machine.equipment, 'frozen-sensor') > 0 ? (frozen ?? value) : undefined;
    return frozen ?? value;
  }

  function isDue(tag: TagName, value: SignalValue, atMs: number): boolean {
    const last = lastSent.get(tag);
    const due = last === undefined || last.value !== value || atMs - last.atMs >= HEARTBEAT_MS;
    if (due) lastSent.set(tag, { value, atMs });
    return due;
  }

  return (reading: MachineReading, atMs: number): PlantMessage[] => {
    const bad = options.severity(machine.equipment, 'bad-quality') > 0;
    const grouped: Record<string, SignalValue> = {};
    const messages: PlantMessage[] = [];
    for (const tag of machine.tags) {
      const raw = reading.values[tag];
      if (raw === undefined) continue;
      const value = sensed(tag, round(raw, tag));
      if (bad && tag === KEY_SENSOR) {
        messages.push(message(`${base}/${tag}`, atMs, { v: value, q: QUALITY.bad }));
      } else if (TAGS[tag].form === 'grouped') {
        grouped[tag] = value;
      } else if (isDue(tag, value, atMs)) {
        messages.push(message(`${base}/${tag}`, atMs, { v: value, q: QUALITY.good }));
      }
    }
    messages.push(message(base, atMs, { values: grouped }));
    // A message lost on the way has used up its number: the receiver can count the gap.
    return linkDown(options.severity(machine.equipment, 'dropout')) ? [] : messages;
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
