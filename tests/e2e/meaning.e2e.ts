import { importRuleset } from '../support/import-ruleset.ts';
import { longToCompare } from '../support/long-comparison.ts';
import { threadsOf } from '../support/threads.ts';
import { readStationFile } from '../../server/platform/data-folder.ts';
import { axeFaults } from './axe.ts';
import { RulesPage } from './pages/rules-page.ts';
import { expect, test } from './fixtures.ts';

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
