import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { askStation } from '../support/electron/launch.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { axeFaults } from './axe.ts';
import { expect, test } from './fixtures.ts';

/** Goes there as one does without a mouse. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target.toString()} is not reached by ${key}`);
}

async function press(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await tabTo(page, target, key);
  await page.keyboard.press('Enter');
}

async function expectNothingFromAxe(page: Page): Promise<void> {
  for (const theme of ['dark', 'contrast', 'light']) {
    await page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name;
    }, theme);
    expect(
      (await axeFaults(page, theme)).map(({ text }) => text),
      theme,
    ).toEqual([]);
  }
}

test('by keyboard alone a mapping is made from a payload, corrected, saved, taken to a file and from one', async ({
  room,
  running,
  plant,
}) => {
  const { page } = room;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await plant.send(`${plant.line}/press-1/speed`, 1);
  const gateway = await connectToEmbeddedBroker(running.folders.data);
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.waitForURL(/#\/data/);
  await press(page, page.getByRole('link', { name: '토픽' }));
  await press(page, button('페이로드에서 추가').first());

  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await expectNothingFromAxe(page);
  await press(page, dialog.getByRole('button', { name: '1분 동안 듣기' }), 'Shift+Tab');
  await expect(dialog.getByText(/듣는 중/)).toBeVisible();
  const topic = 'plc/L2/press-1/io/temperature';
  const reading = (value: number) => JSON.stringify({ value, ts: Date.now(), status: 'RUN', q: 192 });
  await gateway.publishAsync(topic, reading(96.5));
  await gateway.publishAsync('plc/L2/press-1/io/pressure', '{"value":');
  await tabTo(page, dialog.getByRole('searchbox'));
  await page.keyboard.type('io/temp');
  await expect(dialog.getByText('plc/L2/press-1/io/pressure')).toBeHidden();
  await press(page, dialog.getByRole('listitem').getByRole('button'));

  // What was guessed is there at once: its fields, the mapping, and what becomes of the payload.
  const picked = (name: string) => page.getByRole('treegrid').getByRole('button', { name, exact: true });
  await expect(picked('value: 값')).toBeFocused();
  await expect(picked('value: 값')).toHaveAttribute('aria-pressed', 'true');
  await expect(picked('ts: 시각')).toHaveAttribute('aria-pressed', 'true');
  await expect(picked('q: 품질')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByLabel('토픽', { exact: true })).toHaveValue('plc/{line}/{equipment}/io/{tag}');
  await expect(page.getByText('unsorted/-/L2/press-1/temperature')).toBeVisible();
  await expect(page.getByText(/올바른 JSON이 아닙니다/)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(picked('status: 값')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('unsorted/-/L2/press-1/temperature.status')).toBeVisible();
  await expect(page.getByLabel('값, 한 줄에 경로 하나')).toHaveValue('@.value\n@.status');
  await page.keyboard.press('Space');
  await expect(page.getByLabel('값, 한 줄에 경로 하나')).toHaveValue('@.value');
  await tabTo(page, page.getByLabel('태그', { exact: true }));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('{line}/{equipment}/{tag}');
  await expectNothingFromAxe(page);

  // A copy behind it gets nothing: that is pointed out before it is in force.
  await press(page, button('복사'), 'Shift+Tab');
  await expect(page.getByText(/아무것도 받지 못함/)).toBeVisible();
  await press(page, button('삭제'));
  await press(page, button('저장하고 적용'), 'Shift+Tab');
  await expect(page.getByText('보이는 대로 적용 중')).toBeVisible();
  await gateway.publishAsync(topic, reading(97), { qos: 1 });
  await expect
    .poll(() =>
      askStation<{ items: { last: { value: number } | null }[] }>(
        running.folders,
        '/api/v1/tags?search=unsorted%2F-%2FL2',
      ).then(({ items }) => items[0]?.last?.value),
    )
    .toBe(97);

  const target = join(running.folders.data, 'mappings.json');
  await running.app.evaluate(({ session }, path) => {
    session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path));
  }, target);
  await press(page, button('파일로 내보내기'));
  await expect.poll(() => existsSync(target)).toBe(true);
  const file = JSON.parse(readFileSync(target, 'utf8')) as { mappings: { id: string; name: string }[] };
  expect(file.mappings).toMatchObject([{ pattern: 'plc/{line}/{equipment}/io/{tag}' }]);

  /** Gives the page a file in the way of its button. */
  const importFile = async (content: object) => {
    const chooser = page.waitForEvent('filechooser');
    await press(page, button('파일 가져오기'), 'Shift+Tab');
    const buffer = Buffer.from(JSON.stringify(content));
    await (await chooser).setFiles({ name: 'mappings.json', mimeType: 'application/json', buffer });
  };
  await importFile({ ...file, mappings: [{ id: 'Wrong' }] });
  await expect(dialog.getByText('파일을 가져오지 않았습니다')).toBeVisible();
  await expect(dialog.getByText('mappings.0.id', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  const [own] = file.mappings;
  await importFile({
    ...file,
    mappings: [
      { ...own, name: '프레스 게이트웨이' },
      { ...own, id: 'second', pattern: 'second/{tag}', tag: '{tag}' },
    ],
  });
  await expect(page.getByText(/추가 1개, 교체 1개/)).toBeVisible();
  await press(page, button('저장하고 적용'), 'Shift+Tab');
  await expect(page.getByText('보이는 대로 적용 중')).toBeVisible();
  const { mappings } = await askStation<typeof file>(running.folders, '/api/v1/topic-mappings');
  expect(mappings.map(({ name }) => name)).toEqual(['프레스 게이트웨이', own?.name]);
  await gateway.endAsync();
});

test('a source is paused through the window, says so everywhere, and goes on', async ({ room, plant }) => {
  const { page } = room;
  await plant.send(`${plant.line}/press-1/speed`, 1);
  await room.open('data');
  await page.getByRole('button', { name: '일시 중지' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/보내는 쪽이 확인을 기다립니다/)).toBeVisible();
  await dialog.getByRole('button', { name: '일시 중지' }).click();
  await expect(room.conditions.first()).toBeVisible();
  const waiting = plant.send(`${plant.line}/press-1/speed`, 2);
  await page.getByRole('button', { name: '다시 시작' }).click();
  // What was sent meanwhile had no acknowledgement, and has it now.
  await waiting;
  await expect(page.getByRole('button', { name: '일시 중지' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '다시 시작' })).toBeVisible();
});
