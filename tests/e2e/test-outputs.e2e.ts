import { RulesPage } from './pages/rules-page.ts';
import { expect, test } from './fixtures.ts';

test('a test case expects what a decision table says beside its verdict, by keys alone, and follows an output by its name', async ({
  room,
}) => {
  const { page } = room;
  const rules = new RulesPage(page);
  await room.open('rules');
  await rules.begin('출력의 기대', 'test-outputs');
  await rules.tab('table');
  await page.getByRole('button', { name: '입력으로 표 만들기' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '표 만들기' }).click();
  const sheet = page.getByRole('grid', { name: '결정표' });
  const write = async (row: number, column: number, text: string) => {
    await sheet
      .locator(`[role=row][aria-rowindex="${row + 1}"]`)
      .locator(`[aria-colindex="${column + 1}"]`)
      .click();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  await write(1, 1, '> limit');
  await write(1, 2, 'HIGH');
  await write(2, 2, 'OK');
  await page.getByRole('button', { name: '출력 추가' }).click();
  await dialog.getByLabel('결과에서의 이름').fill('score');
  await page.keyboard.press('Enter');
  await write(1, 4, '3');
  await rules.untilSaved();

  const list = page.getByRole('table', { name: '테스트' });
  const result = page.getByRole('region', { name: '결과' });
  await rules.tab('tests');
  const high = list.getByRole('row').filter({ hasText: 'HIGH' }).first();
  await high.focus();
  await expect(result).toContainText('score3');
  const score = page.getByLabel('출력 score', { exact: true });
  await page.keyboard.press('Enter');
  // On to the field by keys.
  for (
    let presses = 0;
    presses < 20 && !(await score.evaluate((field) => field === document.activeElement));
    presses++
  )
    await page.keyboard.press('Tab');
  await page.keyboard.type('2');
  await expect(result).toContainText('✕ 3기대: 2');
  await expect(high).toContainText('score 2');
  await expect(high).toContainText('score 3');
  await page.getByRole('button', { name: '이 결과를 기대로' }).press('Enter');
  await expect(score).toHaveValue('3');
  await expect(result).toContainText('통과');

  await page.getByLabel('출력 score: 값 없음').press('Space');
  await expect(result).toContainText('✕ 3기대: –');
  await page.getByLabel('출력 score: 값 없음').press('Space');
  await score.fill('3');
  await expect(result).toContainText('통과');
  await rules.untilSaved();

  await rules.tab('table');
  await page.getByRole('button', { name: /score/ }).first().click();
  await dialog.getByLabel('결과에서의 이름').fill('rank');
  await page.keyboard.press('Enter');
  await rules.untilSaved();
  await rules.tab('tests');
  await high.focus();
  await expect(high).toContainText('rank 3');
  await expect(result).toContainText('통과');
  await rules.tab('table');
  await sheet.focus();
  await page.keyboard.press('Control+z');
  await rules.untilSaved();
  await rules.tab('tests');
  await expect(high).toContainText('score 3');
  await expect(rules.problems.getByText(/score|rank/)).toHaveCount(0);
});
