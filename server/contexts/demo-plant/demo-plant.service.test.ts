import { expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import type { DemoState } from '../../../shared/contract/demo-plant.ts';
import { createDemoPlantService, type DemoPlantLink } from './index.ts';

const state: DemoState = { running: true, speed: 1, equipment: [], faults: [] };
const link = (parts: Partial<DemoPlantLink>): DemoPlantLink => ({
  lastState: () => state,
  publish: async () => {},
  nextState: async () => state,
  ...parts,
});

it('without a demo plant it has no state and refuses commands', async () => {
  const service = createDemoPlantService(null);
  expect(await service.state()).toBeNull();
  await expect(service.command({ action: 'reset' })).rejects.toMatchObject({ code: 'DEMO_PLANT_ABSENT' });
});

it('gives the state that follows a command', async () => {
  const after = { ...state, speed: 2 };
  const sent: unknown[] = [];
  const service = createDemoPlantService(
    link({ publish: async (command) => void sent.push(command), nextState: async () => after }),
  );
  expect(await service.command({ action: 'reset' })).toEqual(after);
  expect(sent).toEqual([{ action: 'reset' }]);
});

it('an answer that fails to come while the command is still on its way is no stray error', async () => {
  const strays: unknown[] = [];
  const note = (error: unknown) => void strays.push(error);
  process.on('unhandledRejection', note);
  const service = createDemoPlantService(
    link({
      publish: () => new Promise((_, reject) => setTimeout(() => reject(new Error('link ended')), 40)),
      nextState: async () => Promise.reject(new AppError('DEMO_PLANT_ABSENT', 'no answer')),
    }),
  );
  await expect(service.command({ action: 'reset' })).rejects.toMatchObject({ code: 'DEMO_PLANT_ABSENT' });
  await new Promise((resolve) => setTimeout(resolve, 60));
  process.off('unhandledRejection', note);
  expect(strays).toEqual([]);
});
