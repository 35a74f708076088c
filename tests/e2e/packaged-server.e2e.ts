import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, test as base } from '@playwright/test';
import { AppFolders } from '../support/electron/launch.ts';
import { SERVER_FOLDER } from '../support/electron/packaged-app.ts';

const aif = `${SERVER_FOLDER}/aif`;

const test = base.extend<{ folders: AppFolders }>({
  // eslint-disable-next-line no-empty-pattern
  folders: async ({}, use) => {
    const folders = new AppFolders();
    await use(folders);
    folders.remove();
  },
});

test('the packaged command judges with the packaged rules', async ({ folders }) => {
  const input = JSON.stringify({ defect_count: 8, production_count: 100 });
  const { stdout } = await promisify(execFile)(
    aif,
    ['judge', '--ruleset', 'defect-rate', '--input', input, '--data', folders.data, '--json'],
    { env: folders.environment },
  );
  const judgment = JSON.parse(stdout) as { verdict: string; severity: string };
  expect(judgment).toMatchObject({ methodUsed: 'rule', ruleset: { id: 'defect-rate' } });
  expect(['HOLD', 'normal']).not.toContain(judgment.verdict);
  expect(judgment.severity).not.toBe('normal');
});

test('the packaged server serves the same windows to a browser when it is asked to', async ({ folders }) => {
  const server = spawn(
    aif,
    ['serve', '--data', folders.data, '--http', '127.0.0.1:0', '--until-stdin-closes'],
    {
      env: folders.environment,
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const ended = once(server, 'exit');
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const { http } = JSON.parse(line) as { http: string };
  const answer = await fetch(http);
  const page = await answer.text();
  server.stdin.end();
  await ended;
  expect(answer.status).toBe(200);
  expect(page).toContain('<div id="root">');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});
