import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  AppFolders,
  isAlive,
  launchApp,
  ROOT_ARGUMENTS,
  type RunningApp,
} from '../support/electron/launch.ts';
import { SHIPPED } from '../support/electron/packaged-app.ts';
import { expect, ownAppTest as test } from './fixtures.ts';

/** How long the app takes to end from now on, in ms. */
function timeToEnd({ app }: RunningApp): Promise<number> {
  const from = Date.now();
  return new Promise((resolve) => app.process().once('exit', () => resolve(Date.now() - from)));
}

const closeWindow = ({ app }: RunningApp) =>
  app.evaluate(({ BrowserWindow }) => {
    // Later, so that the answer to this call is not lost with the app.
    setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 10);
  });

test('closing the last window ends the app and its server within five seconds', async ({ room, running }) => {
  const server = running.folders.serverPid ?? 0;
  expect(isAlive(server)).toBe(true);
  const ended = timeToEnd(running);
  await room.page.close();
  expect(await ended).toBeLessThan(5_000);
  expect(isAlive(server)).toBe(false);
});

test('a page that hangs does not keep its window open', async ({ room, running }) => {
  const server = running.folders.serverPid ?? 0;
  await room.page.evaluate(() => {
    setTimeout(() => {
      for (;;);
    }, 0);
  });
  const ended = timeToEnd(running);
  await closeWindow(running);
  expect(await ended).toBeLessThan(7_000);
  expect(isAlive(server)).toBe(false);
});

test('an app whose server was given up ends by the menu and by SIGTERM', async () => {
  const folders = new AppFolders();
  mkdirSync(folders.data, { recursive: true, mode: 0o700 });
  writeFileSync(`${folders.data}/config.json`, '{ "logLevel": "shout" }');
  for (const quit of ['menu', 'signal']) {
    const running = await launchApp({ folders });
    await running.page.getByText('서버가 시작되지 않음').first().waitFor({ timeout: 20_000 });
    const ended = timeToEnd(running);
    if (quit === 'signal') running.app.process().kill('SIGTERM');
    else await running.app.evaluate(({ app }) => void setTimeout(() => app.quit(), 10));
    expect(await ended, quit).toBeLessThan(5_000);
  }
  folders.remove();
});

test('an app that is started again while it still ends comes back', async ({ running }) => {
  const { folders } = running;
  const server = folders.serverPid ?? 0;
  const ended = timeToEnd(running);
  // A frozen server takes the whole patience: time enough to start again.
  process.kill(server, 'SIGSTOP');
  await closeWindow(running);
  await expect
    .poll(() => running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length))
    .toBe(0);
  spawn(SHIPPED, ROOT_ARGUMENTS, { env: folders.environment, stdio: 'ignore' });
  expect(await ended).toBeLessThan(6_000);
  const other = () => (folders.serverPid === server ? null : folders.serverPid);
  await expect.poll(other, { timeout: 20_000 }).not.toBeNull();
  const again = folders.serverPid ?? 0;
  const [, shell] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${again}/status`, 'utf8')) ?? [];
  process.kill(Number(shell), 'SIGTERM');
  await expect.poll(() => isAlive(again) || isAlive(Number(shell)), { timeout: 6_000 }).toBe(false);
});
