import { expect, type Locator, type Page } from '@playwright/test';

const TABS = {
  script: '스크립트',
  table: '표',
  settings: '설정',
  tests: '테스트',
  backtest: '백테스트',
  whatif: '가정 분석',
  versions: '버전',
} as const;

/** The rule desk: the list of rulesets, and one of them with its tabs. */
export class RulesPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** A ruleset from the first template, when the list is open. */
  async begin(name: string, id: string): Promise<void> {
    // Keys are heard by the page that is there.
    await expect(this.page.getByRole('row', { name: /^불량률/ })).toBeVisible();
    await this.page.keyboard.press('n');
    const dialog = this.page.getByRole('dialog', { name: '새 규칙 세트' });
    await dialog.getByLabel('한국어 이름').fill(name);
    await dialog.getByLabel('ID').fill(id);
    await this.page.keyboard.press('Enter');
    await expect(this.page.getByRole('heading', { level: 1 })).toContainText(name);
  }

  async tab(name: keyof typeof TABS): Promise<void> {
    const tabs = this.page.getByRole('navigation', { name: '규칙 세트의 부분' });
    await tabs.getByRole('link', { name: TABS[name], exact: true }).click();
  }

  /** The template's input is that of every tag of a pattern, and each of their values is judged as it comes. */
  async judgeEachValueOf(pattern: string): Promise<void> {
    await this.tab('settings');
    await this.page.getByLabel('value의 태그 패턴').fill(pattern);
    await this.page.getByRole('radio', { name: '값 변화' }).click();
    await this.page.getByLabel('잠잠한 시간').fill('0');
    await this.untilSaved();
  }

  get script(): Locator {
    return this.page.getByRole('textbox', { name: /의 스크립트$/ });
  }

  /** At the beginning of the script. */
  async write(text: string): Promise<void> {
    await this.script.click();
    await this.page.keyboard.press('Control+Home');
    await this.page.keyboard.type(text);
  }

  get problems(): Locator {
    return this.page.getByRole('region', { name: '초안의 문제' });
  }

  /** Whether what is on screen is on the server's disk. */
  async untilSaved(): Promise<void> {
    await expect(this.page.locator('[data-save-state=saved]')).toBeVisible();
  }

  async saveVersion(comment: string): Promise<void> {
    await this.untilSaved();
    await this.page.keyboard.press('Control+s');
    await this.page.getByRole('dialog').getByRole('textbox').fill(comment);
    await this.page.keyboard.press('Control+Enter');
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
  }

  version(number: number): Locator {
    const cell = this.page.getByRole('button', { name: `버전 ${number} 비교` });
    return this.page.getByRole('row').filter({ has: cell });
  }

  async untilActive(number: number): Promise<void> {
    await expect(this.version(number).getByText('활성', { exact: true })).toBeVisible();
  }

  /** Confirms what is asked for before a version judges here. */
  async confirmActivation(reason: string): Promise<void> {
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: '이유' }).fill(reason);
    await dialog.getByRole('button', { name: '이 스테이션에서 활성화' }).click();
    await expect(dialog).toHaveCount(0);
  }
}
