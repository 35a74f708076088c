import { spawn } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { AppFolders, ROOT_ARGUMENTS } from '../support/electron/launch.ts';
import { SHIPPED } from '../support/electron/packaged-app.ts';
import { listeningPorts, withChildren } from '../support/listening.ts';

test('the shipped app, its server, its demo plant and all its helpers listen on no TCP port', async () => {
  const folders = new AppFolders();
  const portsOf = (pid: number) => {
    try {
      return listeningPorts(pid);
    } catch {
      return []; // a helper that has ended meanwhile
    }
  };
  const app = spawn(SHIPPED, ROOT_ARGUMENTS, { env: folders.environment, stdio: 'ignore' });
  try {
    await expect.poll(() => folders.serverPid, { timeout: 60_000 }).not.toBeNull();
    // Shell, its helpers and windows, the server and the demo plant that it starts.
    const server = folders.serverPid ?? 0;
    await expect.poll(() => withChildren(server).length, { timeout: 60_000 }).toBeGreaterThan(1);
    const all = withChildren(app.pid ?? 0);
    expect(all).toContain(server);
    expect(all.length).toBeGreaterThan(4);
    expect(all.flatMap(portsOf)).toEqual([]);
  } finally {
    const ended = new Promise((resolve) => app.once('exit', resolve));
    app.kill('SIGTERM');
    await ended;
    folders.remove();
  }
});
