import { AppError } from '../../../shared/contract/errors.ts';
import type { DemoCommand, DemoState } from '../../../shared/contract/demo-plant.ts';

/** The way to the simulator, which speaks only MQTT. */
export interface DemoPlantLink {
  /** The simulator's last retained state, or null before the first. */
  lastState(): DemoState | null;
  publish(command: DemoCommand): Promise<void>;
  /** Calls back once with the next state the simulator publishes; rejects after a time without one. */
  nextState(): Promise<DemoState>;
}

export interface DemoPlantService {
  /** Null where no demo plant runs. */
  state(): Promise<DemoState | null>;
  /** Error `DEMO_PLANT_ABSENT`. */
  command(command: DemoCommand): Promise<DemoState>;
}

export function createDemoPlantService(link: DemoPlantLink | null): DemoPlantService {
  return {
    state: async () => link?.lastState() ?? null,
    async command(command) {
      if (link === null) {
        throw new AppError(
          'DEMO_PLANT_ABSENT',
          'the demo plant does not run here: a real broker is configured',
        );
      }
      // Waited for together: an answer that fails to come while the command is still on its way is no stray error.
      const [state] = await Promise.all([link.nextState(), link.publish(command)]);
      return state;
    },
  };
}
