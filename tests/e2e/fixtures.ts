import { test as base } from '@playwright/test';
import { launchApp, type RunningApp } from '../support/electron/launch.ts';
import { ControlRoom } from './pages/control-room.ts';

interface Fixtures {
  /** The packaged app on an empty data folder; ended and cleared away after the test. */
  running: RunningApp;
  /** Its first window. */
  room: ControlRoom;
}

export const test = base.extend<Fixtures>({
  // Playwright reads the names of what is wanted from this pattern.
  // eslint-disable-next-line no-empty-pattern
  running: async ({}, use) => {
    const running = await launchApp();
    await use(running);
    await running.app.close();
    running.folders.remove();
  },
  room: async ({ running }, use) => use(new ControlRoom(running.page)),
});

export { expect } from '@playwright/test';
