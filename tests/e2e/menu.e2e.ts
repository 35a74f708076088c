import type { RunningApp } from '../support/electron/launch.ts';
import { expect, test } from './fixtures.ts';

function menuTitles({ app }: RunningApp): Promise<string[]> {
  return app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);
}

function choose({ app }: RunningApp, label: string): Promise<void> {
  return app.evaluate(({ Menu }, wanted) => {
    const entries = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []);
    entries?.find((entry) => entry.label === wanted)?.click();
  }, label);
}

test('the menu is Korean, follows the language of the screen', async ({ room, running }) => {
  expect(await menuTitles(running)).toEqual(['파일', '편집', '보기', '도움말']);
  await room.open('settings');
  await room.page.getByRole('main').getByText('English', { exact: true }).first().click();
  await expect.poll(() => menuTitles(running)).toEqual(['File', 'Edit', 'View', 'Help']);
});

test('entries of the menu show pages and overlays in the window in front', async ({ room, running }) => {
  await choose(running, '추세');
  await room.page.waitForURL(/#\/trends/);
  await choose(running, '검색과 명령');
  await expect(room.page.getByRole('dialog')).toBeVisible();
});

test('a further window is connected by itself and closing it leaves the first alone', async ({
  room,
  running,
}) => {
  const opened = running.app.waitForEvent('window');
  await choose(running, '새 창');
  const second = await opened;
  await second.getByRole('contentinfo').getByText('연결됨').first().waitFor();
  await second.close();
  await room.untilConnected();
});
