import { expect, type Locator, type Page } from '@playwright/test';

/** The Judgments page: its filters, the live list and the card beside it. */
export class JudgmentsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The list narrowed to one machine. */
  async openFor(machine: string): Promise<void> {
    await this.page.evaluate(
      (hash) => {
        window.location.hash = hash;
      },
      `/judgments?equipment=${encodeURIComponent(machine)}`,
    );
    await expect(this.filter('설비')).toHaveValue(machine);
  }

  get list(): Locator {
    return this.page.getByRole('listbox', { name: '판단 목록, 최근 순' });
  }

  get rows(): Locator {
    return this.list.getByRole('option');
  }

  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  rowOf({ id }: { readonly id: string }): Locator {
    return this.list.locator(`[id="judgment-${id}"]`);
  }

  get chosenRow(): Locator {
    return this.list.getByRole('option', { selected: true });
  }

  get card(): Locator {
    return this.page.getByRole('article', { name: '판단' });
  }

  /** The judgment whose card is open, as the address has it. */
  get openId(): string {
    return new URLSearchParams(this.page.url().split('?')[1]).get('id') ?? '';
  }

  /** A part of the card by its heading. */
  section(title: string): Locator {
    return this.card.getByRole('region', { name: title });
  }

  /** One input in the card's table, by its name in the rules. */
  input(name: string): Locator {
    const code = this.page.getByRole('code').filter({ hasText: new RegExp(`^${name}$`) });
    return this.section('판단에 쓴 입력값').getByRole('row').filter({ has: code });
  }

  /** What stands behind a name in the card's facts. */
  fact(name: string): Locator {
    const term = this.page.getByRole('term').filter({ hasText: name });
    return this.card.locator('dl > div').filter({ has: term }).getByRole('definition');
  }

  filter(name: string): Locator {
    return this.page.getByRole('search').getByLabel(name, { exact: true });
  }

  /** Someone with a finger on the key: it goes down in the very moment in which the next list gets its first row. */
  async pressAtFirstRow(code: string): Promise<void> {
    await this.page.evaluate((key) => {
      const press = (type: string) =>
        document.dispatchEvent(new KeyboardEvent(type, { code: key, bubbles: true, cancelable: true }));
      const watch = new MutationObserver(() => {
        if (document.querySelector('[role=listbox] [role=option][id^=judgment-]') === null) return;
        watch.disconnect();
        press('keydown');
        press('keyup');
      });
      watch.observe(document.body, { childList: true, subtree: true });
    }, code);
  }

  /** Identifiers of the rows on screen, newest first. */
  async ids(): Promise<string[]> {
    const rows = await this.rows.evaluateAll((elements) =>
      elements.map((element) => ({ id: element.id, top: element.getBoundingClientRect().top })),
    );
    return rows.toSorted((a, b) => a.top - b.top).map(({ id }) => id.replace(/^judgment-/, ''));
  }
}
