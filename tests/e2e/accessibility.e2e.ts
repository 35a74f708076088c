import type { Locator, Page } from '@playwright/test';
import { axeFaults } from './axe.ts';
import { demoPlantTest, expect, ownAppTest } from './fixtures.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
type Language = 'ko' | 'en';

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

/** As another window that changes them does. */
async function prefer(page: Page, theme: (typeof THEMES)[number], language: Language): Promise<void> {
  await page.evaluate(
    (preferences) => {
      const [key, newValue] = ['aif.preferences.1', JSON.stringify(preferences)];
      window.localStorage.setItem(key, newValue);
      window.dispatchEvent(new StorageEvent('storage', { key, newValue }));
    },
    { theme, language },
  );
  await page.locator(`html[lang=${language}][data-theme=${theme}]`).waitFor();
}

async function show(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, route);
  await expect(page.getByRole('main')).not.toBeEmpty();
}

/** Looks at what is on screen in every theme. Softly: all faults of all pages are told at once. */
async function expectNothingSerious(page: Page, language: Language, place: string): Promise<void> {
  for (const theme of THEMES) {
    await prefer(page, theme, language);
    const faults = (await axeFaults(page, theme)).filter(({ isSerious }) => isSerious);
    expect
      .soft(
        faults.map(({ text }) => text),
        `${place} in ${theme}, ${language}`,
      )
      .toEqual([]);
  }
}

demoPlantTest(
  'axe finds nothing serious on any page, in both languages and all themes, nor on what opens over them',
  async ({ room }) => {
    const { page } = room;
    demoPlantTest.setTimeout(240_000);
    for (const language of ['ko', 'en'] as const) {
      await prefer(page, 'light', language);
      for (const [route, content] of PAGES) {
        await show(page, route);
        await content(page).waitFor();
        await expectNothingSerious(page, language, route);
      }
    }

    // What opens over them.
    for (const [route, keys, content] of OVERLAYS) {
      await prefer(page, 'light', 'ko');
      await show(page, route);
      if (route === '/judgments') await page.locator('[role=option]').first().waitFor();
      for (const key of keys.split(' ')) {
        await page.keyboard.press(key);
        if (key === 'j') await page.getByRole('article').getByRole('heading').first().waitFor();
      }
      await content(page).waitFor();
      await expectNothingSerious(page, 'ko', `${keys} on ${route}`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
  },
);

ownAppTest('axe finds nothing serious on the pages of a station without a plant', async ({ room }) => {
  const { page } = room;
  for (const [route] of PAGES) {
    await show(page, route);
    await expect(page.getByText('불러오는 중')).toHaveCount(0);
    const faults = (await axeFaults(page, 'light')).filter(({ isSerious }) => isSerious);
    expect
      .soft(
        faults.map(({ text }) => text),
        route,
      )
      .toEqual([]);
  }
});
