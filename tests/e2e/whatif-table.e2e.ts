import { RulesPage } from './pages/rules-page.ts';
import { expect, test } from './fixtures.ts';

test('a limit in a cell of a decision table is moved, put into its cell and taken back; the script follows', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const rules = new RulesPage(page);
  const id = `cells-${plant.line.slice(-6)}`;
  // 60 to 89.75 in steps of a quarter, a second each.
  await plant.sendSeconds(`${plant.line}/oven-1/value`, 120, (index) => 60 + index / 4);
  await room.open('rules');
  await rules.begin('칸의 한계', id);
  await rules.judgeEachValueOf(`*/*/${plant.line.split('/')[2]}/oven*/value`);

  await rules.tab('table');
  await page.getByRole('button', { name: '입력으로 표 만들기' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '표 만들기' }).click();
  const sheet = page.getByRole('grid', { name: '결정표' });
  const cell = (row: number, column: number) =>
    sheet.locator(`[role=row][aria-rowindex="${row + 1}"]`).locator(`[aria-colindex="${column + 1}"]`);
  await cell(1, 1).click();
  await page.keyboard.type('<= 80');
  await page.keyboard.press('Enter');
  await cell(2, 2).click();
  await page.keyboard.type('HIGH');
  await page.keyboard.press('Enter');
  await rules.untilSaved();

  await rules.tab('whatif');
  const high = page.getByRole('table', { name: '판정' }).getByRole('row').filter({ hasText: 'HIGH' });
  // 80.25 to 89.75.
  await expect(high.getByRole('cell').nth(2)).toHaveText('39');
  await page.getByLabel('row-1: value <= 80의 값').fill('70');
  await expect(high.getByRole('cell').nth(2)).toHaveText('79');
  await page.getByRole('button', { name: '초안에 반영' }).click();
  await rules.untilSaved();
  await rules.tab('table');
  await expect(cell(1, 1)).toHaveText('<= 70');
  // Table and script are one: neither problem nor question.
  await expect(rules.problems.getByText('결정표가 만드는 스크립트와 다릅니다')).toHaveCount(0);
  await rules.tab('script');
  await expect(rules.script).toContainText('if !(value > 70.0) {');

  await rules.tab('whatif');
  await page.getByLabel('row-1: value <= 70의 값').fill('75');
  await page.getByRole('button', { name: '초안에 반영' }).click();
  await rules.untilSaved();
  await page.getByRole('button', { name: '실행 취소' }).click();
  await rules.untilSaved();
  await expect(page.getByLabel('row-1: value <= 70의 값')).toHaveValue('70');
  await rules.tab('script');
  await expect(rules.script).toContainText('if !(value > 70.0) {');
});
