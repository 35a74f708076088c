import { createConnection } from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';
import {
  DEMO_COMMAND_TOPIC,
  DEMO_STATE_TOPIC,
  demoStateSchema,
  type DemoCommand,
  type DemoState,
} from '../../shared/contract/demo-plant.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { DemoPlantLink } from '../contexts/demo-plant/index.ts';

export interface BrokerPlace {
  readonly url: string | null;
  readonly socket: string | null;
}

const ANSWER_WITHIN_MS = 3_000;

function connectTo({ url, socket }: BrokerPlace): MqttClient {
  const options = { reconnectPeriod: 1_000, connectTimeout: 3_000 };
  if (socket !== null) return new mqtt.MqttClient(() => createConnection(socket), options);
  if (url !== null) return mqtt.connect(url, options);
  throw new AppError('DEMO_PLANT_ABSENT', 'the demo plant has no broker');
}

/** A link to the simulator over its command and state topics. */
export function openDemoPlantLink(
  place: BrokerPlace,
  onState: (state: DemoState) => void,
): DemoPlantLink & { close(): Promise<void> } {
  const client = connectTo(place);
  let last: DemoState | null = null;
  const waiting = new Set<(state: DemoState) => void>();
  client.on('connect', () => client.subscribe(DEMO_STATE_TOPIC, { qos: 1 }));
  client.on('message', (topic, payload) => {
    if (topic !== DEMO_STATE_TOPIC) return;
    const state = demoStateSchema.safeParse(parseJson(payload.toString('utf8')));
    if (!state.success) return;
    last = state.data;
    for (const resolve of waiting) resolve(state.data);
    waiting.clear();
    onState(state.data);
  });
  // Without a listener a refused connection would end the process; the link simply has no state then.
  client.on('error', () => {});
  return {
    lastState: () => last,
    async publish(command) {
      await client.publishAsync(DEMO_COMMAND_TOPIC, JSON.stringify(command), { qos: 1 });
    },
    nextState: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(done);
          reject(new AppError('DEMO_PLANT_ABSENT', 'the demo plant did not answer; is it running?'));
        }, ANSWER_WITHIN_MS);
        const done = (state: DemoState) => {
          clearTimeout(timer);
          resolve(state);
        };
        waiting.add(done);
      }),
    close: () => client.endAsync(true),
  };
}

/** One command from outside the server; gives the state after it. Error `DEMO_PLANT_ABSENT`. */
export async function sendDemoCommand(place: BrokerPlace, command: DemoCommand): Promise<DemoState> {
  const link = openDemoPlantLink(place, () => {});
  try {
    await link.nextState();
    const [after] = await Promise.all([link.nextState(), link.publish(command)]);
    return after;
  } finally {
    await link.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
