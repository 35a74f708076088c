import type { Locator } from '@playwright/test';
import { expect, ownAppTest } from './fixtures.ts';
import { RulesPage } from './pages/rules-page.ts';

const ID = 'oven-small';

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it is not there');
  return { ...box, bottom: box.y + box.height, right: box.x + box.width };
}

ownAppTest(
  'a first version is offered; messages cover nothing and speak the language of the moment; a long list leaves the buttons at hand',
  async ({ room, running }) => {
    const { page } = room;
    const rules = new RulesPage(page);
    await running.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.unmaximize();
      window?.setContentSize(1_280, 800);
    });
    await room.open('rules');
    await rules.begin('작은 오븐', ID);
    await rules.tab('tests');
    await page.getByRole('radio', { name: 'tests.json' }).click();
    const failing = Array.from({ length: 80 }, (_, index) => ({
      ...{ name: `fails ${index}`, input: { value: index } },
      expect: { verdict: 'HOLD', holdCause: 'RULE_ERROR' },
    }));
    await page.getByRole('textbox', { name: /tests\.json/ }).fill(JSON.stringify(failing));
    await rules.untilSaved();
    await rules.tab('versions');
    await expect(page.getByText('아직 버전이 없습니다')).toBeVisible();
    await page.getByRole('main').getByRole('button', { name: '버전으로 저장' }).last().click();
    await page.getByRole('dialog').getByRole('textbox').fill('first');
    await page.keyboard.press('Control+Enter');
    await expect(rules.version(1)).toBeVisible();
    // Nothing of the table lies beyond its edge.
    const table = page.getByRole('table', { name: '버전' });
    const panel = await boxOf(table.locator('xpath=..'));
    for (const button of await rules.version(1).getByRole('button').all())
      expect((await boxOf(button)).right).toBeLessThanOrEqual(panel.right);

    // Of eighty tests that fail some are seen at once, and what is asked for below them.
    await rules.version(1).getByRole('button', { name: '활성화' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('✕ fails 0 → ')).toBeVisible();
    await expect(dialog.getByRole('switch', { name: '실패한 테스트 80개를 알고도 활성화' })).toBeInViewport();
    await expect(dialog.getByRole('button', { name: '이 스테이션에서 활성화' })).toBeInViewport();
    await dialog.getByRole('list', { name: '테스트' }).focus();
    await page.keyboard.press('End');
    await expect(dialog.getByText('✕ fails 79 → ')).toBeInViewport();
    await page.keyboard.press('Escape');

    // What a test wants is said in words, and its list of problems is not under a message.
    await rules.tab('tests');
    await page.getByRole('radio', { name: '표', exact: true }).click();
    await expect(page.getByRole('cell', { name: 'HOLD: 규칙 실행 오류' }).first()).toBeVisible();
    await page.getByRole('row', { name: 'fails 0' }).first().click();
    await page.getByRole('button', { name: '삭제', exact: true }).last().click();
    const message = page.getByRole('log').locator('> div').last();
    await expect(message).toContainText('삭제');
    expect((await boxOf(rules.problems)).bottom).toBeLessThanOrEqual((await boxOf(message)).y);
    await page.evaluate(() => (location.hash = '/settings'));
    await page.getByRole('radio', { name: 'English' }).click();
    await expect(message).toContainText('was deleted');
    await expect(message.getByRole('button', { name: 'Undo' })).toBeVisible();
    await page.getByRole('radio', { name: '한국어' }).click();

    // The replay of a judgment that is not there leads on.
    await page.evaluate(
      (id) => (location.hash = `/rules/${id}/replay/01234567-89ab-7cde-8f01-23456789abcd`),
      ID,
    );
    await expect(page.getByText('그런 판단이 없습니다')).toBeVisible();
    await page.getByRole('link', { name: '판단 목록' }).click();
    await expect(page).toHaveURL(/#\/judgments/);
  },
);

ownAppTest(
  'a backtest goes on when its tab is left, and the tab says how far it is',
  async ({ room, plant }) => {
    const { page } = room;
    const rules = new RulesPage(page);
    await plant.sendSeconds(`${plant.line}/kiln-1/value`, 5_000, (index) => index);
    await room.open('rules');
    await rules.begin('느린 가마', 'slow-kiln');
    await rules.write('let n = 0;\nfor i in 0..4000 { n += `${value}${i}`.len(); }\n');
    await rules.untilSaved();
    await rules.judgeEachValueOf('*/*/*/kiln*/value');
    await rules.tab('backtest');
    await page.getByRole('button', { name: '시작하기' }).click();
    await rules.tab('settings');
    await expect(page.locator('[data-running]')).toHaveText(/%$/);
    await rules.tab('backtest');
    await page.getByRole('button', { name: '취소' }).click();
    await expect(page.locator('[data-running]')).toHaveCount(0);
  },
);
