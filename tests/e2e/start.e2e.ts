import { askStation, launchApp, type AppFolders, type RunningApp } from '../support/electron/launch.ts';
import { demoPlantTest, expect, ownAppTest, test } from './fixtures.ts';
import { ControlRoom } from './pages/control-room.ts';

interface TagList {
  items: { path: string }[];
}

async function machinesOf(folders: AppFolders): Promise<string[]> {
  const { items } = await askStation<TagList>(folders, '/api/v1/tags?limit=500');
  return [...new Set(items.map(({ path }) => path.split('/')[3] ?? ''))];
}

demoPlantTest('the packaged app shows the machines its own server knows', async ({ room, running }) => {
  await expect.poll(async () => (await machinesOf(running.folders)).length).toBeGreaterThanOrEqual(6);
  for (const machine of await machinesOf(running.folders)) await expect(room.machine(machine)).toBeVisible();
  await expect(room.conditions).toHaveCount(0);
});

test('the server runs on its own Node, not on that of Electron', async ({ running }) => {
  const pid = running.folders.serverPid;
  expect(pid).not.toBeNull();
  expect(pid).not.toBe(running.app.process().pid);
  const electronNode = await running.app.evaluate(() => process.versions.node);
  const { execFileSync } = await import('node:child_process');
  const { readlinkSync } = await import('node:fs');
  const program = readlinkSync(`/proc/${pid}/exe`);
  expect(program).toMatch(/resources\/server\/node$/);
  const serverNode = execFileSync(program, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
  expect(serverNode.split('.')[0]).toBe('24');
  expect(serverNode).not.toBe(electronNode);
});

ownAppTest(
  'a window comes back in its place, on its page, in its theme and language',
  async ({ running, room }) => {
    await room.open('settings');
    const setting = (name: string) => room.page.getByRole('main').getByRole('radio', { name, exact: true });
    await setting('어둡게').click();
    await setting('English').click();
    await room.page.locator('html[lang=en][data-theme=dark]').waitFor();
    await room.page.getByRole('navigation').getByRole('link', { name: 'Judgments' }).click();
    await room.page.waitForURL(/#\/judgments/);
    const background = ({ page }: Pick<RunningApp, 'page'>) =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background(running);
    const place = { x: 120, y: 90, width: 1200, height: 800 };
    await running.app.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
      place,
    );
    await expect
      .poll(() =>
        running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds().width),
      )
      .toBe(1200);
    const ended = new Promise((resolve) => running.app.process().once('exit', resolve));
    // Later, so that the answer to this call is not lost with the app.
    await running.app.evaluate(({ app }) => void setTimeout(() => app.quit(), 10));
    await ended;

    const again = await launchApp({ folders: running.folders });
    await again.page.waitForURL(/#\/judgments/);
    await again.page.locator('html[lang=en][data-theme=dark]').waitFor();
    await again.page.getByRole('contentinfo').getByText('connected').first().waitFor();
    expect(await background(again)).toBe(dark);
    await new ControlRoom(again.page).expectFocusKept();
    const bounds = await again.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    );
    await again.app.close();
    expect(bounds).toMatchObject({ width: 1200, height: 800 });
  },
);
