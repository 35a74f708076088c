import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

/** Korean, as a spreadsheet writes it: CP949, semicolons, decimal comma; one row that cannot be read. */
const ROWS = [
  [0xbd, 0xc3, 0xb0, 0xa2],
  ...[0, 1, 2, 3, 4].map((minute) => [
    ...Buffer.from(`2026. 11. 2. `),
    0xbf,
    0xc0,
    0xc0,
    0xfc,
    ...Buffer.from(` 7:0${minute}:00`),
  ]),
];
const VALUES = [
  [0xbf, 0xc2, 0xb5, 0xb5],
  ...['73,5', '74,25', 'x', '75', '76,125'].map((text) => [...Buffer.from(text)]),
];
const FILE = Buffer.from(ROWS.flatMap((time, row) => [...time, 0x3b, ...(VALUES[row] ?? []), 0x0d, 0x0a]));

test('a file is looked at, refused for its faulty row, and brought in without it', async ({
  room,
  running,
  plant,
}) => {
  const { page } = room;
  const press = `${plant.line}/press-7`;
  await plant.send(`${press}/speed`, 1);
  await room.open('data');
  await page.getByRole('link', { name: '가져오기' }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'press-7.csv', mimeType: 'text/csv', buffer: FILE });
  await expect(page.getByLabel('문자 인코딩')).toHaveValue('cp949');
  await expect(page.getByLabel('구분 기호', { exact: true })).toHaveValue(';');
  const run = page.getByRole('button', { name: '가져오기', exact: true });
  await expect(run).toBeDisabled();
  const machine = page.getByLabel('설비');
  await machine.fill(press);
  await machine.press('Enter');
  await expect(page.getByLabel('열 2의 태그')).toHaveValue(`${press}/온도`);
  await run.click();
  await expect(page.getByText('1개 행에 오류가 있어 아무것도 추가하지 않았습니다')).toBeVisible();
  await expect(page.getByRole('cell', { name: '"x": 숫자가 아닙니다' })).toBeVisible();
  const errors = join(running.folders.data, 'errors.csv');
  await running.app.evaluate(({ session }, path) => {
    session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path));
  }, errors);
  await page.getByRole('button', { name: 'CSV로 저장' }).click();
  await expect.poll(() => existsSync(errors)).toBe(true);
  expect(readFileSync(errors, 'utf8')).toContain('숫자가 아닙니다');
  await page.getByRole('button', { name: '1개 행을 빼고 가져오기' }).click();
  const stored = page.locator('dl > div').filter({ hasText: '저장됨' }).locator('dd');
  await expect(stored).toHaveText('4', { timeout: 30_000 });

  await page.getByRole('button', { name: '가져오기 되돌리기' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '값 4개 빼기' }).click();
  await expect(page.getByText('되돌림: 값 4개를 이력에서 뺐습니다')).toBeVisible({ timeout: 30_000 });
});
