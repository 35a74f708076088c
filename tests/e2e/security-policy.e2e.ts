import { expect, ownAppTest, test } from './fixtures.ts';

/** Line 7 of Electron's checklist. That no test breaks the policy is seen to by `offences` of the fixtures. */

test('every answer of app: carries the policy, and only what is in the package is served', async ({
  room,
}) => {
  const answers = await room.page.evaluate(async () => {
    const addresses = [
      '/',
      '/index.html',
      '/no-such.js',
      '/..%2f..%2fmain%2findex.cjs',
      '/%2e%2e/main/index.cjs',
    ];
    return Promise.all(
      addresses.map(async (address) => {
        const { status, headers } = await fetch(address);
        return { address, status, policy: headers.get('content-security-policy') };
      }),
    );
  });
  for (const { policy } of answers) expect(policy).toMatch(/^default-src 'none'; script-src 'self'/);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 404, 404]);
});

ownAppTest(
  'the policy is obeyed, and the app itself never offends against it',
  async ({ room, offences: told }) => {
    const { page } = room;
    const offences: string[] = [];
    await page.exposeFunction('tellOffence', (text: string) => offences.push(text));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const tell = (window as unknown as { tellOffence(text: string): void }).tellOffence;
        tell(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await page.reload();
    await room.untilConnected();
    for (const name of ['judgments', 'trends', 'data', 'health', 'settings', 'overview'] as const)
      await room.open(name);
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    expect(offences).toEqual([]);

    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
      const image = new Image();
      image.src = 'https://127.0.0.1:9/picture.png';
    });
    await expect.poll(() => offences.length).toBe(2);
    expect(await page.evaluate(() => 'injected' in window)).toBe(false);
    // The fixture that watches every test has seen both as well.
    await expect.poll(() => told.length).toBe(2);
    told.length = 0;
  },
);
