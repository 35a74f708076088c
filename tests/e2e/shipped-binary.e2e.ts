import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, copyFileSync, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { AppFolders, ROOT_ARGUMENTS, isAlive } from '../support/electron/launch.ts';
import { SHIPPED } from '../support/electron/packaged-app.ts';

/** Every fuse that is set; those that only newer binaries have are asked for where the binary has them. */
const FUSES = {
  [FuseV1Options.RunAsNode]: FuseState.DISABLE,
  [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
  [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
  [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
};
const NOBODY = 65_534;

test('the shipped binary has its fuses set', async () => {
  const wire = (await getCurrentFuseWire(SHIPPED)) as unknown as Record<string, FuseState | string>;
  expect(wire).toMatchObject(FUSES);
  const ofFiles = wire[FuseV1Options.GrantFileProtocolExtraPrivileges];
  expect([undefined, FuseState.REMOVED, FuseState.DISABLE]).toContain(ofFiles);
  const known = new Set(['version', ...Object.values(FuseV1Options).map(String)]);
  expect(Object.keys(wire).filter((fuse) => !known.has(fuse))).toEqual([]);
});

/** Process ids of `pid` and of everything it has started. */
function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8')) ?? [];
        return [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
  const childrenOf = (of: number): number[] =>
    parents.filter(({ parent }) => parent === of).flatMap((child) => [child.pid, ...childrenOf(child.pid)]);
  return [pid, ...childrenOf(pid)];
}

/** Inodes of the TCP sockets that listen on this machine. */
function listeningInodes(): Set<string> {
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(1) : [],
  );
  const listening = lines.map((line) => line.trim().split(/\s+/)).filter((fields) => fields[3] === '0A');
  return new Set(listening.map((fields) => fields[9] ?? ''));
}

function isListening(pid: number, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((name) => {
      try {
        const [, inode = ''] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`)) ?? [];
        return inodes.has(inode);
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** What the shell has remembered: it is told of the language only by a page that runs. */
function languageIn(folders: AppFolders): unknown {
  try {
    const file = join(folders.top, 'config', 'ai-factory-decision-engine', 'shell.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { language: unknown }).language;
  } catch {
    return null;
  }
}

function ended(app: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => app.once('exit', resolve));
}

test('the shipped binary opens its page, refuses inspector and debugger, listens on no port and does not outlive SIGTERM', async () => {
  const folders = new AppFolders();
  const switches = ['--inspect=0', '--remote-debugging-port=0', '--disable-web-security'];
  const app = spawn(SHIPPED, [...ROOT_ARGUMENTS, ...switches], {
    env: { ...folders.environment, NODE_OPTIONS: '--inspect=0', ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  app.stderr.on('data', (text: Buffer) => (said += text.toString()));
  await expect.poll(() => languageIn(folders)).toBe('ko');
  await expect.poll(() => folders.serverPid).not.toBeNull();
  expect(said).toContain('--remote-debugging-port is refused');
  expect(said).toContain('--disable-web-security is refused');
  expect(said).not.toContain('Debugger listening');
  expect(said).not.toContain('DevTools listening');
  const server = folders.serverPid ?? 0;
  const family = familyOf(app.pid ?? 0);
  // Shell, zygotes, network, graphics, page and server.
  expect(family.length).toBeGreaterThanOrEqual(6);
  expect(family).toContain(server);
  const inodes = listeningInodes();
  expect(family.filter((pid) => isListening(pid, inodes))).toEqual([]);
  const gone = ended(app);
  app.kill('SIGTERM');
  await gone;
  expect(isAlive(server)).toBe(false);
  folders.remove();
});

test('the page of the shipped binary runs in the sandbox of the operating system', async () => {
  const isRoot = process.getuid?.() === 0;
  const hasSetpriv = !isRoot || spawnSync('setpriv', ['--version']).status === 0;
  test.skip(!hasSetpriv, 'not run: setpriv, which makes another user of root, is not installed');
  const folders = new AppFolders();
  const environment: Record<string, string> = { ...folders.environment, HOME: folders.top };
  if (isRoot) {
    // Chromium's sandbox is off for root: the app runs as nobody here, who is let into the display.
    const { XAUTHORITY } = process.env;
    environment['XAUTHORITY'] = join(folders.top, 'display');
    if (XAUTHORITY) copyFileSync(XAUTHORITY, environment['XAUTHORITY']);
    for (const path of [folders.top, ...(XAUTHORITY ? [environment['XAUTHORITY']] : [])])
      chownSync(path, NOBODY, NOBODY);
  }
  const asNobody = ['--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups', SHIPPED];
  const [program, args] = isRoot ? (['setpriv', asNobody] as const) : ([SHIPPED, []] as const);
  const app = spawn(program, args, { env: environment, stdio: 'ignore' });
  await expect.poll(() => languageIn(folders)).toBe('ko');
  const pages = familyOf(app.pid ?? 0).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer'),
  );
  expect(pages).toHaveLength(1);
  const [page] = pages;
  const status = readFileSync(`/proc/${page}/status`, 'utf8');
  // 2: a filter of system calls is on; 1: nothing it starts can gain rights.
  expect(/^Seccomp:\s*(\d)/m.exec(status)?.[1]).toBe('2');
  expect(/^NoNewPrivs:\s*(\d)/m.exec(status)?.[1]).toBe('1');
  expect(/^CapEff:\s*(\w+)/m.exec(status)?.[1]).toMatch(/^0+$/);
  const gone = ended(app);
  app.kill('SIGTERM');
  await gone;
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
