import type { ConfigFile } from '../../shared/contract/settings.ts';
import type { RetentionPolicy } from '../contexts/data-hub/index.ts';

const GIBIBYTE = 1024 ** 3;

type Values = Pick<ConfigFile, 'historyDays' | 'historyDaysByTag' | 'historyBudgetGib'>;

/** How long samples are kept, from the settings, whose contract has checked them. */
export function retentionPolicyOf({
  historyDays,
  historyDaysByTag,
  historyBudgetGib,
}: Values): RetentionPolicy {
  return {
    days: historyDays === undefined ? null : Number(historyDays),
    rules: historyDaysByTag.map((rule) => {
      const at = rule.lastIndexOf('=');
      return { pattern: rule.slice(0, at).trim(), days: Number(rule.slice(at + 1)) };
    }),
    budgetBytes: historyBudgetGib === undefined ? null : Number(historyBudgetGib) * GIBIBYTE,
  };
}
