import { randomUUID } from 'node:crypto';
import {
  DEMO_COMMAND_TOPIC,
  DEMO_STATE_TOPIC,
  demoStateSchema,
  type DemoCommand,
  type DemoCommandMessage,
  type DemoState,
} from '../../shared/contract/demo-plant.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { DemoPlantLink } from '../contexts/demo-plant/index.ts';
import { createClient, type BrokerAddress } from '../platform/mqtt/index.ts';

export interface OpenDemoPlantLink extends DemoPlantLink {
  /** Resolves with the first state of a simulator that runs. Error `DEMO_PLANT_ABSENT`. */
  running(): Promise<DemoState>;
  close(): Promise<void>;
}

const ANSWER_WITHIN_MS = 3_000;

/** A link to the simulator over its command and state topics. */
export function openDemoPlantLink(
  address: BrokerAddress,
  onState: (state: DemoState) => void,
): OpenDemoPlantLink {
  const client = createClient(
    address,
    { reconnectPeriod: 1_000, connectTimeout: 3_000 },
    () => new AppError('DEMO_PLANT_ABSENT', 'the demo plant has no broker'),
  );
  let last: DemoState | null = null;
  const listeners = new Set<(state: DemoState) => void>();
  client.on('connect', () => client.subscribe(DEMO_STATE_TOPIC, { qos: 1 }));
  client.on('message', (topic, payload) => {
    if (topic !== DEMO_STATE_TOPIC) return;
    const state = demoStateSchema.safeParse(parseJson(payload.toString('utf8')));
    if (!state.success) return;
    last = state.data;
    for (const listener of listeners) listener(state.data);
    onState(state.data);
  });
  // Without a listener a refused connection would end the process; the link simply has no state then.
  client.on('error', () => {});

  const first = (fits: (state: DemoState) => boolean): Promise<DemoState> =>
    new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        listeners.delete(listener);
      };
      const listener = (state: DemoState) => {
        if (!fits(state)) return;
        done();
        resolve(state);
      };
      const timer = setTimeout(() => {
        done();
        reject(new AppError('DEMO_PLANT_ABSENT', 'the demo plant did not answer; is it running?'));
      }, ANSWER_WITHIN_MS);
      listeners.add(listener);
    });
  const answerIn = (state: DemoState, id: string) => state.answers.find((answer) => answer.id === id);

  return {
    lastState: () => last,
    running: () => (last?.running === true ? Promise.resolve(last) : first((state) => state.running)),
    async command(command) {
      const id = randomUUID();
      const message: DemoCommandMessage = { ...command, id };
      // Waited for together: an answer that fails to come while the command is still on its way is no stray error.
      const [state] = await Promise.all([
        first((one) => answerIn(one, id) !== undefined),
        client.publishAsync(DEMO_COMMAND_TOPIC, JSON.stringify(message), { qos: 1 }),
      ]);
      const problem = answerIn(state, id)?.problem;
      if (problem !== undefined) throw new AppError('CONFLICT', `the demo plant cannot do this: ${problem}`);
      return state;
    },
    close: () => client.endAsync(true),
  };
}

/** One command from outside the server; gives the state that answers it. Errors: `DEMO_PLANT_ABSENT`, `CONFLICT`. */
export async function sendDemoCommand(address: BrokerAddress, command: DemoCommand): Promise<DemoState> {
  const link = openDemoPlantLink(address, () => {});
  try {
    await link.running();
    return await link.command(command);
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
