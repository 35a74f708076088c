import { expect, test } from './fixtures.ts';
import { RulesPage } from './pages/rules-page.ts';

test('an input is renamed wherever it is named: from the settings, and from the script', async ({ room }) => {
  const { page } = room;
  const rules = new RulesPage(page);
  await room.open('rules');
  await rules.begin('이름 바꾸기', 'rename-input');

  await test.step('from the settings', async () => {
    await rules.tab('settings');
    await page.getByLabel('value의 이름').fill('temperature');
    await page.keyboard.press('Tab');
    await expect(page.getByText('value → temperature: 이름을 쓰는 곳을 모두 바꾸었습니다')).toBeVisible();
    await rules.tab('tests');
    await expect(page.getByText('3개 중 3개 통과')).toBeVisible();
    await rules.tab('script');
    await expect(rules.script).toContainText('if temperature > parameters.limit');
  });

  await test.step('from the script', async () => {
    await rules.script.click();
    await page.keyboard.press('Control+Home');
    for (let line = 0; line < 3; line++) await page.keyboard.press('ArrowDown');
    for (let column = 0; column < 5; column++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('F2');
    await page.getByLabel('새 이름').fill('input');
    await expect(page.getByText('“input”은(는) 이미 다른 것의 이름입니다')).toBeVisible();
    await page.getByLabel('새 이름').fill('heat');
    await page.keyboard.press('Enter');
    await expect(rules.script).toContainText('if heat > parameters.limit');
    await rules.tab('settings');
    await expect(page.getByLabel('heat의 이름')).toHaveValue('heat');
  });

  await test.step('and taken back', async () => {
    await page.getByRole('button', { name: '되돌리기' }).last().click();
    await expect(page.getByLabel('temperature의 이름')).toHaveValue('temperature');
    await rules.tab('script');
    await expect(rules.script).toContainText('if temperature > parameters.limit');
    await rules.untilSaved();
  });
});
