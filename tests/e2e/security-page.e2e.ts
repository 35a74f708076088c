import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { SERVER_FOLDER } from '../support/electron/packaged-app.ts';
import { expect, ownAppTest, test } from './fixtures.ts';

/** Lines 1 to 4, 6, 8 to 10, 18 and 20 of Electron's checklist: what a page is and what it can reach. */

const OF_NODE = ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'];

/** What Electron says the windows were made with. */
function preferencesOf(app: ElectronApplication): Promise<Record<string, unknown>[]> {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => {
      const known = webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
      return known.getLastWebPreferences();
    }),
  );
}

/** The app with its recovery window beside the first. */
async function withRecovery(app: ElectronApplication): Promise<void> {
  await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.at(-1)?.submenu?.items.at(-1)?.click()),
  ]);
}

test('everything a page loads comes out of the package, and nothing else can be asked', async ({
  room,
  offences,
}) => {
  for (const name of ['judgments', 'trends', 'rules', 'data', 'health', 'settings'] as const)
    await room.open(name);
  const loaded = await room.page.evaluate(() =>
    [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')].map(
      ({ name }) => name,
    ),
  );
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.filter((address) => !address.startsWith('app://aif/'))).toEqual([]);

  const asked = await room.page.evaluate(async () => {
    const outcome = (made: Promise<unknown>) =>
      made.then(
        () => 'loaded',
        () => 'refused',
      );
    const opened = (address: string) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(address);
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', reject);
      });
    return {
      http: await outcome(fetch('http://127.0.0.1:9/')),
      https: await outcome(fetch('https://127.0.0.1:9/')),
      socket: await outcome(Promise.resolve().then(() => opened('ws://127.0.0.1:9/'))),
      data: await outcome(fetch('data:text/plain,x')),
    };
  });
  expect(asked).toEqual({ http: 'refused', https: 'refused', socket: 'refused', data: 'refused' });
  expect(offences.splice(0).length).toBeGreaterThanOrEqual(4);
});

test('a page has no Node and no more of the shell than the bridge', async ({ room }) => {
  const reach = await room.page.evaluate(
    (names) => ({
      globals: names.filter((name) => name in window),
      bridge: Object.keys((window as unknown as { aif: object }).aif).toSorted(),
      other: Object.keys(window).filter((name) => /aif/i.test(name)),
    }),
    OF_NODE,
  );
  expect(reach.globals).toEqual([]);
  expect(reach.other).toEqual(['aif']);
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

test('workers and frames of a page have no Node and no bridge', async ({ room }) => {
  const assets = readdirSync(join(SERVER_FOLDER, '..', 'renderer', 'assets'));
  const script = assets.find((name) => /worker.*\.js$/.test(name));
  expect(script).toBeDefined();
  const started = room.page.waitForEvent('worker');
  await room.page.evaluate((name) => void new Worker(`/assets/${name}`, { type: 'module' }), script);
  const worker = await started;
  const names = [...OF_NODE, 'aif', 'aifRecovery'];
  expect(await worker.evaluate((wanted) => wanted.filter((name) => name in self), names)).toEqual([]);
  const inFrame = await room.page.evaluate((wanted) => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const found = wanted.filter((name) => frame.contentWindow && name in frame.contentWindow);
    frame.remove();
    return found;
  }, names);
  expect(inFrame).toEqual([]);
});

test('the preload script lives in a world of its own: what a page does to its globals changes and shows nothing', async ({
  room,
  running,
}) => {
  const seen = await room.page.evaluate(async () => {
    const caught: string[] = [];
    const look = (value: unknown) => {
      const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
      if (isObject && ('sendSync' in value || 'invoke' in value || 'sender' in value))
        caught.push(String(value));
    };
    const originals = { call: Function.prototype.call, apply: Function.prototype.apply, parse: JSON.parse };
    // oxlint-disable no-extend-native
    Function.prototype.call = function call(this: unknown, ...args: unknown[]) {
      [this, ...args].forEach(look);
      return Reflect.apply(originals.call, this as () => unknown, args) as unknown;
    } as typeof Function.prototype.call;
    const bridge = (window as unknown as { aif: Record<string, (...args: unknown[]) => unknown> }).aif;
    (window as unknown as { plantedByPage: number }).plantedByPage = 1;
    await new Promise((resolve) => bridge['onServerStatus']?.(resolve));
    bridge['openWindow']?.('no route');
    Function.prototype.call = originals.call;
    // oxlint-enable no-extend-native
    return caught;
  });
  expect(seen).toEqual([]);
  const planted = await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScriptInIsolatedWorld(991, [
      { code: 'typeof plantedByPage' },
    ]),
  );
  expect(planted).toBe('undefined');
});

ownAppTest(
  'every window is isolated, in the sandbox, with all that protects and nothing that is an experiment',
  async ({ running }) => {
    await withRecovery(running.app);
    const windows = await preferencesOf(running.app);
    expect(windows).toHaveLength(2);
    for (const preferences of windows) {
      expect(preferences).toMatchObject({
        contextIsolation: true,
        sandbox: true,
        webSecurity: true,
      });
      for (const danger of [
        'nodeIntegration',
        'nodeIntegrationInWorker',
        'nodeIntegrationInSubFrames',
        'webviewTag',
        'devTools',
        'allowRunningInsecureContent',
        'experimentalFeatures',
        'enableBlinkFeatures',
        'plugins',
        'navigateOnDragDrop',
      ]) {
        expect([danger, Boolean(preferences[danger])]).toEqual([danger, false]);
      }
    }
  },
);

ownAppTest(
  'the recovery window has its own bridge and nothing else, the others do not have it',
  async ({ running }) => {
    await withRecovery(running.app);
    const reach = await running.app.evaluate(async ({ BrowserWindow }, names) => {
      const ask = `[location.pathname, Object.keys(window).filter((name) => /aif/i.test(name)).join(),
      ${JSON.stringify(names)}.filter((name) => name in window).join()]`;
      const asked = BrowserWindow.getAllWindows().map(({ webContents }) =>
        webContents.executeJavaScript(ask),
      );
      return (await Promise.all(asked)) as string[][];
    }, OF_NODE);
    expect(reach.toSorted()).toEqual([
      ['/', 'aif', ''],
      ['/recovery/index.html', 'aifRecovery', ''],
    ]);
  },
);

test('a page reaches no file of the machine', async ({ room, offences }) => {
  const asked = await room.page.evaluate(async () => {
    const address = 'file:///etc/hostname';
    /** `loaded` where that happens within a second: what is refused need not say so. */
    const outcome = (target: EventTarget, begin: () => void) =>
      new Promise<string>((resolve) => {
        target.addEventListener('load', () => resolve('loaded'));
        setTimeout(() => resolve('refused'), 1_000);
        begin();
      });
    const script = Object.assign(document.createElement('script'), { src: address });
    const image = Object.assign(new Image(), { src: address });
    const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address });
    const request = new XMLHttpRequest();
    request.open('GET', address);
    const outcomes = await Promise.all([
      fetch(address).then(
        () => 'loaded',
        () => 'refused',
      ),
      outcome(request, () => request.send()),
      ...[script, image, sheet].map((element) => outcome(element, () => document.body.append(element))),
    ]);
    for (const element of [script, image, sheet]) element.remove();
    return { outcomes, text: request.responseText };
  });
  expect(asked).toEqual({ outcomes: Array.from({ length: 5 }).fill('refused'), text: '' });
  offences.length = 0;
});

test('what reaches a page is data: no event, no sender, nothing of Electron', async ({ room, running }) => {
  await room.page.evaluate(() => {
    type Listener = (...args: unknown[]) => void;
    const host = window as unknown as {
      aif: { onServerStatus(l: Listener): void; onMenuCommand(l: Listener): void; requestServerPort(): void };
      told: unknown[][];
      ports: unknown[];
    };
    host.told = [];
    host.ports = [];
    host.aif.onServerStatus((...args) => host.told.push(args));
    host.aif.onMenuCommand((...args) => host.told.push(args));
    window.addEventListener('message', ({ data, ports, source }) => {
      if ((data as { type?: string }).type === 'aif:server-port')
        host.ports.push([data, ports.length, source === window]);
    });
    host.aif.requestServerPort();
  });
  await running.app.evaluate(({ Menu }) => {
    const help = Menu.getApplicationMenu()?.items.at(-1)?.submenu?.items[1];
    help?.click();
  });
  const read = () =>
    room.page.evaluate(() => {
      const { told, ports } = window as unknown as { told: unknown[][]; ports: unknown[] };
      return { told, ports };
    });
  await expect.poll(async () => (await read()).told.length).toBeGreaterThanOrEqual(2);
  await expect.poll(async () => (await read()).ports.length).toBe(1);
  const { told, ports } = await read();
  for (const args of told) expect(args).toHaveLength(1);
  expect(told.map(([value]) => (typeof value === 'string' ? value : Object.keys(value as object)))).toEqual(
    expect.arrayContaining(['shortcuts', ['state', 'version', 'pid']]),
  );
  expect(ports).toEqual([[{ type: 'aif:server-port' }, 1, true]]);
  await room.page.keyboard.press('Escape');
});

test('the Electron in the package is the pinned one, or the older one of the tests, which is told', async ({
  running,
}) => {
  const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
  const pinned = devDependencies['electron'] ?? '';
  // Exact, and no older than the one whose support was looked at last.
  expect(pinned).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Number.parseInt(pinned)).toBeGreaterThanOrEqual(45);
  const packaged = await running.app.evaluate(() => process.versions['electron'] ?? '');
  if (packaged === pinned) return;
  test.info().annotations.push({ type: 'not the pinned Electron', description: packaged });
  expect(read('scripts/lib/electron.mjs')).toContain(`'${packaged}'`);
});
