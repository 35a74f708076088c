import type { DemoCommand, DemoState } from '../../../shared/contract/demo-plant.ts';

export interface DemoPlantService {
  state(): Promise<DemoState | null>;
  command(command: DemoCommand): Promise<DemoState>;
}
