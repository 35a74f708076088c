import { RulesPage } from './pages/rules-page.ts';
import { expect, test } from './fixtures.ts';

const SAMPLES = 120;

test('a limit is moved, the verdicts of what really came follow, and it goes into the draft and back', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const rules = new RulesPage(page);
  const id = `what-if-${plant.line.slice(-6)}`;
  const oven = `${plant.line}/oven-1`;
  // 60 to 89.75 in steps of a quarter, a second each; a second input beside it.
  const start = Math.floor(Date.now() / 1_000) * 1_000 - SAMPLES * 1_000;
  const series = (of: (index: number) => number) =>
    Array.from({ length: SAMPLES }, (_, index) => [start + index * 1_000, of(index)] as const);
  await plant.sendSeries(
    `${oven}/value`,
    series((index) => 60 + index / 4),
  );

  await room.open('rules');
  await rules.begin('가정 시험', id);
  await rules.tab('whatif');
  await expect(page.getByText('요청이 있을 때만 판단합니다')).toBeVisible();
  await rules.judgeEachValueOf(`*/*/${plant.line.split('/')[2]}/oven*/value`);

  await rules.tab('whatif');
  const verdicts = page.getByRole('table', { name: '판정' });
  const high = verdicts.getByRole('row').filter({ hasText: 'HIGH' });
  // 80.25 to 89.75: above the template's limit of 80.
  await expect(high.getByRole('cell').nth(2)).toHaveText('39');
  await expect(page.getByText('비교 기준과 같습니다.')).toBeVisible();

  // One input: no plane, and it says so.
  await expect(page.getByText('지도에는 이력이 있는 숫자 입력이 두 개 필요합니다')).toBeVisible();

  const slider = page.getByRole('slider', { name: 'limit' });
  await slider.focus();
  await page.keyboard.press('End');
  await expect(high.getByRole('cell').nth(2)).toHaveText('0');
  await page.getByLabel('limit의 값').fill('70');
  // 70.25 to 79.75 besides.
  await expect(high.getByRole('cell').nth(2)).toHaveText('79');
  await expect(high.getByRole('cell').nth(3)).toHaveText('+40');
  const changes = page.getByRole('table', { name: '판정 변경' });
  await expect(changes.getByRole('row').nth(1)).toHaveText(/OK.*HIGH.*40/);
  await page.getByRole('radio', { name: '설비', exact: true }).click();
  await expect(page.getByRole('table', { name: '설비별' }).getByRole('row').nth(1)).toHaveText(
    /oven-1.*39.*79.*40/,
  );

  await page.getByRole('button', { name: '초안에 반영' }).click();
  await rules.untilSaved();
  await expect(page.getByText('비교 기준과 같습니다.')).toBeVisible();
  await expect(page.getByLabel('limit의 값')).toHaveValue('70');
  await page.getByRole('button', { name: '실행 취소' }).click();
  await expect(page.getByLabel('limit의 값')).toHaveValue('80');
  await rules.untilSaved();

  // A number in the script is a limit too, and with a second input there is a map.
  await plant.sendSeries(
    `${oven}/load`,
    series((index) => index % 10),
  );
  await rules.tab('settings');
  await page.getByRole('region', { name: '입력', exact: true }).getByRole('button', { name: '추가' }).click();
  await page.getByLabel('value_2의 이름').fill('load');
  await page.keyboard.press('Tab');
  await page.getByLabel('load의 태그 패턴').fill(`*/*/${plant.line.split('/')[2]}/oven*/load`);
  await rules.tab('script');
  await rules.write('if load > 7.5 { return #{ verdict: "OK" }; }\n');
  await rules.untilSaved();
  await rules.tab('whatif');
  await expect(page.getByRole('slider', { name: '1행: load > 7.5' })).toBeVisible();
  const map = page.getByRole('application');
  await map.focus();
  await page.keyboard.press('End');
  await expect(page.getByText(/^value .* · load /)).toBeVisible();
  await expect(page.getByText(/성립한 조건: above-limit/)).toBeVisible();

  // A number in the script goes back into it.
  await page.getByLabel('1행: load > 7.5의 값').fill('5.25');
  await page.getByRole('button', { name: '초안에 반영' }).click();
  await rules.untilSaved();
  await rules.tab('script');
  await expect(rules.script).toContainText('if load > 5.25 {');
});
