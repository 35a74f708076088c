import type { Page } from '@playwright/test';
import { launchApp, type RunningApp } from '../support/electron/launch.ts';
import { axeFaults } from './axe.ts';
import { expect, ownAppTest } from './fixtures.ts';
import { ControlRoom } from './pages/control-room.ts';

const SCRIPT = '/rules/press-thermal/script';

/** The editor of a script, by role and name. */
class ScriptPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get text() {
    return this.page.getByRole('textbox', { name: 'press-thermal' });
  }

  get options() {
    return this.page.getByRole('listbox', { name: '자동 완성' }).getByRole('option');
  }

  get saved() {
    return this.page.getByText(/^저장됨/);
  }

  async open(): Promise<void> {
    await this.page.evaluate((route) => (window.location.hash = route), SCRIPT);
    await expect(this.text).toBeVisible();
    await this.text.click({ position: { x: 10, y: 10 } });
  }

  /** Goes to the end and types there. */
  async append(text: string): Promise<void> {
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
  }
}

async function started({ page }: RunningApp): Promise<ScriptPage> {
  await new ControlRoom(page).untilConnected();
  const script = new ScriptPage(page);
  await script.open();
  return script;
}

ownAppTest(
  'a script is written with help, found wrong at its place, renamed, formatted, undone',
  async ({ running }) => {
    const { page } = running;
    const offences: string[] = [];
    await page.exposeFunction('tellOffence', (text: string) => offences.push(text));
    await page.evaluate(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        (window as unknown as { tellOffence(text: string): void }).tellOffence(
          `${violatedDirective} ${blockedURI}`,
        );
      });
    });
    const script = await started(running);

    await ownAppTest.step('its styles are there although the policy forbids style elements', async () => {
      const look = await page.evaluate(() => ({
        scroller: getComputedStyle(document.querySelector('.cm-scroller') as Element).display,
        elements: document.querySelectorAll('style').length,
      }));
      expect(look).toEqual({ scroller: 'flex', elements: 0 });
    });

    await ownAppTest.step('completion and help', async () => {
      await script.append('\nlet warm = tempe');
      await expect(script.options.filter({ hasText: 'temperature' }).first()).toBeVisible();
      await page.keyboard.press('Escape');
      await script.append('rature;\nlet half = round(');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Shift+F1');
      await expect(page.locator('.rule-help', { hasText: '가장 가까운 정수로 반올림합니다' })).toBeVisible();
      await script.append('warm');
    });

    await ownAppTest.step('a fault is shown at its place, F8 leads there', async () => {
      await script.append(' + ;');
      await expect(page.locator('.cm-lintRange-error')).toBeVisible();
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('F8');
      await expect(page.locator('.cm-tooltip .cm-diagnostic-error')).toBeVisible();
      for (let i = 0; i < 4; i++) await page.keyboard.press('Control+z');
      await expect(page.locator('.cm-lintRange-error').filter({ hasText: '+' })).toHaveCount(0);
    });

    await ownAppTest.step('rename and format', async () => {
      await page.keyboard.press('Control+a');
      await page.keyboard.type(
        'fn  twice( x ){ x*2 }\nlet first=twice( 1 );\n#{ verdict:"OK",confidence:0.9,reasons:[first] }',
      );
      // What the editor closed by itself while this was typed stands after the cursor.
      await page.keyboard.press('Shift+Alt+f');
      await expect(script.text).toContainText('fn twice(x) { x * 2 }');
      await page.keyboard.press('Control+Home');
      for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
      await page.keyboard.press('F2');
      await page.keyboard.type('if');
      await expect(page.getByText('Rhai의 예약어입니다', { exact: false })).toBeVisible();
      await page.keyboard.press('Control+a');
      await page.keyboard.type('doubled');
      await page.keyboard.press('Enter');
      await expect(script.text).toContainText('let first = doubled(1);');
    });

    await ownAppTest.step('nothing of it is beyond people with other eyes or hands', async () => {
      for (const theme of ['light', 'dark', 'contrast']) {
        await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
        const faults = await axeFaults(page, theme, 'main');
        expect(faults.filter(({ isSerious }) => isSerious)).toEqual([]);
      }
    });
    expect(offences).toEqual([]);

    await expect(script.saved).toBeVisible();
    await running.app.close();
    const again = await launchApp({ folders: running.folders });
    try {
      const reopened = await started(again);
      await expect(reopened.text).toContainText('doubled');
      await again.page.keyboard.press('Control+z');
      await expect(reopened.text).toContainText('let first = twice(1);');
      for (let i = 0; i < 60; i++) await again.page.keyboard.press('Control+z');
      await expect(reopened.text).toContainText('Overheating by level and by trend');
      await expect(again.page.getByRole('button', { name: '실행 취소' })).toBeDisabled();
    } finally {
      await again.app.close();
    }
  },
);
