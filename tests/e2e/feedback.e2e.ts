import type { Judgment } from '../../shared/contract/judgment.ts';
import type { TestPlant } from '../support/electron/test-plant.ts';
import { JudgmentsPage } from './pages/judgments-page.ts';
import { expect, test } from './fixtures.ts';

const counted = (defects: number) => ({ defect_count: defects, production_count: 200 });

const inspectionOf = ({ line }: TestPlant) => `${line}/inspection-1`;

/** The judgments of too many defects, newest first, once there are so many. */
async function highDefects(plant: TestPlant, count: number): Promise<readonly Judgment[]> {
  const list = () => plant.judgments(`equipment=${inspectionOf(plant)}&verdict=HIGH_DEFECT`);
  await expect.poll(async () => (await list()).length).toBe(count);
  return list();
}

test('agreeing takes two actions from the live list, is stored, and is still there after a reload', async ({
  room,
  plant,
}) => {
  const judgments = new JudgmentsPage(room.page);
  const inspection = inspectionOf(plant);
  await judgments.openFor(inspection);
  // A measurement closes the span of the one before, which is judged at once.
  await plant.measure(inspection, 20, counted(16));
  await plant.measure(inspection, 10, counted(2));

  await judgments.row('HIGH_DEFECT').click();
  await judgments.card.getByRole('button', { name: '동의' }).click();

  await expect(judgments.section('의견').getByText('동의함')).toBeVisible();
  const [stored] = await highDefects(plant, 1);
  expect(stored?.feedback).toEqual({ agree: true, by: expect.stringMatching(/\S/), at: expect.any(String) });
  expect(Math.abs(Date.now() - Date.parse(stored?.feedback?.at ?? ''))).toBeLessThan(10_000);

  await room.page.reload();
  await expect(judgments.section('의견').getByText('동의함')).toBeVisible();
  await expect(judgments.section('의견')).toContainText(stored?.feedback?.by ?? 'nobody');
  await expect(judgments.row('HIGH_DEFECT').getByText('동의함')).toBeAttached();
});

test('an override with verdict and reason is stored, and the next judgment says how often people agreed', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const judgments = new JudgmentsPage(page);
  const inspection = inspectionOf(plant);
  await judgments.openFor(inspection);
  await plant.measure(inspection, 60, counted(16));
  await plant.measure(inspection, 50, counted(20));
  await plant.measure(inspection, 40, counted(2));
  const [second, first] = (await highDefects(plant, 2)) as [Judgment, Judgment];

  await judgments.rowOf(first).click();
  await expect(judgments.fact('신뢰도(실측)')).toHaveText('아직 의견 없음');
  await judgments.card.getByRole('button', { name: '동의' }).click();
  await expect(judgments.section('의견').getByText('동의함')).toBeVisible();

  await judgments.rowOf(second).click();
  await judgments.card.getByRole('button', { name: '재판정' }).click();
  await judgments.card.getByRole('radio', { name: 'NORMAL' }).check();
  await judgments.card.getByRole('textbox', { name: '이유' }).fill('육안 검사로 모두 양품 확인');
  await judgments.card.getByRole('button', { name: '재판정 보내기' }).click();

  await expect(judgments.section('의견').getByText('재판정: NORMAL')).toBeVisible();
  await expect(judgments.section('의견').getByText('육안 검사로 모두 양품 확인')).toBeVisible();
  expect((await plant.judgment(first.id)).feedback).toMatchObject({ agree: true });
  expect((await plant.judgment(second.id)).feedback).toMatchObject({
    agree: false,
    correctVerdict: 'NORMAL',
    reason: '육안 검사로 모두 양품 확인',
    by: expect.stringMatching(/\S/),
  });
  await page.reload();
  await expect(judgments.section('의견').getByText('재판정: NORMAL')).toBeVisible();

  await plant.measure(inspection, 20, counted(30));
  await plant.measure(inspection, 10, counted(2));
  const [next] = (await highDefects(plant, 3)) as [Judgment];
  expect(next.confidence).toMatchObject({ measured: 0.5, sampleCount: 2 });
  // Nothing moves under the eyes of who reads a card: newcomers wait.
  await expect(judgments.rowOf(next)).toBeHidden();
  await expect(page.getByRole('button', { name: /^새 판단 \d+건$/ })).toBeVisible();
  // Each time those in that had come by then.
  await expect(async () => {
    await page.keyboard.press('n');
    await expect(judgments.rowOf(next)).toBeVisible({ timeout: 500 });
  }).toPass();
  await judgments.rowOf(next).click();
  await expect(judgments.fact('신뢰도(실측)')).toHaveText('의견 2건 중 50% 동의');
});

test('feedback by keyboard alone; while the server is away nothing is sent and nothing typed is lost', async ({
  room,
  plant,
  running,
}) => {
  const { page } = room;
  const judgments = new JudgmentsPage(page);
  const inspection = inspectionOf(plant);
  await plant.measure(inspection, 20, counted(16));
  await plant.measure(inspection, 10, counted(20));
  await highDefects(plant, 1);
  await judgments.openFor(inspection);
  await room.open('overview');
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await expect(judgments.rows.first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(judgments.section('의견')).toBeVisible();
  const server = running.folders.serverPid ?? 0;
  process.kill(server, 'SIGSTOP');
  await expect(judgments.section('의견').getByText('지금은 보낼 수 없습니다: 서버 응답 없음')).toBeVisible();
  await page.keyboard.press('o');
  await expect(judgments.card.getByRole('radio').first()).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.insertText('센서 교체 중');
  await page.keyboard.press('Control+Enter');
  process.kill(server, 'SIGCONT');
  await room.untilConnected();
  await expect(judgments.card.getByRole('textbox', { name: '이유' })).toHaveValue('센서 교체 중');
  expect((await plant.judgment(judgments.openId)).feedback).toBeUndefined();
  await page.keyboard.press('Control+Enter');
  await expect(judgments.section('의견').getByText(/^재판정: /)).toBeVisible();
  expect((await plant.judgment(judgments.openId)).feedback).toMatchObject({
    agree: false,
    reason: '센서 교체 중',
  });
});
