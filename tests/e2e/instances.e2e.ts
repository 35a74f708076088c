import { spawn } from 'node:child_process';
import { expect, test } from './fixtures.ts';
import { ROOT_ARGUMENTS } from '../support/electron/launch.ts';
import { SERVER_FOLDER, SHIPPED } from '../support/electron/packaged-app.ts';

function exitOf(program: string, args: string[], environment: Record<string, string>) {
  return new Promise<{ code: number | null; said: string }>((resolve) => {
    const child = spawn(program, args, { env: environment });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    child.once('exit', (code) => resolve({ code, said }));
  });
}

test('a second start focuses the window of the first and ends', async ({ running }) => {
  await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const server = running.folders.serverPid;
  const second = await exitOf(SHIPPED, ROOT_ARGUMENTS, running.folders.environment);
  expect(second.code).toBe(0);
  await expect
    .poll(() => running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized()))
    .toBe(false);
  expect(running.app.windows()).toHaveLength(1);
  expect(running.folders.serverPid).toBe(server);
});

test('a second server over the same data is refused and told who has it', async ({ running }) => {
  const refused = await exitOf(
    `${SERVER_FOLDER}/aif`,
    ['serve', '--data', running.folders.data],
    running.folders.environment,
  );
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('DATA_FOLDER_LOCKED');
  expect(refused.said).toContain(String(running.folders.serverPid));
});
