import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { askStation, type AppFolders, type RunningApp } from '../support/electron/launch.ts';
import type { ControlRoom } from './pages/control-room.ts';
import { RulesPage } from './pages/rules-page.ts';
import { expect, ownAppTest } from './fixtures.ts';

const ID = 'oven-heat';
const OVEN = 'plant/hall/line-1/oven-1';

async function verdictOf(folders: AppFolders): Promise<string | undefined> {
  const { items } = await askStation<{ items: { verdict: string; ruleset: { version: number } }[] }>(
    folders,
    `/api/v1/judgments?rulesetId=${ID}&limit=1`,
  );
  const [newest] = items;
  return newest && `${newest.verdict} v${newest.ruleset.version}`;
}

ownAppTest(
  'from nothing to a rule that judges, a mistake found, a crash survived, a version activated and taken back',
  async ({ room, plant, running }) => {
    const { page } = room;
    const rules = new RulesPage(page);
    const measure = (value: number) => plant.measure(OVEN, 1, { value });
    await measure(20);
    await room.open('rules');
    await rules.begin('오븐 가열', ID);

    // A mistake is told with its place while it is typed, and undone.
    await rules.write('let q = ;\n');
    await expect(rules.problems.getByText('1:9')).toBeVisible();
    for (let undo = 0; undo < 5; undo += 1) await page.keyboard.press('Control+z');
    await expect(rules.problems.getByText('문제 없음')).toBeVisible();

    // The window goes away in the middle of typing: no pause, nothing saved, nothing lost.
    await rules.write('// typed before the crash\n');
    await page.reload();
    await expect(rules.script).toContainText('typed before the crash');
    await rules.untilSaved();

    // Bound to whatever machine has the tag.
    await rules.judgeEachValueOf('*/*/*/oven*/value');
    await expect(page.getByText('태그 1개: oven-1/value')).toBeVisible();
    await rules.tab('tests');
    await expect(page.getByText('3개 중 3개 통과')).toBeVisible();
    await rules.saveVersion('first trial');

    await rules.tab('versions');
    await expect(rules.version(1)).toContainText('저장됨');
    await rules.version(1).getByRole('button', { name: '활성화' }).click();
    await expect(page.getByRole('dialog').getByText('3개 중 3개 통과')).toBeVisible();
    await rules.confirmActivation('commissioning');
    await rules.untilActive(1);
    await measure(91);
    await expect.poll(() => verdictOf(running.folders)).toBe('HIGH v1');

    // A test that fails keeps the second version out until it is mended.
    await rules.tab('settings');
    await page.getByLabel('limit의 값').fill('95');
    await rules.untilSaved();
    await rules.tab('tests');
    await expect(page.getByText('3개 중 2개 통과')).toBeVisible();
    await page.getByRole('row', { name: 'just above the limit' }).click();
    await page.getByRole('textbox', { name: 'value', exact: true }).fill('95.5');
    await expect(page.getByText('3개 중 3개 통과')).toBeVisible();
    await rules.saveVersion('ovens run hotter');
    await rules.tab('versions');
    await rules.version(2).getByRole('button', { name: '활성화' }).click();
    await expect(page.getByRole('dialog').getByText('≠ parameters.limit')).toBeVisible();
    await rules.confirmActivation('hotter ovens');
    await rules.untilActive(2);
    await measure(92);
    await expect.poll(() => verdictOf(running.folders)).toBe('OK v2');

    // Back by one click; all three stand on record.
    await page.getByRole('button', { name: 'v1(으)로 되돌리기' }).click();
    await rules.untilActive(1);
    await measure(93);
    await expect.poll(() => verdictOf(running.folders)).toBe('HIGH v1');
    const history = page.getByRole('region', { name: '판단에 쓴 버전, 최근 순' });
    await expect(history.getByRole('listitem')).toHaveText([
      /버전 2 되돌림/,
      /hotter ovens/,
      /commissioning/,
    ]);

    // What the second version would have said of all that came: the three hot values were not too hot.
    await rules.tab('backtest');
    await page.getByLabel('시험할 버전').selectOption({ label: 'v2' });
    await page.getByLabel('기간').selectOption({ label: '최근 교대 (8시간)' });
    await page.getByRole('button', { name: '시작하기' }).press('Enter');
    const matrix = page.getByRole('table', { name: '두 버전의 판정 비교' });
    await matrix.getByRole('button', { name: '3' }).click();
    await page.getByRole('table', { name: '변경' }).getByRole('button').first().click();
    await expect(page.getByRole('group', { name: `${OVEN}: 변경 전후의 값과 판정` })).toBeVisible();
    await page.getByRole('radio', { name: '날짜와 설비별' }).click();
    await expect(page.getByRole('table', { name: '날짜와 설비별' })).toContainText('oven-1');
  },
);

/** Nothing can be saved while `work` is done; then the server is there again. */
async function withoutServer(
  { folders }: RunningApp,
  room: ControlRoom,
  work: () => Promise<void>,
): Promise<void> {
  const config = `${folders.data}/config.json`;
  const right = readFileSync(config, 'utf8');
  writeFileSync(config, '{ "logLevel": "shout" }');
  process.kill(folders.serverPid ?? 0, 'SIGKILL');
  await work();
  writeFileSync(config, right);
  // By itself, or by hand where it was given up meanwhile.
  await expect(async () => {
    const again = room.page.getByRole('button', { name: '서버 다시 시작' });
    if (await again.isVisible()) await again.click();
    await expect(room.status.getByText('연결됨').first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

ownAppTest(
  'two windows on one draft: one follows; where both have typed while the server was away one chooses, and nothing is lost',
  async ({ room, running }) => {
    const { page } = room;
    const rules = new RulesPage(page);
    const opened = running.app.waitForEvent('window');
    await page.evaluate(`window.aif.openWindow('/rules/defect-rate/script')`);
    const second = await opened;
    const others = new RulesPage(second);
    await page.evaluate(() => (window.location.hash = '/rules/defect-rate/script'));
    await rules.write('// from the first\n');
    await expect(others.script).toContainText('from the first');

    await withoutServer(running, room, async () => {
      await rules.write('// mine\n');
      await others.write('// theirs\n');
      for (const window of [page, second])
        await expect(window.locator('[data-save-state=failed]')).toContainText('저장 안 됨');
    });
    const choice = (window: Page) => window.getByRole('button', { name: '이 창의 것 쓰기' });
    const asking = async () => [await choice(page).isVisible(), await choice(second).isVisible()].join();
    await expect.poll(asking, { timeout: 15_000 }).toMatch(/^(true,false|false,true)$/);
    const [asked, kept] = (await choice(page).isVisible())
      ? ([rules, 'mine'] as const)
      : ([others, 'theirs'] as const);
    await choice(asked.page).click();
    await asked.untilSaved();
    for (const window of [rules, others]) await expect(window.script).toContainText(kept);
    await asked.tab('versions');
    const aside = asked.page.getByRole('region', { name: '따로 둔 초안' });
    await expect(aside.getByRole('listitem')).toHaveCount(1);
    await aside.getByRole('button', { name: '되찾기' }).click();
    const follower = asked === rules ? others : rules;
    await expect(follower.script).toContainText(kept === 'mine' ? 'theirs' : 'mine');
    await second.close();
  },
);
