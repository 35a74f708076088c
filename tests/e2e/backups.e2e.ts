import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, ownAppTest as test } from './fixtures.ts';

test('a backup is made, verified and gone back to in the window, by keyboard alone; the window comes back by itself', async ({
  room,
  plant,
  running,
}) => {
  const { page } = room;
  const data = running.folders.data;
  const inspection = `${plant.line}/inspection-1`;
  await plant.measure(inspection, 60, { defect_count: 16, production_count: 200 });
  await plant.measure(inspection, 50, { defect_count: 2, production_count: 200 });
  await expect.poll(async () => (await plant.judgments(`equipment=${inspection}`)).length).toBe(1);

  await page.evaluate(() => (location.hash = '#/health'));
  await page.getByRole('button', { name: '백업 목록' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: '스테이션 백업' });
  await expect(dialog.getByText('아직 백업이 없습니다')).toBeVisible();
  await dialog.getByRole('button', { name: '지금 백업' }).press('Enter');
  const row = dialog.getByRole('row').filter({ hasText: '직접' });
  await expect(row).toHaveCount(1);
  await row.getByRole('button', { name: '검증' }).press('Enter');
  await expect(page.getByText(': 이상 없음')).toBeVisible();

  await plant.measure(inspection, 40, { defect_count: 16, production_count: 200 });
  await plant.measure(inspection, 30, { defect_count: 2, production_count: 200 });
  await expect.poll(async () => (await plant.judgments(`equipment=${inspection}`)).length).toBe(3);
  await row.getByRole('button', { name: '복원 …' }).press('Enter');
  const ask = page.getByRole('dialog', { name: /되돌릴까요/ });
  await expect(ask.getByRole('button', { name: '멈추고 복원' })).toBeDisabled();
  await page.keyboard.type('규칙 시험을 되돌림');
  await page.keyboard.press('Enter');
  await expect(ask).toBeHidden();
  await expect(page.getByText(/에서 복원됨\(.*규칙 시험을 되돌림\)/).first()).toBeVisible({
    timeout: 30_000,
  });
  await expect.poll(async () => (await plant.judgments(`equipment=${inspection}`)).length).toBe(1);
  expect(existsSync(join(data, 'quarantine'))).toBe(true);
});
