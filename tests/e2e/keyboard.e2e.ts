import type { Page } from '@playwright/test';
import type { TestPlant } from '../support/electron/test-plant.ts';
import { expect, test } from './fixtures.ts';

/** Where `G` and a letter lead. */
const GO = [
  ['o', '/'],
  ['j', '/judgments'],
  ['t', '/trends'],
  ['d', '/data/sources'],
  ['h', '/health'],
  ['s', '/settings'],
] as const;

const LINE = 'plant/saw-hall/line-1';
const MACHINE = `/machine/${LINE}/saw-2`;

/** Two machines that are called saw, and one that only stands where the saws are. */
async function runSaws(plant: TestPlant): Promise<void> {
  for (const machine of ['mixer-1', 'saw-1', 'saw-2'])
    await plant.measure(`${LINE}/${machine}`, 0, { load: 40 });
}

const HELP = {
  ko: ['현황', '판단', '추세', '데이터', '상태 점검', '설정'],
  en: ['Overview', 'Judgments', 'Trends', 'Data', 'Health', 'Settings'],
} as const;
const MACHINE_HELP = { ko: '설비', en: 'Machine' } as const;
const HELP_TITLE = { ko: '도움말: ', en: 'Help: ' } as const;

const atRoute = (route: string) => (url: URL) => url.hash.split('?')[0] === `#${route}`;

async function pressInTurn(page: Page, keys: string): Promise<void> {
  for (const key of keys.split(' ')) await page.keyboard.press(key);
}

test('the command palette opens by its shortcut, finds a machine and goes there', async ({ room, plant }) => {
  const { page } = room;
  await runSaws(plant);
  await room.machine('saw-2').waitFor();
  await room.expectFocusKept();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: '검색과 명령' })).toBeFocused();
  // Not the whole name: what is called so comes before what has the letters somewhere.
  await page.keyboard.type('saw');
  await expect(page.getByRole('dialog').getByRole('option', { selected: true })).toContainText('saw-1');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(atRoute(MACHINE));
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('heading', { name: 'saw-2' })).toBeVisible();
  await room.expectFocusKept();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('진동');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/judgments\?ruleset=bearing-vibration$/);
  await room.expectFocusKept();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('그런 것은 없다');
  await expect(page.getByRole('dialog')).toContainText('찾은 것이 없습니다');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await room.expectFocusKept();
});

test('keys lead to every page; the list of shortcuts has them, and the focus comes back where it was', async ({
  room,
  plant,
}) => {
  const { page } = room;
  await runSaws(plant);
  for (const [letter, route] of GO.toReversed()) {
    await pressInTurn(page, `g ${letter}`);
    await page.waitForURL(atRoute(route));
    await room.expectFocusKept();
  }
  await room.machine('saw-1').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+Slash');
  const list = page.getByRole('dialog', { name: '키보드 단축키' });
  await expect(list.getByRole('listitem').filter({ hasText: '검색과 명령' })).toContainText('Ctrl');
  for (const name of ['현황', '판단', '추세', '데이터', '상태 점검', '설정'])
    await expect(list.getByRole('listitem').filter({ hasText: name }).first()).toContainText('G');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(page.locator('[data-machine]:focus')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/machine\//);
  await room.expectFocusKept();
});

test('F1 explains every page, in both languages', async ({ room, plant }) => {
  const { page } = room;
  await runSaws(plant);
  const seen = new Set<string>();
  const expectHelp = async (language: 'ko' | 'en', name: string) => {
    await page.keyboard.press('F1');
    const help = page.getByRole('dialog', { name: `${HELP_TITLE[language]}${name}`, exact: true });
    await expect(help.getByRole('heading', { level: 3 })).toHaveCount(3);
    expect(await help.getByRole('listitem').count()).toBeGreaterThan(2);
    seen.add(await help.innerText());
    await room.expectFocusKept();
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
    await room.expectFocusKept();
  };
  for (const language of ['ko', 'en'] as const) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(language === 'ko' ? '한국어' : 'English');
    await page.keyboard.press('Enter');
    await page.locator(`html[lang=${language}]`).waitFor();
    for (const [index, [letter, route]] of GO.entries()) {
      await pressInTurn(page, `g ${letter}`);
      await page.waitForURL(atRoute(route));
      await expectHelp(language, HELP[language][index] ?? '');
    }
    await page.keyboard.press('Control+k');
    await page.keyboard.type('saw-2');
    await page.keyboard.press('Enter');
    await page.waitForURL(atRoute(MACHINE));
    await expectHelp(language, MACHINE_HELP[language]);
  }
  // Each of its own: no page shows the text of another, no language that of the other.
  expect(seen.size).toBe(14);
});

test('theme and language change at once by keyboard', async ({ room }) => {
  const { page } = room;
  const background = (of: Page) => of.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background(page);
  await pressInTurn(page, 'g s');
  const theme = page.getByRole('radiogroup', { name: '테마' });
  await theme.getByRole('radio', { name: '밝게' }).focus();
  // The focus moves on after the key: a person sees it arrive before the next one.
  await page.keyboard.press('ArrowRight');
  await expect(theme.getByRole('radio', { name: '어둡게' })).toBeFocused();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const dark = await background(page);
  expect(dark).not.toBe(light);
  await room.expectFocusKept();

  const language = page.getByRole('radiogroup', { name: '언어' });
  await language.getByRole('radio', { name: '한국어' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'English' })).toBeFocused();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('radiogroup', { name: 'Theme' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link').first()).toHaveText(
    'Overview',
  );
  await room.expectFocusKept();
  // Keys that lead to a page are heard from within a choice.
  await pressInTurn(page, 'g j');
  await page.waitForURL(/#\/judgments/);
});
