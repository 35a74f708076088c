import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aif } from '../support/aif.ts';
import { askStation } from '../support/electron/launch.ts';
import { expect, ownAppTest } from './fixtures.ts';
import { ControlRoom } from './pages/control-room.ts';

ownAppTest(
  'the script opens where it was left; values of a test case stand beside its lines, errors in the language of the page',
  async ({ running: { page } }) => {
    await new ControlRoom(page).untilConnected();
    const go = (route: string) => page.evaluate((hash) => (window.location.hash = hash), route);
    await go('/rules');
    await expect(page.locator('tr', { hasText: 'press-thermal' })).toContainText('컴파일됨');

    await go('/rules/press-thermal/script');
    const text = page.getByRole('textbox', { name: 'press-thermal' });
    await text.click({ position: { x: 10, y: 10 } });
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    const status = page.getByText(/^\d+행 \d+열$/);
    const place = (await status.textContent()) ?? '';
    // The last line is in view, wherever the first one in view is cut.
    const isAtEnd = () =>
      page
        .locator('.cm-scroller')
        .evaluate(
          ({ scrollTop, clientHeight, scrollHeight }) =>
            scrollTop > 0 && scrollHeight - scrollTop - clientHeight < 40,
        );
    await expect.poll(isAtEnd).toBe(true);
    await go('/rules/press-thermal/tests');
    await expect(text).toHaveCount(0);
    await go('/rules/press-thermal/script');
    await expect(status).toHaveText(place);
    await expect.poll(isAtEnd).toBe(true);
    await page.reload();
    await expect(status).toHaveText(place);
    await expect.poll(isAtEnd).toBe(true);

    await go('/rules/press-thermal/tests');
    await page.getByRole('table').getByRole('row').nth(2).click();
    await page.getByRole('button', { name: '스크립트에서 값 보기' }).click();
    await expect(page.locator('.cm-lineRemark', { hasText: /= .*°C/ }).first()).toBeVisible();
    await page.getByRole('button', { name: '값 숨기기' }).click();
    await expect(page.locator('.cm-lineRemark')).toHaveCount(0);

    await text.click({ position: { x: 10, y: 10 } });
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('let a = 1 === 2;');
    const told = '===: 여기서는 이렇게 쓰지 않습니다. 바른 표기: ==';
    await expect(page.getByRole('region', { name: '문제' }).getByText(told)).toBeVisible();
    await page.keyboard.press('F8');
    await expect(page.locator('.cm-tooltip .cm-diagnostic-error')).toContainText(told);
  },
);

const RULESET = {
  id: 'mixer',
  name: { ko: '혼합기', en: 'Mixer' },
  inputs: [{ name: 'mode', type: 'text' }],
  trigger: { kind: 'request' },
  verdicts: { OK: 'normal' },
};

ownAppTest(
  'a judgment that an error of the script kept from being made says why in the language of the page, its replay too',
  async ({ running: { page, folders } }) => {
    const folder = join(folders.data, 'mixer');
    mkdirSync(folder);
    writeFileSync(join(folder, 'ruleset.json'), JSON.stringify(RULESET));
    writeFileSync(join(folder, 'rules.rhai'), 'let speed = mode * 2.0;\n#{ verdict: "OK" }\n');
    writeFileSync(join(folder, 'tests.json'), '[]');
    const imported = await aif(['rules', 'import', folder, '--activate', '--data', folders.data]);
    expect(imported.code).toBe(0);
    expect(imported.stderr).toContain('TYPE_MISMATCH');
    const { id, holdDetail } = await askStation<{ id: string; holdDetail: string }>(
      folders,
      '/api/v1/judgment/execute',
      { rulesetId: 'mixer', input: { mode: 'auto' } },
    );
    expect(holdDetail).toMatch(/^UNKNOWN_FUNCTION: .*\(line 1, column 18\)$/);
    const why =
      '*: 이런 값에는 쓸 수 없습니다(텍스트, 실수). parse_float 등으로 같은 종류의 값으로 바꾸십시오';
    const told = `${why} (1행 18열)`;
    const go = (route: string) => page.evaluate((hash) => (window.location.hash = hash), route);
    await go(`/judgments?id=${id}`);
    await expect(page.getByText(told).first()).toBeVisible();
    await go(`/rules/mixer/replay/${id}`);
    await expect(page.getByText('비트까지 같습니다')).toBeVisible();
    await expect(page.getByText(told)).toBeVisible();
    await expect(page.locator('.cm-lineRemark')).toHaveText(why);
    await go('/rules/mixer/checks');
    await page.getByRole('row', { name: /TYPE_MISMATCH/ }).click();
    await expect(page.getByText(why, { exact: true })).toBeVisible();
    await go('/rules/mixer/versions');
    await expect(page.getByText(/검사 오류 1건이 있는데도 활성화 \(TYPE_MISMATCH\)/)).toBeVisible();
  },
);
