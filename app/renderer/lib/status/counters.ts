import type { Counters } from '../../../../shared/contract/data-hub.ts';

/** Counters in the order in which every table shows them. */
export const COUNTERS = [
  'received',
  'stored',
  'duplicate',
  'late',
  'unreadable',
  'filtered',
  'gap',
] as const satisfies readonly (keyof Counters)[];

/** Counters that should stay at zero; they stand out when they do not. */
export const UNWANTED_COUNTERS: ReadonlySet<keyof Counters> = new Set(['unreadable', 'gap']);
