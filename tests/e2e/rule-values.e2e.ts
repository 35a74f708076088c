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
