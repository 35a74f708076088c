import { expect, ownAppTest as test } from './fixtures.ts';

test('a crashed page comes back by itself within three seconds, the server is not touched', async ({
  running,
}) => {
  const server = running.folders.serverPid;
  const from = Date.now();
  await running.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  const text = () =>
    running.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed() || contents.isLoading()) return '';
      // A question asked in the moment of the crash is never answered.
      const unanswered = new Promise<string>((resolve) => setTimeout(() => resolve(''), 300));
      const asked = contents.executeJavaScript('document.querySelector("footer")?.innerText ?? ""');
      return Promise.race([asked as Promise<string>, unanswered]);
    });
  await expect.poll(text, { intervals: [50], timeout: 10_000 }).toContain('연결됨');
  expect(Date.now() - from).toBeLessThan(3_000);
  expect(running.folders.serverPid).toBe(server);
});
