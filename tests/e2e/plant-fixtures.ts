import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppFolders, launchApp } from '../support/electron/launch.ts';
import { TestPlant } from '../support/electron/test-plant.ts';
import { test as base } from './fixtures.ts';

/** The packaged app on an empty station without the demo plant, and the plant that the test plays. */
export const test = base.extend<{ plant: TestPlant }>({
  // eslint-disable-next-line no-empty-pattern
  running: async ({}, use) => {
    const folders = new AppFolders();
    mkdirSync(folders.data, { recursive: true, mode: 0o700 });
    writeFileSync(join(folders.data, 'config.json'), '{ "demoPlant": false }');
    const running = await launchApp({ folders });
    await use(running);
    await running.app.close();
    folders.remove();
  },
  // It needs the room because the broker is there once the window is connected.
  plant: async ({ running, room }, use) => {
    await room.untilConnected();
    const plant = await TestPlant.connect(running.folders);
    await use(plant);
    await plant.close();
  },
});

export { expect } from './fixtures.ts';
