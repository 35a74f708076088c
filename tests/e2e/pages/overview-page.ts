import type { Locator, Page } from '@playwright/test';

interface MachineOnOverview {
  /** Its state in a word. */
  readonly state: Locator;
  /** How old its newest value is. */
  readonly age: Locator;
  /** The cells with this verdict. */
  verdict(word: string): Locator;
}

/** The Overview: machines by line against the rulesets that judge them. */
export class OverviewPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  machine(name: string): MachineOnOverview {
    const header = this.page.getByRole('rowheader', { name, exact: true });
    const row = this.page.getByRole('main').getByRole('row').filter({ has: header });
    return {
      state: row.getByRole('cell').first(),
      age: row.getByRole('cell').last(),
      verdict: (word) => row.getByRole('cell').filter({ hasText: word }),
    };
  }
}
