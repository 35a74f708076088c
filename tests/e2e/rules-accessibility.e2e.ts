import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { aif } from '../support/aif.ts';
import { askStation } from '../support/electron/launch.ts';
import { axeFaults, prefer, THEMES } from './axe.ts';
import { expect, ownAppTest } from './fixtures.ts';

const ID = 'oven';
const OVEN = 'plant/hall/line-1/oven-1';

const MANIFEST = {
  id: ID,
  name: { ko: '오븐', en: 'Oven' },
  inputs: [
    { name: 'value', type: 'number', unit: 'Cel', tag: '*/*/*/oven*/value' },
    { name: 'mode', type: 'text', optional: true },
  ],
  trigger: { kind: 'change', debounceMs: 0 },
  verdicts: { OK: 'normal', HIGH: 'high' },
};
const SOUND = 'if value > 80.0 { return #{ verdict: "HIGH" }; }\n#{ verdict: "OK" }\n';
/** Lowers the limit, and ends in an error where it is cold. */
const FAULTY = `if value > 70.0 { return #{ verdict: "HIGH" }; }
if value < 20.0 { let speed = mode * 2.0; }
#{ verdict: "OK" }
`;
const TESTS = [{ name: 'hot', input: { value: 90 }, expect: { verdict: 'HIGH' } }];
const SAMPLES = 60;

/** Every rule of axe, nothing excused. */
async function expectNoFaults(page: Page, place: string): Promise<void> {
  for (const theme of THEMES) {
    await prefer(page, theme, 'ko');
    const faults = await axeFaults(page, theme);
    expect
      .soft(
        faults.map(({ text }) => text),
        `${place} in ${theme}`,
      )
      .toEqual([]);
  }
  await prefer(page, 'light', 'ko');
}

ownAppTest(
  'axe finds nothing on the pages of the rule desk with results in them, in all themes',
  async ({ running, plant }) => {
    ownAppTest.setTimeout(150_000);
    const { page, folders } = running;
    page.setDefaultTimeout(15_000);
    const folder = join(folders.data, ID);
    mkdirSync(folder);
    const put = async (source: string, ...more: string[]) => {
      writeFileSync(join(folder, 'ruleset.json'), JSON.stringify(MANIFEST));
      writeFileSync(join(folder, 'rules.rhai'), source);
      writeFileSync(join(folder, 'tests.json'), JSON.stringify(TESTS));
      expect(await aif(['rules', 'import', folder, ...more, '--data', folders.data])).toMatchObject({
        code: 0,
      });
    };
    const go = (tab: string) => page.evaluate((hash) => (window.location.hash = hash), `/rules/${ID}/${tab}`);
    await plant.sendSeconds(`${OVEN}/value`, SAMPLES, (index) => index * 1.6);
    await put(SOUND, '--activate');
    await put(FAULTY);

    await go('checks');
    await page.getByRole('row', { name: /UNHANDLED_MISSING/ }).click();
    await page.getByRole('button', { name: '이 입력으로 실행' }).click();
    await expect(
      page.getByRole('region', { name: '문제가 드러나는 입력' }).getByRole('status'),
    ).toBeVisible();
    await expectNoFaults(page, 'checks');

    await go('tests');
    await page.getByRole('radio', { name: '검증 범위' }).click();
    await page.getByRole('button', { name: '변경해 보기' }).click();
    await expect(page.getByRole('heading', { name: /변이 점수 \d/ })).toBeVisible();
    await expectNoFaults(page, 'analysis');
    await page.getByRole('radio', { name: '표', exact: true }).click();
    await page.getByRole('button', { name: '스크립트에서 값 보기' }).click();
    await expect(page.locator('.cm-lineRemark').first()).toBeVisible();
    await expectNoFaults(page, 'values beside lines');

    await go('backtest');
    await page.getByRole('button', { name: '시작하기' }).click();
    await page.getByRole('table', { name: '변경' }).getByRole('button').first().click();
    await expect(page.getByRole('group', { name: `${OVEN}: 변경 전후의 값과 판정` })).toBeVisible();
    await expectNoFaults(page, 'backtest');

    await go('versions');
    await expect(page.getByRole('radiogroup', { name: '파일' })).toBeVisible();
    await expectNoFaults(page, 'texts compared');
    await page.getByRole('radio', { name: '판정', exact: true }).click();
    await expect(page.getByRole('list', { name: '판정이 달라지는 입력' })).toBeVisible();
    await expectNoFaults(page, 'verdicts compared');
    await page.getByRole('button', { name: '활성화', exact: true }).first().click();
    await expect(page.getByRole('dialog').getByText('1개 중 1개 통과')).toBeVisible();
    await expectNoFaults(page, 'activation');
    await page.keyboard.press('Escape');

    const { id } = await askStation<{ id: string }>(folders, '/api/v1/judgment/execute', {
      rulesetId: ID,
      input: { value: 90 },
    });
    await go(`replay/${id}`);
    await expect(page.getByText('비트까지 같습니다')).toBeVisible();
    await expectNoFaults(page, 'replay');
  },
);
