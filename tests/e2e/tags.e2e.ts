import { askStation, type AppFolders } from '../support/electron/launch.ts';
import type { TestPlant } from '../support/electron/test-plant.ts';
import { TagsPage } from './pages/tags-page.ts';
import { expect, ownAppTest, test } from './fixtures.ts';

const LINE = 'plant/hall/line-1';
const OTHER_LINE = 'plant/hall/line-2';
const MACHINES = 40;
const PER_MACHINE = 50;
const PRESS = `${LINE}/press-7`;

/** Many tags, as a plant has them: one grouped message a machine. */
async function runPlant(plant: TestPlant): Promise<void> {
  const names = Array.from({ length: PER_MACHINE }, (_, index) => [`signal-${index}`, index] as const);
  for (let machine = 1; machine <= MACHINES; machine += 1)
    await plant.measure(
      `${machine % 2 === 0 ? OTHER_LINE : LINE}/m-${machine}`,
      5,
      Object.fromEntries(names),
    );
  await plant.measure(PRESS, 5, { temperature: 73.5, 유압: 12.25 });
}

const totalOf = async (folders: AppFolders, tag: string) =>
  (await askStation<{ total: number }>(folders, `/api/v1/tags/${encodeURI(tag)}/samples`)).total;

ownAppTest(
  'one of two thousand tags is found as one types, dragged to its line, taken back, renamed with its history',
  async ({ room, plant, running }) => {
    const { page } = room;
    const tags = new TagsPage(page);
    await runPlant(plant);
    await room.open('data');
    await tags.open();
    const all = (MACHINES * PER_MACHINE + 2).toLocaleString('ko');
    await expect(page.getByText(`${all} / ${all}`)).toBeVisible();
    await tags.search.fill('ㅇㅇ press');
    await expect(tags.row(`${PRESS}/유압`)).toContainText('12.25');
    await expect(tags.row(`${PRESS}/temperature`)).toHaveCount(0);
    await plant.send(`${PRESS}/유압`, 14.5);
    await expect(tags.row(`${PRESS}/유압`)).toContainText('14.5');
    await tags.search.press('ArrowDown');
    await expect(tags.row(`${PRESS}/유압`)).toBeFocused();
    await tags.search.fill(LINE.slice(0, -1));
    await expect(page.getByText('처음 2,000개만')).toBeVisible();
    await expect(page.getByText(`${all} / ${all}`)).toBeVisible();
    await tags.search.fill('');
    await expect(page.getByText('처음 2,000개만')).toHaveCount(0);

    // Dragged with all it has, and back by the list of changes.
    await tags.choose(PRESS);
    await tags.drag(PRESS, OTHER_LINE);
    await expect(tags.row(PRESS)).toHaveCount(0);
    await tags.search.fill('press-7');
    await expect(tags.row(`${OTHER_LINE}/press-7/temperature`)).toBeVisible();
    await tags.search.fill('');
    await tags.undo();
    await expect(tags.row(PRESS)).toBeVisible();

    // Another name: signals under the old one go on filling it.
    await tags.choose(`${PRESS}/temperature`);
    await tags.field('위치').fill(`${PRESS}/die-temperature`);
    await tags.field('한국어 이름').fill('금형 온도');
    await tags.save();
    await expect(tags.row(`${PRESS}/die-temperature`)).toContainText('금형 온도');
    await plant.send(`${PRESS}/temperature`, 74.25);
    await expect(tags.row(`${PRESS}/die-temperature`)).toContainText('74.25');
    expect(await totalOf(running.folders, `${PRESS}/die-temperature`)).toBe(2);
  },
);

test('only changes are stored after a look at what they would leave; every value is still shown', async ({
  room,
  plant,
  running,
}) => {
  const { page } = room;
  const tags = new TagsPage(page);
  const tag = `${plant.line}/press-7/temperature`;
  const last = Date.now();
  await plant.sendSeries(
    tag,
    Array.from({ length: 300 }, (_, index) => [last - (300 - index) * 100, 70 + (index % 2) / 2] as const),
  );
  await room.open('data');
  await tags.open();
  await tags.choose(tag);
  await tags.field('저장').selectOption('바뀐 값만');
  await expect(page.getByText('최근 값 300개 중 300개를 저장합니다(100 %).')).toBeVisible();
  await tags.field('불감대').fill('0,5');
  await expect(page.getByText('최근 값 300개 중 1개를 저장합니다(0.33 %).')).toBeVisible();
  await tags.field('최소 저장 간격(초)').fill('90');
  await tags.save();
  await expect(page.getByRole('alert').filter({ hasText: '60초' }).first()).toBeVisible();
  await tags.field('최소 저장 간격(초)').fill('');
  await tags.save();
  await expect(page.getByRole('button', { name: '저장', exact: true })).toBeDisabled();

  await plant.send(tag, 70.1);
  await plant.send(tag, 70.3);
  await expect(tags.row(tag)).toContainText('70.3');
  expect(await totalOf(running.folders, tag)).toBe(301);
  await plant.send(tag, 99);
  await expect(tags.row(tag)).toContainText('99');
  // The value before the jump came with it.
  expect(await totalOf(running.folders, tag)).toBe(303);
  await tags.undo();
  await expect(tags.field('저장')).toHaveValue('all');
});
