import { expect, type Locator, type Page } from '@playwright/test';

/** What the address of the page says is shown. */
interface ShownTime {
  readonly spanSeconds: number;
  /** Epoch milliseconds; undefined while live. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The Trends page: the tag tree, the charts, the readout of all pens. */
export class TrendsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: '태그 찾기' });
  }

  /** A row of the tag tree by its whole path: a line, a machine or a tag. */
  treeItem(path: string): Locator {
    return this.page.getByRole('treeitem').filter({ has: this.page.getByTitle(path, { exact: true }) });
  }

  /** Scrolls the tag tree until a row is there: only those in sight are. */
  async scrollTo(path: string): Promise<void> {
    await this.page.getByRole('tree').hover();
    await expect(async () => {
      if ((await this.treeItem(path).count()) === 0) await this.page.mouse.wheel(0, 300);
      await expect(this.treeItem(path)).toBeVisible({ timeout: 100 });
    }).toPass();
  }

  /** One chart with its head, numbered from 1. */
  chart(id: number): Locator {
    return this.page.getByRole('region', { name: `차트 ${id}`, exact: true });
  }

  /** The part of a chart that is drawn on and listens to keys. */
  drawing(id: number): Locator {
    return this.chart(id).getByRole('group');
  }

  tool(name: string): Locator {
    return this.page.getByRole('toolbar').getByRole('button', { name, exact: true });
  }

  /** The row of a pen in the readout. */
  pen(path: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByTitle(path, { exact: true }) });
  }

  get readout(): Locator {
    return this.page.getByRole('region', { name: '펜', exact: true });
  }

  /** The time the readout is for (epoch milliseconds) and the value of each pen then, read in one moment. */
  readings(): Promise<{ at: number; values: Record<string, string> }> {
    return this.readout.evaluate((panel) => {
      const at = Date.parse(panel.querySelector('time')?.dateTime ?? '');
      const rows = [...panel.querySelectorAll('td[title]')];
      const values = rows.map((cell) => [
        cell.getAttribute('title') ?? '',
        cell.nextElementSibling?.textContent ?? '',
      ]);
      return { at, values: Object.fromEntries(values) as Record<string, string> };
    });
  }

  /** Shows what an address of the page says, e.g. `pen=…&span=600`. */
  async open(search: string): Promise<void> {
    await this.page.evaluate((hash) => {
      window.location.hash = hash;
    }, `/trends?${search}`);
    await this.drawing(1).waitFor();
  }

  shownTime(): ShownTime {
    const search = new URLSearchParams(this.page.url().split('?')[1]);
    const instant = (name: string) => {
      const text = search.get(name);
      return text === null ? undefined : Date.parse(text);
    };
    return { spanSeconds: Number(search.get('span')), from: instant('from'), to: instant('to') };
  }

  /** Waits until a gesture has settled and gives what is shown then. */
  async untilShown(isSo: (shown: ShownTime) => boolean): Promise<ShownTime> {
    await expect.poll(() => isSo(this.shownTime()), { intervals: [50] }).toBe(true);
    return this.shownTime();
  }

  /** Paths of the pens of each chart, as the address has them. */
  pens(): string[][] {
    const search = new URLSearchParams(this.page.url().split('?')[1]);
    const charts: string[][] = [];
    for (const [name, value] of search) {
      const number = /^pen(\d*)$/.exec(name)?.[1];
      if (number === undefined) continue;
      const index = number === '' ? 0 : Number(number) - 1;
      (charts[index] ??= []).push(value.split('#')[0] ?? '');
    }
    return charts;
  }
}
