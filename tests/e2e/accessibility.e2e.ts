import type { Locator, Page } from '@playwright/test';
import { axeFaults, prefer, THEMES, type Language, type Theme } from './axe.ts';
import { demoPlantTest, expect, ownAppTest } from './fixtures.ts';

const MACHINE = 'demo/press-shop/line-1/press-1';

interface Shown {
  readonly route: string;
  /** Is there once the data of this page has come, and on no page that is shown just before. */
  readonly sign: (page: Page) => Locator;
  /** The same on a station without a plant, where that is something else. */
  readonly signOfNothing?: (page: Page) => Locator;
}

const PAGES: readonly Shown[] = [
  {
    route: '/',
    sign: (page) => page.locator('[data-machine]').first(),
    signOfNothing: (page) => page.getByText('아직 값을 보낸 설비가 없습니다'),
  },
  {
    route: `/machine/${MACHINE}`,
    sign: (page) => page.getByRole('cell', { name: 'temperature', exact: true }).first(),
    signOfNothing: (page) => page.getByText('알 수 없는 설비입니다'),
  },
  {
    route: '/judgments',
    sign: (page) => page.locator('[role=option]').first(),
    signOfNothing: (page) => page.getByText('조건에 맞는 판단이 없습니다'),
  },
  { route: '/trends', sign: (page) => page.getByRole('toolbar') },
  {
    route: `/trends?pen=${MACHINE}/temperature&pen2=${MACHINE}/running`,
    sign: (page) => page.getByRole('cell').first(),
    signOfNothing: (page) => page.getByText('그런 태그가 없습니다').first(),
  },
  { route: '/rules', sign: (page) => page.getByText('press-thermal') },
  { route: '/rules/press-thermal/script', sign: (page) => page.locator('.cm-content') },
  { route: '/rules/press-thermal/table', sign: (page) => page.getByRole('button', { name: /CSV.*XLSX/ }) },
  { route: '/rules/press-thermal/settings', sign: (page) => page.locator('[data-path="inputs.3"]') },
  { route: '/rules/press-thermal/tests', sign: (page) => page.locator('tbody [role=img] svg').first() },
  {
    route: '/rules/press-thermal/backtest',
    sign: (page) => page.getByRole('button', { name: /^(시작하기|Start)$/ }),
  },
  {
    route: '/rules/press-thermal/whatif',
    sign: (page) => page.getByRole('application'),
    signOfNothing: (page) => page.getByText(/판단할 설비가 없습니다|No machine to judge/),
  },
  { route: '/rules/press-thermal/versions', sign: (page) => page.getByRole('row').nth(1) },
  { route: '/data/sources', sign: (page) => page.getByText('mqtt.sock').first() },
  { route: '/data/topics', sign: (page) => page.getByText('plc/{line}').first() },
  {
    route: '/data/tags',
    sign: (page) => page.getByRole('treeitem').first(),
    signOfNothing: (page) => page.getByText('아직 태그가 없습니다'),
  },
  { route: '/data/import', sign: (page) => page.getByText(/GiB/).first() },
  {
    route: '/data/unreadable',
    sign: (page) => page.getByText(/모든 페이로드를 읽었습니다|Every payload could be read/),
  },
  { route: '/health', sign: (page) => page.getByRole('cell').first() },
  { route: '/settings', sign: (page) => page.getByRole('main').getByRole('textbox').first() },
];

/** What opens over or beside a page, by the keys that open it; the element, and what in it shows that it is there whole. */
const OVERLAYS = [
  ['/', 'Control+k', '[role=dialog]', 'option'],
  ['/', 'Shift+Slash', '[role=dialog]', 'listitem'],
  ['/trends', 'F1', '[role=dialog]', 'heading'],
  ['/', 'g p', '[role=dialog]', 'row'],
  ['/judgments', 'j', 'article', 'heading'],
  ['/judgments', 'j o', 'article', 'textbox'],
] as const;

async function show(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, route);
  await expect(page.getByRole('main')).not.toBeEmpty();
}

/** Softly: all faults of all pages are told at once. */
async function expectNothingSerious(page: Page, theme: Theme, place: string, within?: string): Promise<void> {
  const faults = await axeFaults(page, theme, within);
  const serious = faults.filter(({ isSerious }) => isSerious).map(({ text }) => text);
  expect.soft(serious, `${place} in ${theme}`).toEqual([]);
}

async function lookInEveryTheme(
  page: Page,
  language: Language,
  place: string,
  within?: string,
): Promise<void> {
  for (const theme of THEMES) {
    await prefer(page, theme, language);
    await expectNothingSerious(page, theme, `${place}, ${language},`, within);
  }
}

demoPlantTest(
  'axe finds nothing serious on any page, in both languages and all themes, nor on what opens over them',
  async ({ room }) => {
    const { page } = room;
    demoPlantTest.setTimeout(240_000);
    for (const language of ['ko', 'en'] as const) {
      await prefer(page, 'light', language);
      for (const { route, sign } of PAGES) {
        await show(page, route);
        await sign(page).waitFor();
        await lookInEveryTheme(page, language, route);
      }
    }

    // The page behind them is the one looked at before.
    for (const [route, keys, within, content] of OVERLAYS) {
      await prefer(page, 'light', 'ko');
      await show(page, route);
      if (route === '/judgments') await page.locator('[role=option]').first().waitFor();
      for (const key of keys.split(' ')) {
        await page.keyboard.press(key);
        if (key === 'j') await page.getByRole('article').getByRole('heading').first().waitFor();
      }
      await page.locator(within).getByRole(content).first().waitFor();
      await lookInEveryTheme(page, 'ko', `${keys} on ${route}`, within);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
  },
);

ownAppTest('axe finds nothing serious on the pages of a station without a plant', async ({ room }) => {
  const { page } = room;
  for (const { route, sign, signOfNothing = sign } of PAGES) {
    await show(page, route);
    await signOfNothing(page).waitFor();
    await expectNothingSerious(page, 'light', route);
  }
});
