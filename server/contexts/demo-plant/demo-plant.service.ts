import { AppError } from '../../../shared/contract/errors.ts';
import type { DemoCommand, DemoState } from '../../../shared/contract/demo-plant.ts';

/** The way to the simulator, which speaks only MQTT. */
export interface DemoPlantLink {
  /** The simulator's last retained state, or null before the first. */
  lastState(): DemoState | null;
  /**
   * Sends a command and gives the state that answers this very one. Errors: `DEMO_PLANT_ABSENT` where none comes in
   * time, `CONFLICT` where the simulator could not do it.
   */
  command(command: DemoCommand): Promise<DemoState>;
}

export interface DemoPlantService {
  /** Null where no demo plant runs. */
  state(): Promise<DemoState | null>;
  /** Errors: `DEMO_PLANT_ABSENT`, `CONFLICT`. */
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
      return link.command(command);
    },
  };
}
