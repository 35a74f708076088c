import { expect, ownAppTest, test } from './fixtures.ts';

test('a page has no Node and no more of the shell than the bridge', async ({ room }) => {
  const reach = await room.page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
    bridge: Object.keys((window as unknown as { aif: object }).aif).toSorted(),
  }));
  expect(reach.globals).toEqual([]);
  expect(reach.bridge).toEqual([
    'onMenuCommand',
    'onServerStatus',
    'openWindow',
    'requestServerPort',
    'restartServer',
    'setLanguage',
    'versions',
  ]);
});

test('every answer of app: carries the policy, and only what is in the package is served', async ({
  room,
}) => {
  const answers = await room.page.evaluate(async () => {
    const addresses = [
      '/',
      '/index.html',
      '/no-such.js',
      '/..%2f..%2fmain%2findex.cjs',
      '/%2e%2e/main/index.cjs',
    ];
    return Promise.all(
      addresses.map(async (address) => {
        const { status, headers } = await fetch(address);
        return { address, status, policy: headers.get('content-security-policy') };
      }),
    );
  });
  for (const { policy } of answers) expect(policy).toMatch(/^default-src 'none'; script-src 'self'/);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 404, 404]);
});

ownAppTest('the policy is obeyed, and the app itself never offends against it', async ({ room }) => {
  const { page } = room;
  const offences: string[] = [];
  await page.exposeFunction('tellOffence', (text: string) => offences.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const tell = (window as unknown as { tellOffence(text: string): void }).tellOffence;
      tell(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.reload();
  await room.untilConnected();
  for (const name of ['judgments', 'trends', 'data', 'health', 'settings', 'overview'] as const)
    await room.open(name);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(offences).toEqual([]);

  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    const image = new Image();
    image.src = 'https://127.0.0.1:9/picture.png';
  });
  await expect.poll(() => offences.length).toBe(2);
  expect(await page.evaluate(() => 'injected' in window)).toBe(false);
});

const ASKED = [
  'camera',
  'microphone',
  'geolocation',
  'notifications',
  'midi',
  'clipboard-read',
  'persistent-storage',
];

test('a page cannot leave the app, open a window or get a permission', async ({ room, running }) => {
  const { page } = room;
  for (const address of ['about:blank', 'app://aif/', 'http://127.0.0.1:9/']) {
    expect(await page.evaluate((url) => window.open(url) === null, address)).toBe(true);
  }
  for (const address of [
    'file:///etc/hostname',
    'http://127.0.0.1:9/',
    'data:text/html,left',
    'app://other/',
  ]) {
    await page.evaluate((url) => window.location.assign(url), address);
  }
  const permissions = await page.evaluate(async (names) => {
    const states = names.map(
      async (name) => [name, (await navigator.permissions.query({ name })).state] as const,
    );
    return Object.fromEntries(await Promise.all(states));
  }, ASKED as PermissionName[]);
  expect(permissions).toEqual(Object.fromEntries(ASKED.map((name) => [name, 'denied'])));
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  expect(page.url()).toMatch(/^app:\/\/aif\//);
  expect(running.app.windows()).toHaveLength(1);
});

test('messages that do not come from the top page of a window are dropped', async ({ running }) => {
  const opened = await running.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
    const [window] = BrowserWindow.getAllWindows();
    const before = BrowserWindow.getAllWindows().length;
    const forge = (senderFrame: unknown) =>
      ipcMain.emit('aif:open-window', { sender: window?.webContents, senderFrame }, '/trends');
    forge(null);
    forge({ url: 'app://aif/' });
    forge({ url: 'https://evil.example/' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const afterForged = BrowserWindow.getAllWindows().length;
    forge(window?.webContents.mainFrame);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const windows = BrowserWindow.getAllWindows();
    for (const other of windows) if (other !== window) other.destroy();
    return { before, afterForged, afterReal: windows.length };
  });
  expect(opened).toEqual({ before: 1, afterForged: 1, afterReal: 2 });
});
