import type { Locator, Page } from '@playwright/test';

/** Data → Tags: the tree, what is set of a tag, the list of changes. */
export class TagsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.getByRole('link', { name: '태그', exact: true }).click();
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: /찾기/ });
  }

  get rows(): Locator {
    return this.page.getByRole('treeitem');
  }

  /** A row of the tree by its whole place: a branch or a tag. */
  row(place: string): Locator {
    return this.page.locator(`[role=treeitem][title="${place}"]`);
  }

  /** Opens branches down to a place and chooses it. */
  async choose(place: string): Promise<void> {
    const levels = place.split('/');
    for (let depth = 1; depth < levels.length; depth += 1) {
      const branch = this.row(levels.slice(0, depth).join('/'));
      if ((await branch.getAttribute('aria-expanded')) === 'false') await branch.click();
    }
    await this.row(place).click();
  }

  /** As a hand does it: the row is moved a little before the list scrolls, and moves along before it is let go. */
  async drag(place: string, target: string): Promise<void> {
    await this.row(place).hover({ position: { x: 80, y: 10 } });
    await this.page.mouse.down();
    await this.row(place).hover({ position: { x: 95, y: 14 } });
    await this.row(target).hover();
    await this.row(target).hover({ position: { x: 60, y: 8 } });
    await this.page.mouse.up();
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: '저장', exact: true }).click();
  }

  /** Takes the newest change back. */
  async undo(): Promise<void> {
    await this.page.getByRole('button', { name: '되돌리기', exact: true }).last().click();
  }
}
