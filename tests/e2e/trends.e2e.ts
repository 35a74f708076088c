import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { TrendsPage } from './pages/trends-page.ts';
import { JudgmentsPage } from './pages/judgments-page.ts';
import type { TestPlant } from '../support/electron/test-plant.ts';
import { expect, test } from './fixtures.ts';

const MINUTE = 60_000;

/** Values that tell their own source time, so that what a chart says of any moment can be checked. */
const speedAt = (at: number) => Math.floor(at / 1_000) % 1_000;
const levelAt = (at: number) => 2_000 + speedAt(at);
const shown = (value: number) => value.toLocaleString('ko');

/** Two minutes of two tags of a mixer, a value a second; gives their paths. */
async function runMixer(plant: TestPlant): Promise<{ mixer: string; speed: string; level: string }> {
  const mixer = `${plant.line}/mixer-1`;
  const [speed, level] = [`${mixer}/speed`, `${mixer}/level`];
  const last = Math.floor(Date.now() / 1_000);
  const times = Array.from({ length: 120 }, (_, index) => (last - 119 + index) * 1_000);
  await plant.sendSeries(
    speed,
    times.map((at) => [at, speedAt(at)]),
  );
  await plant.sendSeries(
    level,
    times.map((at) => [at, levelAt(at)]),
  );
  return { mixer, speed, level };
}

test('pens come by search and by drag, follow live values, and the cursor reads all of them', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const trends = new TrendsPage(page);
  const { mixer, speed, level } = await runMixer(plant);
  await room.open('trends');
  await trends.scrollTo(mixer);
  await trends.treeItem(mixer).click();
  await trends.treeItem(level).dragTo(trends.drawing(1));
  await expect.poll(() => trends.pens()).toEqual([[level]]);
  await page.keyboard.press('/');
  await expect(trends.search).toBeFocused();
  await page.keyboard.type(`${plant.line}/mixer-1/sp`);
  await expect(page.getByRole('treeitem')).toHaveText([/^speed/]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => trends.pens()).toEqual([[level, speed]]);
  await expect(trends.drawing(1)).toHaveAccessibleName('차트 1, 펜 2개');

  // The pointer still rests where the tag was dropped, and is a cursor there.
  await trends.search.hover();
  await expect(trends.readout).toContainText('현재');
  await plant.measure(mixer, 0, { speed: 7_777, level: 8_888 });
  await expect
    .poll(async () => (await trends.readings()).values)
    .toEqual({ [level]: '8,888', [speed]: '7,777' });

  const expectReadAtCursor = () =>
    expect(async () => {
      await expect(trends.readout).toContainText('커서');
      const { at, values } = await trends.readings();
      expect(values).toEqual({ [level]: shown(levelAt(at)), [speed]: shown(speedAt(at)) });
    }).toPass({ timeout: 5_000, intervals: [100] });
  await trends.drawing(1).focus();
  await page.keyboard.press('1');
  await trends.untilShown(({ spanSeconds }) => spanSeconds === 60);
  for (let step = 0; step < 60; step += 1) await page.keyboard.press(',');
  await expectReadAtCursor();
  const byKeys = (await trends.readings()).at;
  for (let step = 0; step < 60; step += 1) await page.keyboard.press(',');
  await expect.poll(async () => (await trends.readings()).at).toBeLessThan(byKeys - 10_000);
  await expectReadAtCursor();
  await page.keyboard.press('Escape');
  await expect(trends.readout).toContainText('현재');

  const box = await trends.drawing(1).boundingBox();
  await trends.drawing(1).hover({ position: { x: (box?.width ?? 0) / 2, y: 100 } });
  await expectReadAtCursor();
});

test('time is zoomed and moved by keys, by wheel and by tools, and reset to live', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const trends = new TrendsPage(page);
  const { speed } = await runMixer(plant);
  await trends.open(`pen=${speed}&span=600`);
  const drawing = trends.drawing(1);
  const press = async (key: string, isSo: Parameters<TrendsPage['untilShown']>[0]) => {
    await page.keyboard.press(key);
    return trends.untilShown(isSo);
  };
  await drawing.focus();
  await press('+', ({ spanSeconds, from }) => spanSeconds === 420 && from === undefined);
  await press('-', ({ spanSeconds, from }) => spanSeconds === 600 && from === undefined);
  const moved = await press('ArrowLeft', ({ from }) => from !== undefined);
  expect(Date.now() - (moved.to ?? 0)).toBeGreaterThan(MINUTE - 1_000);
  expect(Date.now() - (moved.to ?? 0)).toBeLessThan(MINUTE + 10_000);
  const far = await press('Shift+ArrowLeft', ({ to }) => to !== moved.to);
  expect((moved.to ?? 0) - (far.to ?? 0)).toBeCloseTo(5 * MINUTE, -2);
  const back = await press('ArrowRight', ({ to }) => to !== far.to);
  expect((back.to ?? 0) - (far.to ?? 0)).toBeCloseTo(MINUTE, -2);
  const near = await press('+', ({ spanSeconds }) => spanSeconds === 420);
  expect(((near.from ?? 0) + (near.to ?? 0)) / 2).toBeCloseTo(((back.from ?? 0) + (back.to ?? 0)) / 2, -2);
  await press('Home', ({ from }) => from === undefined);
  await expect(trends.tool('실시간')).toHaveAttribute('aria-pressed', 'true');

  const box = await drawing.boundingBox();
  // The plot is 60 pixels from the left and 14 from the right: its middle keeps its time.
  await drawing.hover({ position: { x: 60 + ((box?.width ?? 0) - 74) / 2, y: 100 } });
  await page.mouse.wheel(0, -200);
  const wheeled = await trends.untilShown(({ from }) => from !== undefined);
  expect(wheeled.spanSeconds).toBeLessThan(420);
  await page.mouse.wheel(0, 200);
  const widened = await trends.untilShown(({ spanSeconds }) => spanSeconds > wheeled.spanSeconds);
  expect(((widened.from ?? 0) + (widened.to ?? 0)) / 2).toBeCloseTo(
    ((wheeled.from ?? 0) + (wheeled.to ?? 0)) / 2,
    -3,
  );
  await page.keyboard.down('Shift');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Shift');
  const panned = await trends.untilShown(({ to }) => (to ?? Infinity) < (widened.to ?? 0));
  expect(panned.spanSeconds).toBeCloseTo(widened.spanSeconds, 1);
  await drawing.dblclick({ position: { x: 300, y: 100 } });
  await trends.untilShown(({ from }) => from === undefined);

  await trends.tool('확대').click();
  const zoomed = await trends.untilShown(({ spanSeconds }) => spanSeconds < panned.spanSeconds - 1);
  await page.keyboard.press('Control+z');
  await trends.untilShown(({ spanSeconds }) => spanSeconds > zoomed.spanSeconds + 1);
});

test('a marker leads to the card of its judgment, by pointer and by keyboard', async ({ room, plant }) => {
  const { page } = room;
  const trends = new TrendsPage(page);
  const judgments = new JudgmentsPage(page);
  const press = `${plant.line}/press-1`;
  for (const [agoSeconds, temperature] of [
    [90, 50],
    [60, 84],
    [30, 50],
  ] as const)
    await plant.measure(press, agoSeconds, { temperature });
  const overheats = () => plant.judgments(`equipment=${press}&verdict=OVERHEAT`);
  await expect.poll(async () => (await overheats()).length).toBe(1);
  const [overheat] = await overheats();
  const at = Date.parse(overheat?.at ?? '');
  const between = (from: number, to: number) =>
    `pen=${press}/temperature&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  // The marker stands in the middle of the plot, on the rail above it.
  await trends.open(between(at - 20_000, at + 20_000));
  const box = await trends.drawing(1).boundingBox();
  const marker = { x: 60 + ((box?.width ?? 0) - 74) / 2, y: 9 };
  await expect(trends.readout.getByRole('button', { name: '이상 판단 1건' })).toBeEnabled();
  await trends.drawing(1).click({ position: marker });
  const found = page.getByRole('dialog', { name: '판단 1건' });
  await found.getByRole('link', { name: 'OVERHEAT' }).click();
  await expect(judgments.card).toContainText('OVERHEAT');
  expect(judgments.openId).toBe(overheat?.id);
  await room.expectFocusKept();
  await page.getByRole('link', { name: '추세로 돌아가기' }).click();
  await expect(trends.drawing(1)).toBeVisible();
  expect(Math.abs((trends.shownTime().from ?? 0) - (at - 20_000))).toBeLessThan(100);
  expect(trends.pens()).toEqual([[`${press}/temperature`]]);

  await trends.readout.getByRole('button', { name: '이상 판단 1건' }).focus();
  await page.keyboard.press('Enter');
  await found.waitFor();
  await room.expectFocusKept();
  await page.keyboard.press('Escape');
  await expect(trends.readout.getByRole('button', { name: '이상 판단 1건' })).toBeFocused();
});

test('a view with two charts is saved under a name and opens with the same pens after a reload', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const trends = new TrendsPage(page);
  const { mixer, speed, level } = await runMixer(plant);
  await trends.open(`pen=${speed}&span=300`);
  await page.keyboard.press('c');
  await expect(trends.chart(2)).toBeVisible();
  await trends.scrollTo(mixer);
  await trends.treeItem(mixer).click();
  await trends.treeItem(level).click();
  await expect.poll(() => trends.pens()).toEqual([[speed], [level]]);

  await page.getByRole('button', { name: '저장한 보기' }).click();
  const dialog = page.getByRole('dialog', { name: '저장한 보기' });
  await dialog.getByRole('textbox', { name: '현재 보기의 이름' }).fill('혼합기 야간 점검');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem')).toContainText('혼합기 야간 점검');
  await expect(dialog.getByRole('listitem')).toContainText('차트 2개, 펜 2개');
  await page.keyboard.press('Escape');

  // Away from the address that has the pens, so that nothing but the station knows them.
  await room.open('overview');
  await page.reload();
  await room.untilConnected();
  await room.open('trends');
  await expect(trends.drawing(1)).toHaveAccessibleName('차트 1, 펜 0개');
  expect(trends.pens()).toEqual([]);
  await page.getByRole('button', { name: '저장한 보기' }).click();
  await dialog.getByRole('button', { name: /^혼합기 야간 점검 차트/ }).click();
  await expect.poll(() => trends.pens()).toEqual([[speed], [level]]);
  expect(trends.shownTime().spanSeconds).toBe(300);
  await expect(trends.pen(speed)).toBeVisible();
  await expect(trends.pen(level)).toBeVisible();
  await room.expectFocusKept();
});

test('an annotation is written at the cursor, listed, deleted and brought back', async ({ room, plant }) => {
  const { page } = room;
  const trends = new TrendsPage(page);
  const { speed } = await runMixer(plant);
  await trends.open(`pen=${speed}&span=300`);
  await page.keyboard.press('m');
  const written = page.getByRole('dialog', { name: '메모', exact: true });
  await written.getByRole('textbox', { name: '내용' }).fill('벨트 교체');
  await page.keyboard.press('Control+Enter');
  await written.waitFor({ state: 'hidden' });
  const count = trends.readout.getByRole('button', { name: '메모 1건' });
  await count.click();
  const list = page.getByRole('dialog', { name: '이 기간의 메모' });
  await expect(list.getByRole('row').nth(1)).toContainText('벨트 교체');
  await list.getByRole('button', { name: '삭제' }).click();
  await expect(list).toContainText('이 기간에는 메모가 없습니다');
  await page.getByRole('log').getByRole('button', { name: '실행 취소' }).click();
  await page.keyboard.press('Escape');
  await expect(count).toBeVisible();
});

test('statistics, what was a minute before, and the same tag of another machine', async ({ room, plant }) => {
  const { page } = room;
  const trends = new TrendsPage(page);
  const { speed } = await runMixer(plant);
  const other = `${plant.line}/mixer-2`;
  await plant.measure(other, 0, { speed: 5 });
  await trends.open(`pen=${speed}&span=600`);
  await trends.chart(1).getByRole('button', { name: '비교' }).click();
  const compare = page.getByRole('dialog', { name: '차트 1 비교' });
  await compare.getByRole('textbox', { name: '다른 간격' }).fill('1');
  await compare.getByRole('combobox', { name: '단위' }).selectOption('minute');
  await page.keyboard.press('Tab');
  await compare.getByRole('button', { name: '추가' }).click();
  await compare.getByRole('checkbox', { name: /mixer-2/ }).check();
  await compare.getByRole('button', { name: '적용' }).click();
  await expect.poll(() => trends.pens()).toEqual([[speed, `${other}/speed`]]);
  await expect(trends.readout.getByRole('row', { name: '−1분' })).toHaveCount(2);
  await trends.readout.getByRole('radio', { name: '통계' }).click();
  await expect(trends.pen(speed).first()).toContainText('120');
  // Keys of the page are heard where the click has left the focus.
  await page.keyboard.press('Control+z');
  await expect.poll(() => trends.pens()).toEqual([[speed]]);
});

/** Puts the next file that the page gives away into a path of the test's, where a person would be asked. */
async function saveNextAs(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ session }, target) => {
    session.defaultSession.once('will-download', (_event, item) => item.setSavePath(target));
  }, path);
}

test('two years on several axes are exported as a picture and as rows, without a tag that is not known', async ({
  room,
  running,
  plant,
}) => {
  const { page } = room;
  const trends = new TrendsPage(page);
  const { mixer, speed, level } = await runMixer(plant);
  const axis = 'axis=l:0:5000';
  await trends.open(`pen=${speed}%23l&pen=${level}%23R&pen=${mixer}/gone&${axis}&span=63072000`);
  await expect.poll(async () => Object.keys((await trends.readings()).values)).toContain(level);
  await trends.readout.getByRole('radio', { name: '통계' }).click();
  await expect(trends.pen(speed)).toContainText('120');
  // The limits of the axis stay in the address whatever else is changed.
  await trends.drawing(1).focus();
  await page.keyboard.press('2');
  await trends.untilShown(({ spanSeconds }) => spanSeconds === 600);
  expect(page.url()).toContain(encodeURIComponent('l:0:5000'));

  const folder = running.folders.top;
  const open = async () => {
    await trends.drawing(1).focus();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: '보이는 것 내보내기' });
    await expect(dialog).toContainText(`${mixer}/gone`);
    return dialog;
  };
  const csv = join(folder, 'rows.csv');
  await saveNextAs(running.app, csv);
  await (await open()).getByRole('button', { name: 'CSV' }).click();
  const rows = () => readFileSync(csv, 'utf8').trimEnd().split('\n');
  await expect(() => expect(rows()).toHaveLength(241)).toPass({ timeout: 10_000 });
  expect(rows().filter((row) => row.includes(speed))).toHaveLength(120);
  const png = join(folder, 'picture.png');
  await saveNextAs(running.app, png);
  await (await open()).getByRole('button', { name: 'PNG' }).click();
  await expect(() => expect(statSync(png).size).toBeGreaterThan(10_000)).toPass({ timeout: 10_000 });
  expect(readFileSync(png).subarray(1, 4).toString()).toBe('PNG');
});
