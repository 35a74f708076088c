import { childrenOf } from '../support/children.ts';
import { importRuleset } from '../support/import-ruleset.ts';
import { longToCompare } from '../support/long-comparison.ts';
import { rulesetOf } from '../support/rulesets.ts';
import { threadsOf } from '../support/threads.ts';
import { readStationFile } from '../../server/platform/data-folder.ts';
import { axeFaults } from './axe.ts';
import { expect, test } from './fixtures.ts';
import type { ControlRoom } from './pages/control-room.ts';
import { RulesPage } from './pages/rules-page.ts';

test('two versions that differ in one limit: the inputs between, their rows of history, what both say of them, and a test case made of it', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const rules = new RulesPage(page);
  const id = 'limit-moved';
  // 60 to 89.75 in steps of a quarter: 39 of them above 80.
  await plant.sendSeconds(`${plant.line}/oven-1/value`, 120, (index) => 60 + index / 4);
  await room.open('rules');
  await rules.begin('옮긴 한계', id);
  await rules.judgeEachValueOf(`*/*/${plant.line.split('/')[2]}/oven*/value`);
  await rules.tab('tests');
  await rules.saveVersion('first');
  await rules.tab('settings');
  await page.getByLabel('limit의 값').fill('95');
  await rules.untilSaved();
  await rules.tab('versions');
  await page.getByRole('radio', { name: '판정' }).click();
  const compare = page.getByRole('region', { name: '비교' });
  await expect(compare.getByText('이것이 전부입니다')).toBeVisible();
  await expect(compare.getByText('limit: 80 → 95')).toBeVisible();
  const region = compare.getByRole('list', { name: '판정이 달라지는 입력' }).getByRole('listitem').first();
  await expect(region.locator('summary')).toContainText('80 < value ≤ 95');
  await compare.getByRole('button', { name: '이력에서 세기' }).press('Enter');
  await expect(compare.getByText('120행 중 39행의 판정이 달라집니다')).toBeVisible();
  await expect(region.locator('summary')).toContainText('이력에서 39행');
  const both = region.getByRole('table', { name: '양쪽의 판단' }).first();
  await expect(both.getByRole('row', { name: '판정' })).toContainText('HIGH');
  await expect(both.getByRole('row', { name: '판정' })).toContainText('OK');
  await region.getByRole('button', { name: '테스트로 만들기' }).first().press('Enter');
  await expect(page.getByText('테스트 1개를 추가했습니다')).toBeVisible();
  await rules.untilSaved();
  await rules.tab('tests');
  await expect(page.getByRole('row', { name: 'HIGH → OK' })).toBeVisible();

  // Before it judges here the dialog says so in a line, and leads to them.
  await rules.saveVersion('hotter');
  await rules.tab('versions');
  await rules.version(1).getByRole('button', { name: '활성화' }).click();
  await rules.confirmActivation('first');
  await rules.untilActive(1);
  await page.getByRole('radio', { name: '텍스트' }).click();
  await rules.version(2).getByRole('button', { name: '활성화' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('판정이 달라지는 입력 1종')).toBeVisible();
  await dialog.getByRole('button', { name: '보기' }).press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(region.locator('summary')).toContainText('80 < value ≤ 95');
  const serious = (await axeFaults(page, 'light')).filter(({ isSerious }) => isSerious);
  expect(serious.map(({ text }) => text)).toEqual([]);
});

test('a comparison that takes long is cancelled, and ends when its page is left', async ({
  room,
  running,
}) => {
  const { page } = room;
  const { data } = running.folders;
  for (const version of longToCompare('long-compared', ['load', 'heat'])) await importRuleset(data, version);
  const pid = readStationFile(data)?.pid ?? 0;
  const working = () => threadsOf(pid, 'meaning-worker');
  const rules = new RulesPage(page);
  await page.evaluate(() => (location.hash = '#/rules/long-compared/versions'));
  const compare = page.getByRole('region', { name: '비교' });
  await compare.getByLabel('왼쪽').selectOption('1');
  await compare.getByLabel('오른쪽').selectOption('2');
  await page.getByRole('radio', { name: '판정' }).click();
  await expect(compare.getByText('찾는 중')).toBeVisible();
  await expect.poll(working).toBe(1);
  await compare.getByRole('button', { name: '취소' }).click();
  await expect(compare.getByText('취소했습니다')).toBeVisible();
  await expect.poll(working).toBe(0);

  await compare.getByRole('button', { name: '비교', exact: true }).click();
  await compare.getByRole('button', { name: '더 오래 찾기' }).click();
  await expect(compare.getByText('찾는 중')).toBeVisible();
  await expect.poll(working).toBe(1);
  await rules.tab('tests');
  await expect.poll(working).toBe(0);
});

/** Opens the verdicts of the two versions of a ruleset beside each other. */
async function compareVersions({ page }: ControlRoom, id: string) {
  await page.evaluate((path) => (location.hash = `#/rules/${path}/versions`), id);
  const compare = page.getByRole('region', { name: '비교' });
  await compare.getByLabel('왼쪽').selectOption('1');
  await compare.getByLabel('오른쪽').selectOption('2');
  await page.getByRole('radio', { name: '판정' }).click();
  return compare;
}

test('a count on history that takes long is cancelled: its process ends, and it can be counted anew', async ({
  room,
  running,
  plant,
}) => {
  const { data } = running.folders;
  const machine = plant.line.split('/')[2] ?? '';
  await plant.sendSeconds(`${plant.line}/oven-1/value`, 5_000, (index) => 60 + (index % 120) / 4);
  // So many steps for each row that thousands of rows take seconds.
  const version = (limit: number) =>
    rulesetOf({
      id: 'long-counted',
      inputs: [{ name: 'value', type: 'number', tag: `*/*/${machine}/oven*/value` }],
      trigger: { kind: 'change', debounceMs: 0 },
      source: `let work = value;
for step in 0..6000 { work += 1.0; }
if value > ${limit}.0 && work > value { return #{ verdict: "BAD" }; }
#{ verdict: "OK" }`,
      manifest: { limits: { operations: 10_000_000, deadlineMs: 5_000 } },
    });
  for (const limit of [80, 85]) await importRuleset(data, version(limit));
  const pid = readStationFile(data)?.pid ?? 0;
  const others = childrenOf(pid).length;
  const reading = () => childrenOf(pid).length - others;
  const compare = await compareVersions(room, 'long-counted');
  const count = compare.getByRole('button', { name: '이력에서 세기' });
  await expect(count).toBeEnabled({ timeout: 20_000 });
  await count.click();
  await expect(compare.getByText('세는 중')).toBeVisible();
  await expect.poll(reading).toBe(1);
  await compare.getByRole('button', { name: '취소' }).click();
  await expect(compare.getByText('취소했습니다')).toBeVisible();
  await expect(compare.getByText('세는 중')).toHaveCount(0);
  await expect.poll(reading).toBe(0);
  await expect(compare.getByText('판정이 달라집니다')).toHaveCount(0);

  await count.click();
  // Of every 120 rows 20 are above 80 and not above 85.
  await expect(compare.getByText('5,000행 중 820행의 판정이 달라집니다')).toBeVisible({ timeout: 60_000 });
});

test('versions that differ only in a confidence and further values say so, with an example', async ({
  room,
  running,
}) => {
  const version = (speed: number, confidence: number) =>
    rulesetOf({
      id: 'other-values',
      inputs: [{ name: 'value', type: 'number' }],
      source: `if value > 80.0 { return #{ verdict: "BAD", confidence: ${confidence}, speed: ${speed} }; }
#{ verdict: "OK" }`,
    });
  await importRuleset(running.folders.data, version(10, 0.9));
  await importRuleset(running.folders.data, version(12, 0.8));
  const compare = await compareVersions(room, 'other-values');
  await expect(compare.getByText('모든 입력의 판정이 같습니다')).toBeVisible();
  await expect(compare.getByText('판정은 같지만 다른 것: 신뢰도, 결과의 값')).toBeVisible();
  const lesser = compare.getByRole('region', { name: '판정은 같지만 다른 것' });
  await lesser.getByText('결과의 값').click();
  const values = lesser.getByRole('row', { name: '그 밖의 값' }).filter({ visible: true });
  await expect(values).toContainText('speed: 10');
  await expect(values).toContainText('speed: 12');
});
