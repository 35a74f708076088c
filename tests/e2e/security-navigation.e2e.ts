import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ElectronApplication } from '@playwright/test';
import { expect, ownAppTest, test } from './fixtures.ts';

/** Lines 11 to 15 of Electron's checklist: pages stay pages of the app, and open nothing. */

const OUTSIDE = ['app://other/', 'http://127.0.0.1:9/', 'https://example.com/'];
const windowsOf = (app: ElectronApplication) =>
  app.evaluate(({ webContents }) => webContents.getAllWebContents().length);

/** Notes what is handed to other programs from now on, instead of doing it. */
async function noteOpened(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    const note = (what: string) => {
      opened.push(what);
      return Promise.resolve('');
    };
    shell.openExternal = (what) => note(what).then(() => undefined);
    shell.openPath = note;
  });
  return () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
}

ownAppTest(
  'a page cannot leave the app, and comes back from where nobody is asked',
  async ({ room, running }) => {
    const { page } = room;
    for (const address of ['file:///etc/hostname', 'data:text/html,left', 'chrome://gpu', ...OUTSIDE]) {
      await page.evaluate((url) => window.location.assign(url), address);
      expect(page.url()).toMatch(/^app:\/\/aif\//);
    }
    // Chromium asks nobody about the empty page: the window does not stay there.
    await page.evaluate(() => void setTimeout(() => window.location.assign('about:blank')));
    await page.waitForURL('about:blank');
    await page.waitForURL(/^app:\/\/aif\//);
    await room.untilConnected();
    expect(await windowsOf(running.app)).toBe(1);
  },
);

ownAppTest(
  'neither a form, a refresh, a frame nor a dropped file leads out of the app',
  async ({ room, running, offences }) => {
    const { page } = room;
    await page.evaluate(() => {
      const form = document.createElement('form');
      form.action = 'https://example.com/';
      document.body.append(form);
      form.submit();
      const refresh = document.createElement('meta');
      refresh.httpEquiv = 'refresh';
      refresh.content = '0;url=https://example.com/';
      document.head.append(refresh);
      for (const address of [
        'https://example.com/',
        'file:///etc/hostname',
        'app://aif/',
        'data:text/html,x',
      ]) {
        const frame = document.createElement('iframe');
        frame.src = address;
        document.body.append(frame);
      }
    });
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: ['/etc/hostname'], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
    await page.waitForTimeout(1_000);
    expect(page.url()).toMatch(/^app:\/\/aif\//);
    const frames = page.frames().map((frame) => frame.url());
    expect(frames).not.toContain('https://example.com/');
    expect(frames).not.toContain('file:///etc/hostname');
    expect(await windowsOf(running.app)).toBe(1);
    const told = offences.splice(0).join();
    expect(told).toMatch(/form-action/);
    for (const address of ['https://example.com/', 'app://aif/', ''])
      expect(told).toContain(`Refused to frame '${address}'`);
  },
);

ownAppTest('a redirect that leads elsewhere is not followed', async ({ running }) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/from') response.writeHead(302, { location: '/to' }).end();
    else response.end('<p>there</p>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // Only the shell itself could load this: that it does is taken for given here.
  const shown = await running.app.evaluate(async ({ BrowserWindow }, address) => {
    const window = new BrowserWindow({ show: false });
    await window.loadURL(address).catch(() => undefined);
    const url = window.webContents.getURL();
    window.destroy();
    return url;
  }, `http://127.0.0.1:${port}/from`);
  server.close();
  expect(asked).toEqual(['/from']);
  expect(shown).not.toContain('/to');
});

test('a page opens no window, by script, by link or by the middle button, and nothing in another program', async ({
  room,
  running,
  offences,
}) => {
  const { page } = room;
  const opened = await noteOpened(running.app);
  for (const address of [
    'javascript:alert(1)',
    'file:///etc/hostname',
    'mailto:a@b.c',
    'about:blank',
    'app://aif/',
    ...OUTSIDE,
  ]) {
    const isNull = await page.evaluate(
      (url) => window.open(url, '_blank', 'width=300,noreferrer') === null,
      address,
    );
    expect([address, isNull]).toEqual([address, true]);
    expect([address, await page.evaluate((url) => window.open(url) === null, address)]).toEqual([
      address,
      true,
    ]);
  }
  await page.evaluate(() => {
    for (const [name, address] of [
      ['outside', 'https://example.com/'],
      ['inside', '#/trends'],
    ] as const) {
      const link = Object.assign(document.createElement('a'), { href: address, textContent: name });
      link.target = name === 'outside' ? '_blank' : '';
      link.style.cssText = 'position:fixed;z-index:99;top:0;left:' + (name === 'outside' ? '0' : '200px');
      document.body.append(link);
    }
  });
  await page.getByText('outside', { exact: true }).click();
  for (const name of ['outside', 'inside']) {
    await page.getByText(name, { exact: true }).click({ button: 'middle' });
    await page.getByText(name, { exact: true }).click({ modifiers: ['Shift'] });
    await page.getByText(name, { exact: true }).click({ modifiers: ['Control'] });
  }
  await page.waitForTimeout(500);
  expect(await windowsOf(running.app)).toBe(1);
  expect(await opened()).toEqual([]);
  expect(page.url()).toMatch(/^app:\/\/aif\//);
  await page.evaluate(() => {
    for (const link of document.querySelectorAll('body > a')) link.remove();
  });
  expect(offences.splice(0).every((offence) => offence.includes('JavaScript URL'))).toBe(true);
});

ownAppTest(
  'a page embeds no other page, also where a window would let it',
  async ({ room, running, offences }) => {
    await room.page.evaluate(() => {
      const view = document.createElement('webview');
      view.setAttribute('src', 'https://example.com/');
      view.setAttribute('allowpopups', '');
      document.body.append(view);
    });
    await room.page.waitForTimeout(500);
    expect(
      await room.page.evaluate(() => 'getWebContentsId' in (document.querySelector('webview') ?? {})),
    ).toBe(false);
    expect(await windowsOf(running.app)).toBe(1);

    const kinds = await running.app.evaluate(async ({ BrowserWindow, webContents }) => {
      const window = new BrowserWindow({ show: false, webPreferences: { webviewTag: true } });
      let wasAsked = false;
      window.webContents.on('will-attach-webview', () => (wasAsked = true));
      // A page of the app with nothing in it that would look for its server.
      await window.loadURL('app://aif/index.html');
      await window.webContents.executeJavaScript(`
      const view = document.createElement('webview');
      view.src = 'app://aif/icon.svg';
      view.setAttribute('allowpopups', '');
      view.style.cssText = 'position:fixed;top:0;left:0;width:200px;height:200px';
      document.body.append(view);
      new Promise((resolve) => setTimeout(resolve, 1_000));
    `);
      const found = webContents.getAllWebContents().map((contents) => contents.getType());
      window.destroy();
      return { wasAsked, found };
    });
    expect(kinds.wasAsked).toBe(true);
    expect(kinds.found).not.toContain('webview');
    // The page of that window looks for its server in vain.
    offences.length = 0;
  },
);
