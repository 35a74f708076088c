import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

export const THEMES = ['light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];
export type Language = 'ko' | 'en';

export interface Fault {
  readonly isSerious: boolean;
  /** Rule, place, and what to do. */
  readonly text: string;
}

/** Rules whose answer depends on the theme; that of all others is the same in every one. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];
const NOTHING_MORE = ';';

/**
 * What axe holds against a page as it stands, or against what is `within` an element of it (a selector): every rule in the light
 * theme, in the others those of colour.
 */
export async function axeFaults(page: Page, theme: string, within = 'html'): Promise<readonly Fault[]> {
  // To load it takes longer than to look: once a page.
  const isLoaded = await page.evaluate(() => 'axe' in window);
  // Electron has no further page in which axe could put its findings together.
  const axe = new AxeBuilder({ page, ...(isLoaded && { axeSource: NOTHING_MORE }) }).setLegacyMode();
  axe.include(within).options({ resultTypes: ['violations'] });
  const { violations } = await (theme === 'light' ? axe : axe.withRules(RULES_OF_COLOUR)).analyze();
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => ({
      isSerious: impact === 'serious' || impact === 'critical',
      text: `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`,
    })),
  );
}

/** As another window that changes them does. */
export async function prefer(page: Page, theme: Theme, language: Language): Promise<void> {
  await page.evaluate(
    (preferences) => {
      const [key, newValue] = ['aif.preferences.1', JSON.stringify(preferences)];
      window.localStorage.setItem(key, newValue);
      window.dispatchEvent(new StorageEvent('storage', { key, newValue }));
    },
    { theme, language },
  );
  await page.locator(`html[lang=${language}][data-theme=${theme}]`).waitFor();
}
