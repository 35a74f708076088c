import type { IClientOptions, MqttClient } from 'mqtt';
import {
  DEMO_COMMAND_TOPIC,
  DEMO_STATE_TOPIC,
  demoCommandMessageSchema,
} from '../../shared/contract/demo-plant.ts';
import type { DemoAnswer, DemoState } from '../../shared/contract/demo-plant.ts';
import { atMost } from '../platform/at-most.ts';
import { createPlant } from './domain/plant.ts';
import type { Plant } from './domain/plant.ts';
import { createEdgeSignals, createTransmission, edgeMetrics } from './domain/transmission.ts';
import type { MachineReading } from './domain/plant.ts';
import { CONNECTS_AGAIN, openEdgeConnection, type EdgeConnection } from './edge-connection.ts';
import { createTicker } from './ticker.ts';
import type { Logger } from '../platform/log.ts';

export type DemoPlantLog = Pick<Logger, 'info' | 'warn'>;

export interface DemoPlantOptions {
  /** Opens the connection with these options; the last will says that the plant is gone. */
  readonly connect: (options: Pick<IClientOptions, 'will'>) => MqttClient;
  readonly seed: number;
  /**
   * Plant seconds per second, from 1. Above 1 the physics run in time lapse: still one message per machine per
   * second, stamped with the wall clock, so that windows and ages mean what they always mean.
   */
  readonly speed: number;
  /** First part of every path, e.g. `demo`. */
  readonly siteName: string;
  /** Publish the measurements as this edge node of Sparkplug B instead of the own forms; its devices are the machines. */
  readonly sparkplug?: { readonly group: string; readonly node: string };
  /** Plant local time minus UTC; decides shifts and breaks. */
  readonly utcOffsetMinutes: number;
  /** Ends the plant: it says so on its state topic and disconnects. */
  readonly signal: AbortSignal;
  readonly log: DemoPlantLog;
  /** Wall clock in epoch milliseconds. */
  readonly now?: () => number;
}

/** Messages that the broker has not acknowledged yet; beyond this, further ones are lost as on a real plant's wire. */
const MOST_IN_FLIGHT = 2_000;
/** A longer hole (a sleeping computer) is not caught up. */
const LONGEST_CATCH_UP_SECONDS = 5;
const COMMAND_BYTES = 4_096;

const gone: DemoState = { running: false, speed: 0, equipment: [], faults: [], answers: [] };
/** As many as a state may hold. */
const KEPT_ANSWERS = 20;

/**
 * Runs the demo plant until `signal` aborts. It speaks only MQTT: measurements in the own and grouped forms with
 * QoS 1, commands on `aif-demo/v1/command`, its retained state, which answers them, on `aif-demo/v1/state`. While the broker is away the
 * plant goes on and its messages are lost; their sequence numbers show the gap.
 */
export async function runDemoPlant(options: DemoPlantOptions): Promise<void> {
  const now = options.now ?? Date.now;
  const plant = createPlant({
    seed: options.seed,
    site: options.siteName,
    startMs: Math.floor(now() / 1_000) * 1_000,
    utcOffsetMinutes: options.utcOffsetMinutes,
  });
  const { client, publish, publishState } = openClient(options, plant);
  listenForCommands(client, plant, publishState, options.log, now);
  const sender = createSender(options, plant, now, publish);

  let owedSeconds = 0;
  const ticker = createTicker({ now, longestCatchUp: LONGEST_CATCH_UP_SECONDS }, (atMs, skipped) => {
    if (skipped) {
      options.log.warn(
        { at: new Date(atMs).toISOString(), action: 'Nothing: the machine slept, or had too much to do.' },
        'demo plant: paused, not catching up',
      );
      plant.setClock(atMs - 1_000);
    }
    owedSeconds += options.speed;
    const seconds = Math.floor(owedSeconds);
    owedSeconds -= seconds;
    sender.send(plant.step(seconds), atMs);
  });
  await aborted(options.signal);
  ticker.stop();
  await sender.close();
  await leave(client);
}

interface Sender {
  send(readings: readonly MachineReading[], atMs: number): void;
  close(): Promise<void>;
}

/** The way of the measurements: the own forms, or an edge node with a connection of its own. */
function createSender(
  options: DemoPlantOptions,
  plant: Plant,
  now: () => number,
  publish: (topic: string, payload: string) => void,
): Sender {
  const plantNetwork = {
    site: options.siteName,
    seed: options.seed,
    severity: plant.faults.severity,
  };
  const { sparkplug } = options;
  if (sparkplug === undefined) {
    const transmit = createTransmission(plantNetwork);
    return {
      send(readings, atMs) {
        for (const { topic, payload } of transmit(readings, atMs)) publish(topic, payload);
      },
      close: () => Promise.resolve(),
    };
  }
  const signalsOf = createEdgeSignals(plantNetwork);
  let edge: EdgeConnection | null = null;
  return {
    send(readings, atMs) {
      // The first readings tell the metrics, which a birth must name.
      edge ??= openEdgeConnection({
        identity: { ...sparkplug, devices: edgeMetrics(readings) },
        connect: options.connect,
        log: options.log,
        now,
      });
      for (const { equipment, values } of signalsOf(readings, atMs)) {
        if (values === null) edge.deviceDeath(equipment);
        else edge.publish(equipment, values);
      }
    },
    close: async () => edge?.close(),
  };
}

function openClient(options: DemoPlantOptions, plant: Plant) {
  const client = options.connect({
    will: { topic: DEMO_STATE_TOPIC, payload: Buffer.from(JSON.stringify(gone)), qos: 1, retain: true },
  });
  let inFlight = 0;
  let lost = 0;
  const publish = (topic: string, payload: string): void => {
    if (!client.connected || inFlight >= MOST_IN_FLIGHT) {
      lost += 1;
      return;
    }
    inFlight += 1;
    client.publish(topic, payload, { qos: 1 }, () => {
      inFlight -= 1;
    });
  };
  const answers: DemoAnswer[] = [];
  /** Publishes the state, from now on with this answer. */
  const publishState = (answer?: DemoAnswer): void => {
    if (answer !== undefined && answers.push(answer) > KEPT_ANSWERS) answers.shift();
    if (client.connected) {
      const state: DemoState = { ...plant.state(options.speed), answers };
      client.publish(DEMO_STATE_TOPIC, JSON.stringify(state), { qos: 1, retain: true });
    }
  };
  client.on('connect', () => {
    options.log.info({ lostMessages: lost }, 'demo plant: connected');
    lost = 0;
    // The state tells that commands are heard, so it waits for the subscription.
    client.subscribe(DEMO_COMMAND_TOPIC, { qos: 1 }, () => publishState());
  });
  client.on('error', (error) =>
    options.log.warn({ error: error.message, action: CONNECTS_AGAIN }, 'demo plant: connection'),
  );
  return { client, publish, publishState };
}

function listenForCommands(
  client: MqttClient,
  plant: Plant,
  publishState: (answer?: DemoAnswer) => void,
  log: DemoPlantLog,
  now: () => number,
): void {
  client.on('message', (topic, payload, packet) => {
    if (topic !== DEMO_COMMAND_TOPIC || packet.retain) return;
    const command = readCommand(payload);
    if (command.problem !== undefined) {
      log.warn(
        {
          problem: command.problem,
          action: 'Correct the program that sends it; "aif demo --help" shows how.',
        },
        'demo plant: command not understood',
      );
      return;
    }
    const { id, ...wanted } = command.value;
    const result = plant.apply(wanted, now());
    const problem = result.done ? {} : { problem: result.reason };
    if (result.done) log.info({ command: wanted }, 'demo plant: command done');
    else
      log.warn(
        { command: wanted, ...problem, action: 'Choose a machine and a fault that "aif demo" names.' },
        'demo plant: command refused',
      );
    publishState(id === undefined ? undefined : { id, ...problem });
  });
}

function readCommand(payload: Buffer) {
  if (payload.length > COMMAND_BYTES) {
    return { problem: `longer than ${COMMAND_BYTES} bytes` } as const;
  }
  try {
    const parsed = demoCommandMessageSchema.safeParse(JSON.parse(payload.toString('utf8')));
    return parsed.success
      ? { value: parsed.data, problem: undefined }
      : {
          problem: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
        };
  } catch {
    return { problem: 'not JSON' } as const;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Says that the plant is gone and disconnects; a broker that does not answer is left after a second. */
async function leave(client: MqttClient): Promise<void> {
  if (client.connected) {
    const said = client.publishAsync(DEMO_STATE_TOPIC, JSON.stringify(gone), { qos: 1, retain: true });
    await atMost(1_000, said);
  }
  await new Promise<void>((resolve) => client.end(true, {}, () => resolve()));
}
