import { expect, it } from 'vitest';
import type { DemoState } from '../../../shared/contract/demo-plant.ts';
import { createDemoPlantService } from './index.ts';

const state: DemoState = { running: true, speed: 1, equipment: [], faults: [], answers: [] };

it('without a demo plant it has no state and refuses commands', async () => {
  const service = createDemoPlantService(null);
  expect(await service.state()).toBeNull();
  await expect(service.command({ action: 'reset' })).rejects.toMatchObject({ code: 'DEMO_PLANT_ABSENT' });
});

it('gives the last state, and the one that answers a command', async () => {
  const after = { ...state, speed: 2 };
  const sent: unknown[] = [];
  const service = createDemoPlantService({
    lastState: () => state,
    command: async (command) => {
      sent.push(command);
      return after;
    },
  });
  expect(await service.state()).toEqual(state);
  expect(await service.command({ action: 'reset' })).toEqual(after);
  expect(sent).toEqual([{ action: 'reset' }]);
});
