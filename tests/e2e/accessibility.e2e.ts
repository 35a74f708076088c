import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { AppFolders, launchApp } from '../support/electron/launch.ts';
import { expect, test } from './fixtures.ts';
import { ControlRoom } from './pages/control-room.ts';

const LOOKS = [
  { theme: 'light', language: 'ko' },
  { theme: 'dark', language: 'ko' },
  { theme: 'contrast', language: 'ko' },
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'en' },
  { theme: 'contrast', language: 'en' },
] as const;

const MACHINE = 'demo/press-shop/line-1/press-1';

/** Pages by address, each with what shows that its data has come. */
const PAGES: readonly (readonly [string, (page: Page) => Locator])[] = [
  ['/', (page) => page.getByRole('main').getByRole('link').first()],
  [`/machine/${MACHINE}`, (page) => page.getByRole('cell').first()],
  ['/judgments', (page) => page.locator('[role=option]').first()],
  ['/trends', (page) => page.getByRole('heading').first()],
  [`/trends?pen=${MACHINE}/temperature&pen2=${MACHINE}/running`, (page) => page.getByRole('cell').first()],
  ['/data/sources', (page) => page.getByRole('cell').first()],
  ['/data/topics', (page) => page.getByRole('main').getByRole('button').first()],
  ['/data/tags', (page) => page.getByRole('main').getByRole('button').first()],
  ['/data/import', (page) => page.getByRole('main').getByRole('button').first()],
  ['/data/unreadable', (page) => page.getByRole('main').getByRole('paragraph').first()],
  ['/health', (page) => page.getByRole('cell').first()],
  ['/settings', (page) => page.getByRole('main').getByRole('textbox').first()],
];

/** What opens over or beside a page, by the keys that open it. */
const OVERLAYS: readonly (readonly [string, string, (page: Page) => Locator])[] = [
  ['/', 'Control+k', (page) => page.getByRole('dialog')],
  ['/', 'Shift+Slash', (page) => page.getByRole('dialog')],
  ['/trends', 'F1', (page) => page.getByRole('dialog')],
  ['/', 'g p', (page) => page.getByRole('dialog')],
  ['/judgments', 'j', (page) => page.getByRole('article').getByRole('heading').first()],
  ['/judgments', 'j o', (page) => page.getByRole('article').getByRole('textbox').first()],
];

async function wear(page: Page, look: (typeof LOOKS)[number]): Promise<void> {
  await page.evaluate((preferences) => {
    window.localStorage.setItem('aif.preferences.1', JSON.stringify(preferences));
  }, look);
  await page.reload();
  await page.locator(`html[lang=${look.language}][data-theme=${look.theme}]`).waitFor();
}

async function show(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, route);
  await expect(page.getByRole('main')).not.toBeEmpty();
}

/** Rules whose answer depends on the theme; that of all others is the same in every one. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** What axe holds against a page, seriously: rule, place, and what to do. Every rule in the light theme, in the others those of colour. */
async function seriousFaults(page: Page, theme: string): Promise<string[]> {
  // Electron has no further page in which axe could put its findings together.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (theme === 'light' ? axe : axe.withRules(RULES_OF_COLOUR)).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
}

test('axe finds nothing serious on any page, in both languages and all themes', async ({ room }) => {
  test.setTimeout(240_000);
  await room.untilConnected();
  for (const look of LOOKS) {
    await wear(room.page, look);
    for (const [route, content] of PAGES) {
      await show(room.page, route);
      await content(room.page).waitFor();
      expect(
        await seriousFaults(room.page, look.theme),
        `${route} in ${look.theme}, ${look.language}`,
      ).toEqual([]);
    }
  }
});

test('axe finds nothing serious on what opens over the pages, in all themes', async ({ room }) => {
  test.setTimeout(240_000);
  await room.untilConnected();
  const { page } = room;
  for (const look of LOOKS.filter(({ language }) => language === 'ko')) {
    await wear(page, look);
    for (const [route, keys, content] of OVERLAYS) {
      await show(page, route);
      if (route === '/judgments') await page.locator('[role=option]').first().waitFor();
      for (const key of keys.split(' ')) {
        await page.keyboard.press(key);
        if (key === 'j') await page.getByRole('article').getByRole('heading').first().waitFor();
      }
      await content(page).waitFor();
      expect(await seriousFaults(page, look.theme), `${keys} on ${route} in ${look.theme}`).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
  }
});

test('axe finds nothing serious on the pages of a station without a plant', async () => {
  const folders = new AppFolders();
  mkdirSync(folders.data, { recursive: true, mode: 0o700 });
  writeFileSync(join(folders.data, 'config.json'), '{ "demoPlant": false }');
  const { app, page } = await launchApp({ folders });
  await new ControlRoom(page).untilConnected();
  const faults: string[] = [];
  for (const [route] of PAGES) {
    await show(page, route);
    await page.waitForTimeout(500);
    faults.push(...(await seriousFaults(page, 'light')).map((fault) => `${route}: ${fault}`));
  }
  await app.close();
  folders.remove();
  expect(faults).toEqual([]);
});
