import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  begun,
  ended,
  graphicsCrashed,
  NEVER_RUN,
  planOf,
  readRunMarker,
  startedWell,
  type RunMarker,
} from './run-marker.ts';

const brokenOff = (times: number): RunMarker =>
  Array.from({ length: times }).reduce<RunMarker>((run) => begun(run), NEVER_RUN);

it('opens the recovery window at the fourth start after three that broke off, the server goes on', () => {
  expect(planOf(brokenOff(2))).toMatchObject({ opensRecovery: false, startsServer: true });
  expect(planOf(brokenOff(3))).toMatchObject({ opensRecovery: true, startsServer: true });
});

it('leaves the server out as well where also the recovery window did not last', () => {
  expect(planOf(brokenOff(5))).toMatchObject({ opensRecovery: true, startsServer: false });
});

it('draws without the graphics card after a run that broke off over it, not after one that was ended', () => {
  const crashed = graphicsCrashed(graphicsCrashed(begun(NEVER_RUN)));
  expect(planOf(crashed).avoidsGraphicsCard).toBe(true);
  expect(planOf(ended(crashed)).avoidsGraphicsCard).toBe(false);
  expect(planOf(begun(crashed)).avoidsGraphicsCard).toBe(false);
});

it('never opens the recovery window unless the last three starts all broke off, and always does then', () => {
  const run = fc.constantFrom('broken', 'well', 'ended');
  fc.assert(
    fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
      let marker = NEVER_RUN;
      for (const how of runs) {
        marker = begun(marker);
        if (how === 'well') marker = startedWell(marker);
        if (how === 'ended') marker = ended(marker);
      }
      const inARow = runs.length - 1 - runs.findLastIndex((how) => how !== 'broken');
      expect(planOf(marker).opensRecovery).toBe(inARow >= 3);
    }),
  );
});

it('reads what it wrote, and anything else as a first run', () => {
  const crashed = graphicsCrashed(brokenOff(2));
  expect(readRunMarker(JSON.parse(JSON.stringify(crashed)))).toEqual(crashed);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { brokenStarts, graphicsCrashes } = readRunMarker(value);
      expect(brokenStarts).toBeGreaterThanOrEqual(0);
      expect(graphicsCrashes).toBeGreaterThanOrEqual(0);
    }),
  );
  expect(readRunMarker({ hasEnded: 'no', brokenStarts: -1, graphicsCrashes: 1.5 })).toEqual(NEVER_RUN);
});
