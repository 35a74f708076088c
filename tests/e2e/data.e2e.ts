import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askStation } from '../support/electron/launch.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { expect, test } from './plant-fixtures.ts';

test('a mapping is made from real payloads, told apart from one it covers, and saved as a file', async ({
  room,
  running,
  plant,
}) => {
  const { page } = room;
  await plant.send('p/a/l/e/t', 1);
  const gateway = await connectToEmbeddedBroker(running.folders.data);
  await room.open('data');
  await page.getByRole('link', { name: '토픽' }).click();
  await page.getByRole('button', { name: '예제로 시작' }).click();
  await page.getByRole('button', { name: '1분 동안 듣기' }).click();
  await expect(page.getByText(/듣는 중/)).toBeVisible();
  await gateway.publishAsync(
    'plc/L2/press-1/io/temperature',
    JSON.stringify({ value: 96.5, ts: Date.now() }),
  );
  await gateway.publishAsync('plc/L2/press-1/io/pressure', '{"value":');
  const preview = page.getByRole('main');
  await expect(preview.getByText('unsorted/-/L2/press-1/temperature')).toBeVisible();
  await expect(preview.getByText(/올바른 JSON이 아닙니다/)).toBeVisible();

  // A copy behind it gets nothing: that is pointed out before it is in force.
  await page.getByRole('button', { name: '복사', exact: true }).click();
  await expect(page.getByText(/아무것도 받지 못함/)).toBeVisible();
  await page.getByRole('button', { name: '삭제' }).click();
  await page.getByRole('button', { name: '저장하고 적용' }).click();
  await expect(page.getByText('보이는 대로 적용 중')).toBeVisible();
  const target = join(running.folders.data, 'mappings.json');
  await running.app.evaluate(({ session }, path) => {
    session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path));
  }, target);
  await page.getByRole('button', { name: '파일로 내보내기' }).click();
  await expect.poll(() => existsSync(target)).toBe(true);
  expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({
    mappings: [{ pattern: 'plc/{line}/{equipment}/+/{tag}' }],
  });
  await gateway.publishAsync('plc/L2/press-1/io/temperature', JSON.stringify({ value: 97, ts: Date.now() }), {
    qos: 1,
  });
  await expect
    .poll(() =>
      askStation<{ items: { last: { value: number } | null }[] }>(
        running.folders,
        '/api/v1/tags?search=unsorted%2F-%2FL2',
      ).then(({ items }) => items[0]?.last?.value),
    )
    .toBe(97);
  await gateway.endAsync();
});

test('a source is paused through the window, says so everywhere, and goes on', async ({ room, plant }) => {
  const { page } = room;
  await plant.send('p/a/l/e/t', 1);
  await room.open('data');
  await page.getByRole('button', { name: '일시 중지' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/보내는 쪽이 확인을 기다립니다/)).toBeVisible();
  await dialog.getByRole('button', { name: '일시 중지' }).click();
  await expect(room.conditions.first()).toBeVisible();
  const waiting = plant.send('p/a/l/e/t', 2);
  await page.getByRole('button', { name: '다시 시작' }).click();
  // What was sent meanwhile had no acknowledgement, and has it now.
  await waiting;
  await expect(page.getByRole('button', { name: '일시 중지' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '다시 시작' })).toBeVisible();
});
