import type { IconName } from '../ui/index.ts';
import type { ShortcutId } from '../lib/shortcuts/shortcuts.ts';

export interface PageEntry {
  readonly id: 'overview' | 'judgments' | 'trends' | 'rules' | 'data' | 'health' | 'settings';
  readonly path: string;
  readonly icon: IconName;
  readonly shortcut: ShortcutId;
}

/** The pages of the navigation, in its order. */
export const PAGES: readonly PageEntry[] = [
  { id: 'overview', path: '/', icon: 'overview', shortcut: 'go-overview' },
  { id: 'judgments', path: '/judgments', icon: 'judgments', shortcut: 'go-judgments' },
  { id: 'trends', path: '/trends', icon: 'trends', shortcut: 'go-trends' },
  { id: 'rules', path: '/rules', icon: 'rules', shortcut: 'go-rules' },
  { id: 'data', path: '/data', icon: 'data', shortcut: 'go-data' },
  { id: 'health', path: '/health', icon: 'health', shortcut: 'go-health' },
  { id: 'settings', path: '/settings', icon: 'settings', shortcut: 'go-settings' },
];

export type HelpId = PageEntry['id'] | 'machine';

/** Which help belongs to an address. */
export function helpOf(pathname: string): HelpId {
  if (pathname.startsWith('/machine/')) return 'machine';
  return PAGES.find((page) => page.path !== '/' && pathname.startsWith(page.path))?.id ?? 'overview';
}
