import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { openConnection } from '../../server/platform/sqlite/index.ts';
import { AppFolders, launchApp, type RunningApp } from '../support/electron/launch.ts';
import { SERVER_FOLDER } from '../support/electron/packaged-app.ts';
import { expect, ownAppTest, test } from './fixtures.ts';
import { ControlRoom } from './pages/control-room.ts';
import { RulesPage } from './pages/rules-page.ts';

const isRecovery = (page: Page) => page.url().startsWith('app://aif/recovery/');

/** The recovery window, as soon as it is there. */
async function recoveryOf(app: ElectronApplication): Promise<Page> {
  await expect.poll(() => app.windows().some(isRecovery), { timeout: 40_000 }).toBe(true);
  const page = app.windows().find(isRecovery);
  if (!page) throw new Error('the recovery window is gone');
  return page;
}

const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true });

/** Kills the process of the page, as the system does that has no memory left, as often as it comes back. */
function killPageOnAndOn({ app }: RunningApp): Promise<void> {
  return app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    while (window && !window.isDestroyed()) {
      const { webContents } = window;
      const pid = webContents.getOSProcessId();
      if (!webContents.isCrashed() && pid !== 0) {
        const gone = new Promise((resolve) => webContents.once('render-process-gone', resolve));
        process.kill(pid, 'SIGKILL');
        await gone;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
}

function stationFolders(): AppFolders {
  const folders = new AppFolders();
  mkdirSync(folders.data, { recursive: true, mode: 0o700 });
  writeFileSync(join(folders.data, 'config.json'), JSON.stringify({ demoPlant: false }));
  return folders;
}

async function crashShell({ app }: RunningApp): Promise<void> {
  const gone = new Promise((resolve) => app.process().once('exit', resolve));
  await app.evaluate(() => void setTimeout(() => process.crash(), 10)).catch(() => undefined);
  await gone;
}

ownAppTest(
  'a page that is killed on and on ends in the recovery window, which brings it back where it was; the server is not touched',
  async ({ running, room }) => {
    const server = running.folders.serverPid;
    await room.open('trends');
    await room.page.waitForURL(/#\/trends/);
    await killPageOnAndOn(running);
    const recovery = await recoveryOf(running.app);
    await expect(recovery.getByRole('heading', { name: '창이 거듭 종료되었습니다' })).toBeVisible();
    await expect(recovery.getByRole('status').first()).toContainText('서버는 돌고 있습니다');
    await expect(recovery.getByText('본 것 (6줄)')).toBeVisible();
    // Nothing is tried any more by itself.
    await recovery.waitForTimeout(2_000);
    expect(running.app.windows().filter((page) => !page.isClosed())).toHaveLength(1);

    await expect(button(recovery, '다시 시도')).toBeFocused();
    const [again] = await Promise.all([
      running.app.waitForEvent('window'),
      recovery.keyboard.press('Enter').catch(() => undefined),
    ]);
    await again.waitForURL(/#\/trends/);
    await new ControlRoom(again).untilConnected();
    expect(recovery.isClosed()).toBe(true);
    expect(running.folders.serverPid).toBe(server);
  },
);

ownAppTest(
  'a rule that is typed when its page is killed is there again within three seconds',
  async ({ running, room }) => {
    const rules = new RulesPage(room.page);
    await room.open('rules');
    await rules.begin('오븐 가열', 'oven-heat');
    await rules.write('// typed before the crash\n');
    const shown = () =>
      running.app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        if (!contents || contents.isCrashed() || contents.isLoading()) return '';
        const asked = contents.executeJavaScript('document.querySelector(".cm-content")?.textContent ?? ""');
        // A question asked in the moment of the crash is never answered.
        return Promise.race([
          asked as Promise<string>,
          new Promise<string>((resolve) => setTimeout(() => resolve(''), 300)),
        ]);
      });
    const from = Date.now();
    await running.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      if (window) process.kill(window.webContents.getOSProcessId(), 'SIGKILL');
    });
    await expect.poll(shown, { intervals: [50] }).toContain('typed before the crash');
    expect(Date.now() - from).toBeLessThan(3_000);
  },
);

test('three starts that crash are followed by the recovery window; safe mode only shows, and is left for good', async () => {
  test.setTimeout(120_000);
  const folders = stationFolders();
  for (let start = 0; start < 3; start += 1) {
    const running = await launchApp({ folders });
    await running.page.waitForLoadState();
    await crashShell(running);
  }
  const running = await launchApp({ folders });
  const recovery = await recoveryOf(running.app);
  await expect(recovery.getByRole('heading', { name: /제대로 시작되지 않았습니다/ })).toBeVisible();
  // The windows are not what judges.
  await expect(recovery.getByRole('status').first()).toContainText('서버는 돌고 있습니다');
  expect(running.app.windows()).toHaveLength(1);

  const [page] = await Promise.all([
    running.app.waitForEvent('window'),
    button(recovery, '안전 모드로 시작')
      .click()
      .catch(() => undefined),
  ]);
  const room = new ControlRoom(page);
  await room.untilConnected();
  const safe = room.conditions.filter({ hasText: '안전 모드' });
  await expect(safe).toBeVisible();
  await button(page, '정상 모드로 시작').click();
  await safe.waitFor({ state: 'detached' });
  // Also when the server dies later it is not safe mode that comes back.
  await expect.poll(() => folders.serverPid).not.toBeNull();
  const before = folders.serverPid;
  if (before === null) throw new Error('the server is gone');
  process.kill(before, 'SIGKILL');
  await expect.poll(() => folders.serverPid !== before && folders.serverPid !== null).toBe(true);
  await room.untilConnected();
  await expect(room.conditions).toHaveCount(0);
  const userData = await running.app.evaluate(({ app }) => app.getPath('userData'));
  await running.app.close();
  const { run } = JSON.parse(readFileSync(join(userData, 'shell.json'), 'utf8')) as { run: unknown };
  expect(run).toEqual({ hasEnded: true, brokenStarts: 0, graphicsCrashes: 0 });
  folders.remove();
});

test('a server that cannot use its store is given up, and a backup put back from the recovery window', async () => {
  const folders = stationFolders();
  const first = await launchApp({ folders });
  await new ControlRoom(first.page).untilConnected();
  await first.app.close();
  const aif = [join(SERVER_FOLDER, 'cli.mjs'), 'backup', 'create', '--data', folders.data];
  execFileSync(join(SERVER_FOLDER, 'node'), aif);
  // What is damaged the server puts right by itself; what a newer program has written it leaves alone.
  const store = openConnection(join(folders.data, 'station.db'), { readonly: false });
  store.exec("INSERT INTO schema_migration VALUES ('29990101_0000__of_tomorrow', '', 0)");
  store.close();

  const { app } = await launchApp({ folders });
  const recovery = await recoveryOf(app);
  await expect(recovery.getByRole('heading', { name: '스테이션 서버가 시작되지 않습니다' })).toBeVisible();
  await expect(recovery.getByRole('status').first()).toContainText('아무것도 판단하지 않습니다');
  await button(recovery, '백업 보기').click();
  await recovery.getByRole('row').filter({ hasText: '직접' }).getByRole('button').click();
  const ask = recovery.getByRole('dialog', { name: /되돌릴까요/ });
  await expect(button(ask, '취소')).toBeFocused();
  await button(ask, '멈추고 복원').click();
  // The windows that stood open behind it are enough now.
  await expect.poll(() => app.windows().some(isRecovery), { timeout: 40_000 }).toBe(false);
  const [page] = app.windows();
  if (!page) throw new Error('no window is open');
  await new ControlRoom(page).untilConnected();
  await app.close();
  folders.remove();
});

ownAppTest(
  'a page that hangs is loaded again within a minute, without anybody touching it',
  async ({ running, room }) => {
    ownAppTest.setTimeout(120_000);
    const pid = () =>
      running.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
      );
    const before = await pid();
    await room.page.evaluate(() => {
      setTimeout(() => {
        for (;;);
      }, 0);
    });
    await expect.poll(pid, { timeout: 60_000 }).not.toBe(before);
    const text = () =>
      running.app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        if (!contents || contents.isCrashed() || contents.isLoading()) return '';
        return (await contents.executeJavaScript(
          'document.querySelector("footer")?.innerText ?? ""',
        )) as string;
      });
    await expect.poll(text).toContain('연결됨');
  },
);

ownAppTest(
  'a page that cannot be loaded is tried six times, then the recovery window opens',
  async ({ running }) => {
    await running.app.evaluate(({ BrowserWindow }) => {
      void BrowserWindow.getAllWindows()[0]
        ?.loadURL('app://aif/assets/no-such.js')
        .catch(() => undefined);
    });
    const recovery = await recoveryOf(running.app);
    await expect(recovery.getByText('본 것 (6줄)')).toBeVisible();
    await recovery.getByText('본 것 (6줄)').click();
    await expect(recovery.locator('pre')).toContainText('status 404');
  },
);

ownAppTest(
  'the menu opens it too; what does not work is told in the words of the program',
  async ({ running }) => {
    await running.app.evaluate(({ dialog, Menu }) => {
      dialog.showSaveDialog = () =>
        Promise.resolve({ canceled: false, filePath: '/proc/no-such-folder/file.zip' });
      Menu.getApplicationMenu()?.items.at(-1)?.submenu?.items.at(-1)?.click();
    });
    const recovery = await recoveryOf(running.app);
    await expect(recovery.getByRole('heading', { name: '복구', exact: true })).toBeVisible();
    await button(recovery, '저장 …').press('Enter');
    const failed = recovery.getByRole('alert');
    await expect(failed).toContainText('진단 파일을 저장하지 못했습니다');
    await expect(failed).toContainText('cannot be written');
    await expect(button(recovery, '저장 …')).toBeFocused();
    await button(recovery, '백업 보기').press('Enter');
    await expect(recovery.getByText(/backups에 백업이 없습니다/)).toBeVisible();
    expect(running.app.windows()).toHaveLength(2);
  },
);

test('an app whose graphics process crashes on and on comes back drawing without the graphics card', async () => {
  const folders = stationFolders();
  const { app } = await launchApp({ folders });
  const userData = await app.evaluate((electron) => electron.app.getPath('userData'));
  const ended = new Promise((resolve) => app.process().once('exit', resolve));
  let isRunning = true;
  void ended.then(() => (isRunning = false));
  // Chromium itself ends the app over it.
  for (let kills = 0; isRunning && kills < 20; kills += 1) {
    const pid = await app
      .evaluate((electron) => electron.app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? null)
      .catch(() => null);
    if (pid !== null && pid > 0) process.kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await ended;
  const again = await launchApp({ folders });
  await new ControlRoom(again.page).untilConnected();
  const version = await again.app.evaluate((electron) => electron.app.getVersion());
  const { withoutGraphicsCard } = JSON.parse(readFileSync(join(userData, 'shell.json'), 'utf8')) as {
    withoutGraphicsCard: unknown;
  };
  expect(withoutGraphicsCard).toBe(version);
  await again.app.close();
  folders.remove();
});
