import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, ownAppTest, test } from './fixtures.ts';

/** Line 17 of Electron's checklist: who may speak to the shell, and what it makes of what is said. */

/** Every channel of the shell with what a page could say on it. */
const CHANNELS: readonly (readonly [channel: string, value: unknown])[] = [
  ['aif:open-window', '/trends'],
  ['aif:set-language', 'en'],
  ['aif:restart-server', undefined],
  ['aif:request-server-port', undefined],
  ['aif:request-server-status', undefined],
];

/** What the messages would change or bring. */
function effects(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow, Menu }) => ({
    windows: BrowserWindow.getAllWindows().length,
    language: Menu.getApplicationMenu()?.items[0]?.label,
    heard: (globalThis as unknown as { heard?: string[] }).heard ?? [],
  }));
}

test('the shell listens to the channels that are tried here, and to no other', async ({ running }) => {
  const names = await running.app.evaluate(({ ipcMain }) => ipcMain.eventNames().map(String));
  expect(names.filter((name) => name.startsWith('aif:')).toSorted()).toEqual(
    CHANNELS.map(([channel]) => channel).toSorted(),
  );
});

ownAppTest(
  'messages that do not come from the top page of a window are dropped',
  async ({ running, room }) => {
    const server = running.folders.serverPid;
    await running.app.evaluate(async ({ BrowserView, BrowserWindow, ipcMain }, channels) => {
      const [window] = BrowserWindow.getAllWindows();
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      const note = (channel: string) => void heard.push(channel);
      const sender = new Proxy(window?.webContents ?? {}, {
        get(contents, name) {
          if (name === 'send' || name === 'postMessage') return note;
          const value = Reflect.get(contents, name, contents) as unknown;
          return typeof value === 'function' ? (value.bind(contents) as unknown) : value;
        },
      });
      // An address of ours, in contents that belong to no window.
      const view = new BrowserView();
      await view.webContents.loadURL('app://aif/icon.svg');
      const frames = [null, undefined, { url: 'app://aif/' }, { url: 'https://example.com/' }, { url: '' }];
      for (const [channel, value] of channels) {
        for (const senderFrame of frames) ipcMain.emit(channel, { sender, senderFrame }, value);
        ipcMain.emit(channel, { sender: view.webContents, senderFrame: view.webContents.mainFrame }, value);
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }, CHANNELS);
    expect(await effects(running.app)).toEqual({ windows: 1, language: '파일', heard: [] });
    expect(running.folders.serverPid).toBe(server);

    // The same by the page itself is heard, so that the silence above means something.
    await running.app.evaluate(({ BrowserWindow, ipcMain }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      ipcMain.emit('aif:open-window', { sender: contents, senderFrame: contents?.mainFrame }, '/trends');
      ipcMain.emit('aif:set-language', { sender: contents, senderFrame: contents?.mainFrame }, 'en');
    });
    await expect.poll(() => effects(running.app)).toMatchObject({ windows: 2, language: 'File' });
    await room.untilConnected();
  },
);

ownAppTest(
  'a foreign page with all of Electron’s messages in its hands is not heard either',
  async ({ running }) => {
    const server = running.folders.serverPid;
    const preload = join(running.folders.top, 'foreign.cjs');
    writeFileSync(
      preload,
      `const { contextBridge, ipcRenderer } = require('electron');
     contextBridge.exposeInMainWorld('raw', {
       send: (channel, value) => ipcRenderer.send(channel, value),
       invoke: (channel, value) => ipcRenderer.invoke(channel, value).then(() => 'answered', () => 'refused'),
     });`,
    );
    const web = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<p>foreign</p>'),
    );
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    const answers = await running.app.evaluate(
      async ({ BrowserWindow }, { file, address, channels }) => {
        const window = new BrowserWindow({ show: false, webPreferences: { preload: file } });
        await window.loadURL(address);
        const said: string[] = [];
        const { webContents } = window;
        webContents.send = (channel: string) => void said.push(channel);
        webContents.postMessage = (channel: string) => void said.push(channel);
        for (const [channel, value] of channels)
          await webContents.executeJavaScript(
            `raw.send(${JSON.stringify(channel)}, ${JSON.stringify(value)})`,
          );
        const requests = ['situation', 'try-again', 'safe-mode', 'list-backups', 'save-diagnosis'];
        const invoked = (await Promise.all(
          requests.map((ask) =>
            webContents.executeJavaScript(`raw.invoke('aif:recovery-ask', { ask: '${ask}' })`),
          ),
        )) as string[];
        await new Promise((resolve) => setTimeout(resolve, 500));
        window.destroy();
        return { said, invoked };
      },
      { file: preload, address: `http://127.0.0.1:${port}/`, channels: CHANNELS },
    );
    web.close();
    expect(answers).toEqual({ said: [], invoked: Array.from({ length: 5 }).fill('refused') });
    expect(await effects(running.app)).toMatchObject({ windows: 1, language: '파일' });
    expect(running.folders.serverPid).toBe(server);
  },
);

test('a page of the app that says something else than it may changes nothing', async ({ running, room }) => {
  await running.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const event = { sender: contents, senderFrame: contents?.mainFrame };
    const wrong = [
      undefined,
      null,
      7,
      Number.NaN,
      true,
      {},
      [],
      ['/trends'],
      { toString: () => '/trends' },
      '',
      'trends',
      '//example.com',
      'https://example.com/',
      '/a b',
      '/\\\\host',
      '/#/x',
      `/${'x'.repeat(5_000)}`,
      'fr',
      'KO',
    ];
    for (const channel of ['aif:open-window', 'aif:set-language'])
      for (const value of wrong) ipcMain.emit(channel, event, value);
    await new Promise((resolve) => setTimeout(resolve, 500));
  });
  expect(await effects(running.app)).toMatchObject({ windows: 1, language: '파일' });
  await room.untilConnected();
});

ownAppTest('a connection comes to the page that asked for it, and to no other', async ({ running, room }) => {
  const [other] = await Promise.all([
    running.app.waitForEvent('window'),
    room.page.evaluate(() =>
      (window as unknown as { aif: { openWindow(r: string): void } }).aif.openWindow('/trends'),
    ),
  ]);
  await other.getByRole('contentinfo').getByText('연결됨').first().waitFor();
  for (const page of [room.page, other]) {
    await page.evaluate(() => {
      const host = window as unknown as { arrived: number };
      host.arrived = 0;
      window.addEventListener('message', ({ data, ports }) => {
        if ((data as { type?: string }).type === 'aif:server-port') host.arrived += ports.length;
      });
    });
  }
  await room.page.evaluate(() => {
    const { aif } = window as unknown as { aif: { requestServerPort(): void } };
    for (let asked = 0; asked < 5; asked += 1) aif.requestServerPort();
  });
  const arrived = (page: typeof other) =>
    page.evaluate(() => (window as unknown as { arrived: number }).arrived);
  await expect.poll(() => arrived(room.page)).toBeGreaterThanOrEqual(5);
  expect(await arrived(other)).toBe(0);
});
