import type { IconName } from '../../ui/index.ts';

/** One thing to go to or to do. */
export interface PaletteEntry {
  /** Unique, and found by as well: the English name, whatever language is shown. */
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly onSelect: () => void;
}

export interface PaletteGroup {
  readonly heading: string;
  readonly entries: readonly PaletteEntry[];
}
