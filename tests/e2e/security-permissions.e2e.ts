import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** Line 5 of Electron's checklist: what a page asks of the machine. */

const ASKED = [
  'camera',
  'microphone',
  'geolocation',
  'notifications',
  'midi',
  'clipboard-read',
  'persistent-storage',
  'background-sync',
  'screen-wake-lock',
  'storage-access',
  'window-management',
];

/** What comes of something that a page does because its user pressed a button. */
function byTheUser(app: ElectronApplication, code: string): Promise<string> {
  return app.evaluate(
    ({ BrowserWindow }, asked) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(asked, true) as Promise<string>,
    `Promise.race([
      (async () => { ${code} })().then((value) => value ?? 'granted', (error) => error.name),
      new Promise((resolve) => setTimeout(resolve, 3_000, 'no answer')),
    ])`,
  );
}

test('no permission is granted that a page could ask for but full screen and copying', async ({
  room,
  running,
}) => {
  const states = await room.page.evaluate(async (names) => {
    const asked = names.map(async (name) => {
      try {
        return [name, (await navigator.permissions.query({ name })).state] as const;
      } catch {
        // A name that this Chromium does not know.
        return [name, 'denied'] as const;
      }
    });
    return Object.fromEntries(await Promise.all(asked));
  }, ASKED as PermissionName[]);
  expect(states).toEqual(Object.fromEntries(ASKED.map((name) => [name, 'denied'])));
  expect(await room.page.evaluate(() => Notification.requestPermission())).toBe('denied');

  expect(await byTheUser(running.app, `await navigator.mediaDevices.getUserMedia({ audio: true })`)).toMatch(
    /^Not(Allowed|Found)Error$/,
  );
  expect(await byTheUser(running.app, `await navigator.clipboard.readText()`)).toBe('NotAllowedError');
  const position = `return await new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(() => resolve('granted'), ({ code }) => resolve('code ' + code)));`;
  expect(await byTheUser(running.app, position)).toBe('code 1');

  expect(await byTheUser(running.app, `await navigator.clipboard.writeText('96.2')`)).toBe('granted');
  const fullScreen = `await document.documentElement.requestFullscreen(); await document.exitFullscreen();`;
  expect(await byTheUser(running.app, fullScreen)).toBe('granted');
});

test('no device and no picture of the screen is handed out', async ({ running }) => {
  const refused = {
    usb: `await navigator.usb.requestDevice({ filters: [] })`,
    serial: `await navigator.serial.requestPort()`,
    hid: `const found = await navigator.hid.requestDevice({ filters: [] }); if (found.length === 0) return 'none';`,
    bluetooth: `await navigator.bluetooth.requestDevice({ acceptAllDevices: true })`,
    display: `await navigator.mediaDevices.getDisplayMedia({ video: true })`,
  };
  for (const [name, code] of Object.entries(refused)) {
    expect([name, await byTheUser(running.app, code)]).toEqual([
      name,
      expect.stringMatching(/^(none|Not(Found|Allowed|Supported)Error|SecurityError|TypeError)$/),
    ]);
  }
  const known = `return JSON.stringify([
    (await navigator.usb?.getDevices())?.length ?? 0,
    (await navigator.serial?.getPorts())?.length ?? 0,
    (await navigator.hid?.getDevices())?.length ?? 0,
  ]);`;
  expect(await byTheUser(running.app, known)).toBe('[0,0,0]');
});
