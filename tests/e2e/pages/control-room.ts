import { expect, type Locator, type Page } from '@playwright/test';

const PAGES = {
  overview: '현황',
  judgments: '판단',
  trends: '추세',
  rules: '규칙',
  data: '데이터',
  health: '상태 점검',
  settings: '설정',
} as const;

/** What an operator sees and does in a window, by role and name. */
export class ControlRoom {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The bar that always says how server, broker and data are. */
  get status(): Locator {
    return this.page.getByRole('contentinfo', { name: '스테이션 상태' });
  }

  /** What is not as it should be; empty while all is well. */
  get conditions(): Locator {
    return this.page.getByRole('region', { name: '정상이 아닌 것' }).getByRole('listitem');
  }

  /** The window as it was first opened: nothing chosen, nothing remembered, on its first page. */
  async startOver(): Promise<void> {
    await this.page.mouse.move(0, 0);
    await this.page.evaluate(() => {
      window.localStorage.clear();
      window.location.hash = '/';
    });
    await this.page.reload();
  }

  machine(name: string): Locator {
    return this.page.getByRole('main').getByRole('link', { name, exact: true }).first();
  }

  async open(page: keyof typeof PAGES): Promise<void> {
    const link = this.page.getByRole('navigation', { name: '화면' }).getByRole('link', { name: PAGES[page] });
    await link.click();
  }

  /** Whoever works by keyboard is somewhere: an element that went away has handed the focus on. */
  async expectFocusKept(): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  }

  /** Waits until the window is connected to the server and nothing is amiss with that. */
  async untilConnected(): Promise<void> {
    await this.status.getByText('연결됨').first().waitFor({ timeout: 30_000 });
  }
}
