import { join } from 'node:path';
import Database from 'better-sqlite3';
import { launchApp } from '../support/electron/launch.ts';
import { expect, ownAppTest as test } from './fixtures.ts';
import { ControlRoom } from './pages/control-room.ts';

test('while the server is not there yet a window shows what was last known, as that, and then what is', async ({
  room,
  running,
  plant,
}) => {
  for (const agoSeconds of [10, 0])
    await plant.measure(`${plant.line}/press-1`, agoSeconds, { temperature: 50 });
  await room.page.getByRole('main').getByText('정상', { exact: true }).first().waitFor();
  // Kept when the page goes away.
  const ended = new Promise((resolve) => running.app.process().once('exit', resolve));
  await running.app.evaluate(({ app }) => void setTimeout(() => app.quit(), 10));
  await ended;

  // A server that finds its folder in use is tried again and again.
  const lock = new Database(join(running.folders.data, 'lock.db'));
  lock.exec('BEGIN EXCLUSIVE');
  const again = await launchApp({ folders: running.folders });
  const main = again.page.getByRole('main');
  await expect(main.getByText('마지막: 정상').first()).toBeVisible();
  const conditions = new ControlRoom(again.page).conditions;
  await expect(conditions.filter({ hasText: /마지막으로 알려진 값|서버를 다시 시작하는 중/ })).toHaveCount(1);
  lock.exec('ROLLBACK');
  lock.close();
  await new ControlRoom(again.page).untilConnected();
  await expect(main.getByText('마지막: 정상')).toHaveCount(0);
  await again.app.close();
});
