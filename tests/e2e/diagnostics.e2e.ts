import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diagnosticsSchema } from '../../shared/contract/diagnostics.ts';
import { expect, test } from './fixtures.ts';

test('a diagnostic file is read, part by part, before it is saved; what is taken out is not in it', async ({
  room,
  running,
}) => {
  const { page } = room;
  await page.evaluate(() => (location.hash = '#/health'));
  await page.getByRole('button', { name: '진단 파일 …' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: '진단 파일' });
  const token = readFileSync(join(running.folders.data, 'token'), 'utf8').trim();

  await dialog.getByRole('button', { name: 'findings.txt 읽기' }).press('Enter');
  const findings = dialog.getByRole('region', { name: 'findings.txt' });
  await expect(findings).toContainText('저장소 정상');
  await expect(findings).toContainText('Store working');
  await dialog.getByRole('button', { name: 'logs/running-station.log 읽기' }).press('Enter');
  await expect(dialog.getByRole('region', { name: 'logs/running-station.log' })).toContainText(
    'station ready',
  );
  await dialog.getByRole('checkbox', { name: /folder\.txt/ }).press('Space');

  const place = mkdtempSync(join(tmpdir(), 'aif-diagnostics-'));
  const file = join(place, 'saved.json');
  await running.app.evaluate(({ session }, path) => {
    session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path));
  }, file);
  await dialog.getByRole('button', { name: '파일로 저장' }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/aif-diagnostics-\w+\.json 저장함/)).toBeVisible();
  await expect.poll(() => readSaved(file)).not.toBe('');
  const text = readSaved(file);
  const names = diagnosticsSchema.parse(JSON.parse(text)).sections.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['about.txt', 'findings.txt', 'settings.txt', 'integrity.txt']),
  );
  expect(names).not.toContain('folder.txt');
  expect(text).not.toContain(token);
  rmSync(place, { recursive: true });
});

function readSaved(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
