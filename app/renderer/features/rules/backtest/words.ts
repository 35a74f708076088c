import type { TFunction } from 'i18next';
import type { Severity } from '../../../../../shared/contract/common.ts';
import type { BacktestOutcome, BacktestVersion } from '../../../../../shared/contract/backtest.ts';
import type { MarkKind } from '../../../ui/index.ts';

/** A verdict as it is shown, a `HOLD` with its cause. */
export function outcomeText(
  { verdict, holdCause }: Pick<BacktestOutcome, 'verdict' | 'holdCause'>,
  t: TFunction<'rule-backtest'>,
): string {
  return holdCause === undefined
    ? verdict
    : t('hold', { verdict, cause: t(`common:holdCause.${holdCause}`) });
}

export const markOf = ({
  severity,
  holdCause,
}: {
  severity: Severity;
  holdCause?: string | undefined;
}): MarkKind => (holdCause === undefined ? severity : 'hold');

export function versionText(version: BacktestVersion, t: TFunction<'rule-backtest'>): string {
  return version === 'draft' ? t('draft') : t('version', { version });
}

/** Whether two outcomes are the same for who reads them. */
export const isSame = (a: BacktestOutcome | undefined, b: BacktestOutcome | undefined): boolean =>
  a?.verdict === b?.verdict && a?.holdCause === b?.holdCause;
