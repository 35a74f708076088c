import type { TestPlant } from '../support/electron/test-plant.ts';
import { JudgmentsPage } from './pages/judgments-page.ts';
import { expect, ownAppTest, test } from './fixtures.ts';

const INSPECTIONS = ['plant/hall/line-1/inspection-1', 'plant/hall/line-2/inspection-2'] as const;
const PRESS = 'plant/hall/line-1/press-1';
const HOUR = 3_600;

const counted = (defects: number, parts = 200) => ({ defect_count: defects, production_count: parts });

const inspectionOf = ({ line }: TestPlant) => `${line}/inspection-1`;
const pressOf = ({ line }: TestPlant) => `${line}/press-1`;

/** Two inspections and a press: some well, some not, one of each two hours old. The last of each is judged 5 s later. */
async function produceJudgments(plant: TestPlant): Promise<void> {
  for (const machine of INSPECTIONS) {
    await plant.measure(machine, 2 * HOUR, counted(16));
    await plant.measure(machine, 40, counted(2));
    await plant.measure(machine, 30, counted(0, 0));
    await plant.measure(machine, 20, counted(18));
    await plant.measure(machine, 10, counted(2));
  }
  await plant.measure(PRESS, 2 * HOUR, { temperature: 84 });
  await plant.measure(PRESS, 40, { temperature: 75 });
  await plant.measure(PRESS, 20, { temperature: 50 });
}

/** Too many defects first, then ever fewer. */
async function inspectFourTimes(plant: TestPlant): Promise<void> {
  for (const [agoSeconds, defects] of [
    [80, 16],
    [60, 3],
    [40, 2],
    [20, 1],
  ] as const)
    await plant.measure(inspectionOf(plant), agoSeconds, counted(defects));
}

ownAppTest(
  'filters narrow the list to what the station has of it, stay in the address and survive leaving the page',
  async ({ room, plant }) => {
    const { page } = room;
    const judgments = new JudgmentsPage(page);
    await produceJudgments(plant);
    await room.open('judgments');
    const expectListed = (query: string, least: number, most = Number.MAX_SAFE_INTEGER): Promise<void> =>
      expect(async () => {
        const stored = await plant.judgments(query);
        expect(stored.length, query).toBeGreaterThanOrEqual(least);
        expect(stored.length, query).toBeLessThanOrEqual(most);
        expect(await judgments.ids(), query).toEqual(stored.map(({ id }) => id));
      }).toPass({ timeout: 10_000, intervals: [100] });
    await expectListed('', 11);

    await judgments.filter('규칙 세트').selectOption({ label: '불량률' });
    await expectListed('rulesetId=defect-rate', 8, 10);
    await judgments.filter('설비').selectOption({ label: 'line-2 › inspection-2' });
    const machine = `rulesetId=defect-rate&equipment=${INSPECTIONS[1]}`;
    await expectListed(machine, 4, 5);
    await judgments.filter('심각도').selectOption({ label: '낮음 이상' });
    await expectListed(`${machine}&minSeverity=low`, 3, 3);
    await judgments.filter('판정').selectOption('HIGH_DEFECT');
    await expectListed(`${machine}&verdict=HIGH_DEFECT`, 2, 2);
    await judgments.filter('기간').selectOption({ label: '최근 1시간' });
    const hourAgo = new Date(Date.now() - HOUR * 1_000).toISOString();
    await expectListed(`${machine}&verdict=HIGH_DEFECT&from=${hourAgo}`, 1, 1);

    const address = page.url();
    const expectSameFilters = async (): Promise<void> => {
      await expect(judgments.filter('규칙 세트')).toHaveValue('defect-rate');
      await expect(judgments.filter('설비')).toHaveValue(INSPECTIONS[1]);
      await expect(judgments.filter('심각도')).toHaveValue('low');
      await expect(judgments.filter('판정')).toHaveValue('HIGH_DEFECT');
      await expect(judgments.filter('기간')).toHaveValue('hour');
      await expect(judgments.rows).toHaveCount(1);
    };
    await page.reload();
    await expectSameFilters();
    await room.open('overview');
    await expect(page).not.toHaveURL(address);
    await room.open('judgments');
    await expectSameFilters();
    await expect(page).toHaveURL(address);

    await page.getByRole('button', { name: '필터 지우기' }).click();
    await expectListed('', 11);
    await page.getByRole('switch', { name: '바뀐 판정만' }).click();
    await expect(page).toHaveURL(/changes=1/);
    await expectListed('changesOnly=true', 6);
    await page.getByRole('button', { name: '필터 지우기' }).click();
    await expectListed('', 11);
    await room.open('overview');
    await room.open('judgments');
    await expectListed('', 11);
  },
);

test('the time filter takes a beginning and an end of one’s own', async ({ room, plant }) => {
  const judgments = new JudgmentsPage(room.page);
  const inspection = inspectionOf(plant);
  await plant.measure(inspection, 2 * HOUR, counted(16));
  await plant.measure(inspection, 20, counted(18));
  await plant.measure(inspection, 10, counted(2));
  await judgments.openFor(inspection);
  await expect(judgments.row('HIGH_DEFECT')).toHaveCount(2);
  await judgments.filter('기간').selectOption({ label: '직접 지정' });
  await expect(judgments.row('HIGH_DEFECT')).toHaveCount(1);
  const local = (hoursAgo: number) => {
    const now = new Date(Date.now() - hoursAgo * HOUR * 1_000);
    return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  };
  await judgments.filter('시작').fill(local(3));
  await expect(judgments.row('HIGH_DEFECT')).toHaveCount(2);
  await judgments.filter('끝').fill(local(1));
  const old = (await plant.judgments(`equipment=${inspection}&verdict=HIGH_DEFECT`)).at(-1);
  await expect.poll(() => judgments.ids()).toEqual([old?.id]);
});

test('a HOLD shows its cause and which input; an optional input that was left out is said to be', async ({
  room,
  plant,
}) => {
  const judgments = new JudgmentsPage(room.page);
  const press = pressOf(plant);
  await plant.send(`${press}/mode`, 'auto', { agoSeconds: 120 });
  await plant.send(`${press}/temperature`, 51.5, { agoSeconds: 40, quality: 0 });
  await plant.send(`${press}/temperature`, 52.5, { agoSeconds: 30 });
  await plant.send(`${press}/temperature`, 53.5, { agoSeconds: 20 });
  await judgments.openFor(press);
  await judgments.filter('규칙 세트').selectOption({ label: '프레스 열 추세' });

  const hold = judgments.row('HOLD').filter({ has: room.page.getByRole('img', { name: '판단 불가' }) });
  await expect(hold).toContainText('입력값 품질 불량');
  await hold.click();
  await expect(judgments.section('이유')).toContainText('판단할 수 없었습니다: 입력값 품질 불량');
  await expect(judgments.section('이유')).toContainText('"temperature"');
  await expect(judgments.input('temperature')).toContainText('쓸 수 없음: 품질 불량');
  await expect(judgments.input('temperature')).toContainText('51.5');
  await expect(judgments.card).toContainText('판단 불가 · ');

  await judgments.row('OK').last().click();
  await expect(judgments.input('temperature')).toContainText('52.5');
  await expect(judgments.input('temperature')).not.toContainText('쓸 수 없음');
  await expect(judgments.input('mode')).toContainText('제외함: 너무 오래됨');
});

test('the list by keyboard: to the page, through the list, the card opens, follows and closes', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const judgments = new JudgmentsPage(page);
  await inspectFourTimes(plant);
  const inspection = inspectionOf(plant);
  await expect.poll(async () => (await plant.judgments(`equipment=${inspection}`)).length).toBeGreaterThan(2);
  await judgments.openFor(inspection);
  await room.open('overview');
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await expect(judgments.rows.first()).toBeVisible();

  // From wherever the focus is: one letter, no list focused first.
  await page.keyboard.press('j');
  await expect(judgments.card).toBeVisible();
  const newest = judgments.openId;
  await page.keyboard.press('j');
  await expect.poll(() => judgments.openId).not.toBe(newest);
  const next = judgments.openId;
  await expect(judgments.chosenRow).toHaveId(`judgment-${next}`);
  await page.keyboard.press('k');
  await expect.poll(() => judgments.openId).toBe(newest);
  await page.keyboard.press('Escape');
  await expect(judgments.card).toBeHidden();
  await room.expectFocusKept();

  await judgments.list.focus();
  await page.keyboard.press('ArrowDown');
  await expect(judgments.card).toBeVisible();
  await page.keyboard.press('End');
  await expect(judgments.card).toContainText('HIGH_DEFECT');
  await expect(judgments.list).toBeFocused();
  await page.keyboard.press('Home');
  await expect(judgments.card).toContainText('NORMAL');
  await page.keyboard.press('Escape');
  await expect(judgments.card).toBeHidden();
  await expect(judgments.list).toBeFocused();

  await judgments.filter('심각도').focus();
  await page.keyboard.press('ArrowDown');
  await expect(judgments.filter('심각도')).toHaveValue('low');
  await expect(judgments.rows).toHaveCount(1);
  await expect(judgments.filter('심각도')).toBeFocused();
});

test('J pressed the moment the first row stands there opens the card of the newest, in the list as it was left', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const judgments = new JudgmentsPage(page);
  await inspectFourTimes(plant);
  const inspection = inspectionOf(plant);
  await expect.poll(async () => (await plant.judgments(`equipment=${inspection}`)).length).toBeGreaterThan(3);
  // A newer one that the list as it is left does not have; all of them have been seen once, so are there at once.
  const press = pressOf(plant);
  await plant.measure(press, 0, { temperature: 50 });
  await expect.poll(async () => (await plant.judgments(`equipment=${press}`)).length).toBeGreaterThan(0);
  await room.open('judgments');
  await expect(judgments.rows.first()).toBeVisible();
  await judgments.openFor(inspection);
  await expect(judgments.rows).not.toHaveCount(0);
  const newest = (await judgments.ids())[0];

  // On the page itself the J of G J is no J: the filters stay, no card opens.
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await expect(judgments.list).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await expect.poll(async () => (await judgments.ids())[0]).toBe(newest);
  await expect(judgments.card).toBeHidden();

  for (let time = 0; time < 3; time += 1) {
    await room.open('overview');
    await expect(judgments.list).toBeHidden();
    await judgments.pressAtFirstRow('KeyJ');
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await expect(judgments.card).toBeVisible();
    expect(judgments.openId).toBe(newest);
    await expect(judgments.filter('설비')).toHaveValue(inspection);
    await page.keyboard.press('Escape');
    await expect(judgments.card).toBeHidden();
  }
});

test('inside the card nothing one does by keyboard loses the focus, and Esc leaves one thing at a time', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const judgments = new JudgmentsPage(page);
  await inspectFourTimes(plant);
  await judgments.openFor(inspectionOf(plant));
  await judgments.row('HIGH_DEFECT').click();

  await judgments.card.getByRole('button', { name: '더 최근 판단' }).focus();
  await page.keyboard.press('Enter');
  await expect(judgments.card).toContainText('NORMAL');
  await expect(judgments.card.getByRole('button', { name: '더 최근 판단' })).toBeFocused();
  await judgments.card.getByRole('button', { name: '더 이전 판단' }).focus();
  await page.keyboard.press('Enter');
  await expect(judgments.card).toContainText('HIGH_DEFECT');

  await judgments.card.getByRole('button', { name: '재판정' }).focus();
  await page.keyboard.press('Enter');
  await expect(judgments.card.getByRole('radio').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(judgments.card.getByRole('radio')).toHaveCount(0);
  await expect(judgments.card).toBeVisible();
  await expect(judgments.card.getByRole('button', { name: '재판정' })).toBeFocused();

  await judgments.card.getByRole('button', { name: '동의' }).focus();
  await page.keyboard.press('Enter');
  await expect(judgments.section('의견').getByText('동의함')).toBeVisible();
  await expect(judgments.card.getByRole('button', { name: '동의' })).toBeFocused();
  await page.keyboard.press('o');
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await expect(judgments.section('의견').getByText(/^재판정: /)).toBeVisible();
  await room.expectFocusKept();

  // A letter pressed over an open dialog does nothing to what stands behind it.
  const given = (await plant.judgment(judgments.openId)).feedback;
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.press('k');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(judgments.card).toContainText('HIGH_DEFECT');
  await expect(judgments.section('의견').getByText(/^재판정: /)).toBeVisible();
  expect((await plant.judgment(judgments.openId)).feedback).toEqual(given);
  await page.keyboard.press('Escape');
  await expect(judgments.card).toBeHidden();
  await room.expectFocusKept();
});
