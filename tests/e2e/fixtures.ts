import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { AppFolders, launchApp, policyOffences, type RunningApp } from '../support/electron/launch.ts';
import { TestPlant } from '../support/electron/test-plant.ts';
import { ControlRoom } from './pages/control-room.ts';

interface Options {
  /** Which app `running` is. */
  app: 'shared' | 'own' | 'own, with the demo plant';
}

interface Fixtures {
  /** The packaged app, its first window connected: the shared one, or the test's own, ended and cleared away after it. */
  running: RunningApp;
  /** Its first window. */
  room: ControlRoom;
  /** The plant that the test plays. */
  plant: TestPlant;
  /**
   * Breaches of the content security policy in any window; none may be left at the end of a test. One that commits them on
   * purpose takes them out.
   */
  offences: string[];
}

interface WorkerFixtures {
  /** Starts the shared app for the first test that asks. A failed test ends it: Playwright goes on in another worker. */
  sharedApp: () => Promise<RunningApp>;
}

function launch(demoPlant: boolean): Promise<RunningApp> {
  const folders = new AppFolders();
  mkdirSync(folders.data, { recursive: true, mode: 0o700 });
  writeFileSync(join(folders.data, 'config.json'), JSON.stringify({ demoPlant }));
  return launchApp({ folders });
}

async function end({ app, folders }: RunningApp): Promise<void> {
  await app.close();
  folders.remove();
}

/**
 * Tests share one app on a station without the demo plant. Each finds its window as it was first opened, plays machines on a line
 * of its own, and leaves nothing behind that others could meet.
 */
export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  app: ['shared', { option: true }],
  sharedApp: [
    // Playwright reads the names of what is wanted from this pattern.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      let shared: Promise<RunningApp> | undefined;
      await use(() => (shared ??= launch(false)));
      if (shared) await end(await shared);
    },
    { scope: 'worker' },
  ],
  running: async ({ app, sharedApp }, use) => {
    const isShared = app === 'shared';
    const running = await (isShared ? sharedApp() : launch(app === 'own, with the demo plant'));
    const room = new ControlRoom(running.page);
    if (isShared) await room.startOver();
    await room.untilConnected();
    await use(running);
    if (!isShared) await end(running);
  },
  room: async ({ running }, use) => use(new ControlRoom(running.page)),
  offences: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      policyOffences.length = 0;
      await use(policyOffences);
      expect(policyOffences, 'breaches of the content security policy').toEqual([]);
    },
    { auto: true },
  ],
  plant: async ({ running }, use, { testId }) => {
    const plant = await TestPlant.connect(running.folders, `plant/hall/line-${testId.slice(-6)}`);
    await use(plant);
    await plant.close();
  },
});

/** For a test that does to the app what is not for others, or needs a station on which nothing has happened yet. */
export const ownAppTest = test.extend<Options>({ app: 'own' });
/** For what only the demo plant shows: it costs the processor most. */
export const demoPlantTest = test.extend<Options>({ app: 'own, with the demo plant' });

export { expect } from '@playwright/test';
