import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, ownAppTest as test } from './fixtures.ts';

test('an error nobody caught in a window stands in the log of the shell, an ordinary message does not', async ({
  room,
  running,
}) => {
  const { page } = room;
  await page.evaluate(() => {
    console.log('planted message');
    setTimeout(() => {
      throw new Error('planted error');
    });
  });
  const logs = await running.app.evaluate(({ app }) => app.getPath('logs'));
  const text = () => readFileSync(join(logs, 'shell.log'), 'utf8');
  await expect.poll(text).toMatch(/^\d{4}-.*Z error of a page: Uncaught Error: planted error \(/m);
  expect(text()).not.toContain('planted message');
});
