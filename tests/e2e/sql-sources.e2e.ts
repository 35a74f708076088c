import type { Locator, Page } from '@playwright/test';
import type { DatabaseServer } from '../support/database-server.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { READER, READER_PASSWORD } from '../support/sql-station.ts';
import { expect, test } from './fixtures.ts';

const QUERY = 'SELECT id, at, tag, value FROM log';
const SLOW = 'SELECT id, at, tag, value, pg_sleep(300)::text AS wait FROM log';

let server: DatabaseServer;
test.beforeAll(async () => {
  test.skip(postgresMissing !== null, postgresMissing ?? '');
  server = await startPostgres();
  await server.run(`CREATE TABLE log (id bigserial PRIMARY KEY, at timestamptz, tag text, value double precision);
    INSERT INTO log (at, tag, value) SELECT now() - make_interval(mins => 9 - n), '온도', 70 + n FROM generate_series(1, 4) AS n;
    INSERT INTO log (at, tag, value) VALUES (now(), '온도+', 1);
    CREATE ROLE ${READER} LOGIN PASSWORD '${READER_PASSWORD}'; GRANT SELECT ON log TO ${READER}`);
});
test.afterAll(() => server?.close());

/** A running test of a query is cancelled: soon, and the same button then starts it again. */
async function cancelTest(
  dialog: Locator,
  texts: { query: string; look: string; cancel: string; done: string },
) {
  await dialog.getByLabel(texts.query, { exact: true }).fill(SLOW);
  await dialog.getByRole('button', { name: texts.look }).click();
  await dialog.getByRole('button', { name: texts.cancel }).click();
  await expect(dialog.getByText(texts.done)).toBeVisible();
  await expect(dialog.getByRole('button', { name: texts.look })).toBeFocused();
}

async function inEnglish(page: Page): Promise<void> {
  await page.evaluate(() =>
    window.localStorage.setItem('aif.preferences.1', JSON.stringify({ theme: 'dark', language: 'en' })),
  );
  await page.reload();
  await page.locator('html[lang=en]').waitFor();
}

test('a table of a database is tried, cancelled, tried again, added, read and removed, in both languages', async ({
  room,
  plant,
}) => {
  const { page } = room;
  const press = `${plant.line}/press-7`;
  await room.open('data');
  await page.getByRole('link', { name: '데이터 원천' }).click();
  await page.getByRole('button', { name: 'SQL 원천 추가' }).click();
  const dialog = page.getByRole('dialog');
  const fields = [
    ['이름', 'MES'],
    ['서버', server.host],
    ['포트', String(server.port)],
    ['데이터베이스', 'plant'],
    ['계정', READER],
    ['비밀번호', READER_PASSWORD],
  ] as const;
  for (const [label, value] of fields) await dialog.getByLabel(label, { exact: true }).fill(value);
  await dialog.getByLabel('TLS').selectOption('off');
  const texts = {
    query: '쿼리',
    look: '시험하고 행 보기',
    cancel: '시험 취소',
    done: '시험을 취소했습니다.',
  };
  await cancelTest(dialog, texts);

  await dialog.getByLabel('쿼리', { exact: true }).fill(QUERY);
  await dialog.getByRole('button', { name: texts.look }).click();
  await expect(dialog.getByText(/PostgreSQL .*: .*5행/)).toBeVisible();
  await dialog.getByLabel('설비').fill(press);
  await dialog.getByRole('button', { name: texts.look }).click();
  await expect(dialog.getByText('5행: "온도+": 태그가 될 수 없습니다.')).toBeVisible();
  await expect(dialog.getByRole('cell', { name: `${press}/온도` }).first()).toBeVisible();
  await dialog.getByLabel('시작', { exact: true }).selectOption('all');
  await dialog.getByRole('button', { name: '추가', exact: true }).click();
  await expect(page.getByText('MES: 추가했습니다. 지금부터 읽습니다')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'postgresql://' })).toBeVisible();

  await inEnglish(page);
  await page.getByRole('button', { name: 'MES', exact: true }).click();
  await expect(page.locator('dl > div').filter({ hasText: 'Rows taken' }).locator('dd')).toHaveText('5');
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const change = page.getByRole('dialog');
  await cancelTest(change, {
    query: 'Query',
    look: 'Test and show rows',
    cancel: 'Cancel the test',
    done: 'The test was cancelled.',
  });
  await change.getByRole('button', { name: 'Cancel', exact: true }).click();
  await change.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(change).toBeHidden();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('MES is removed; what it stored stays')).toBeVisible();
});
