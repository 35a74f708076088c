import { expect, it } from 'vitest';
import { beginStart, markStart, startPhases } from './start-marks.ts';

it('tells when each point was passed, and of a start anew only its own', () => {
  markStart('program');
  beginStart();
  expect(startPhases()).toEqual({});
  markStart('core');
  markStart('ready');
  const { core = -1, ready = -1, ...rest } = startPhases();
  expect(rest).toEqual({});
  expect(core).toBeGreaterThanOrEqual(0);
  expect(ready).toBeGreaterThanOrEqual(core);
  expect(ready).toBeLessThan(5_000);
});
