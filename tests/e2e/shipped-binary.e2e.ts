import { spawn } from 'node:child_process';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { AppFolders, ROOT_ARGUMENTS, isAlive } from '../support/electron/launch.ts';
import { SHIPPED } from '../support/electron/packaged-app.ts';

const FUSES = {
  [FuseV1Options.RunAsNode]: FuseState.DISABLE,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
  [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
  [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
};

test('the shipped binary has its fuses set', async () => {
  expect(await getCurrentFuseWire(SHIPPED)).toMatchObject(FUSES);
});

test('the shipped binary opens its page, refuses the inspector and does not outlive SIGTERM', async () => {
  const folders = new AppFolders();
  const app = spawn(SHIPPED, [...ROOT_ARGUMENTS, '--inspect=0', '--remote-debugging-port=0'], {
    env: { ...folders.environment, NODE_OPTIONS: '--inspect=0', ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  app.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const port = () => /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
  await expect.poll(port).toBeDefined();
  const addresses = async () => {
    const answer = await fetch(`http://127.0.0.1:${port()}/json/list`);
    return ((await answer.json()) as { url: string }[]).map(({ url }) => url);
  };
  await expect.poll(addresses).toEqual([expect.stringMatching(/^app:\/\/aif\//)]);
  await expect.poll(() => folders.serverPid).not.toBeNull();
  expect(said).not.toContain('Debugger listening');
  const server = folders.serverPid ?? 0;
  const ended = new Promise((resolve) => app.once('exit', resolve));
  app.kill('SIGTERM');
  await ended;
  expect(isAlive(server)).toBe(false);
  folders.remove();
});

test('a killed shell takes its server along', async () => {
  const folders = new AppFolders();
  const app = spawn(SHIPPED, ROOT_ARGUMENTS, { env: folders.environment, stdio: 'ignore' });
  await expect.poll(() => folders.serverPid).not.toBeNull();
  const server = folders.serverPid ?? 0;
  app.kill('SIGKILL');
  await expect.poll(() => isAlive(server), { timeout: 6_000 }).toBe(false);
  folders.remove();
});
