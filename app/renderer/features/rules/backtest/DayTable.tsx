import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Backtest, BacktestDay } from '../../../../../shared/contract/backtest.ts';
import { formatNumber, formatSpan, splitEquipment } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { ErrorNotice, LoadingNotice, Notice, Table, Td, Th } from '../../../ui/index.ts';
import { versionText } from './words.ts';

interface DayProps {
  readonly backtest: Backtest;
  /** Chosen: its changes are to be listed. */
  readonly onDay: (of: { equipment: string; day: string }) => void;
}

/** How long something abnormal stood, by the number of its outcome; a `HOLD` is none. */
function abnormalMs(backtest: Backtest, { sides }: BacktestDay, side: number): number {
  const outcomes = backtest.result?.sides[side]?.outcomes ?? [];
  return (sides[side]?.durationMs ?? []).reduce((sum, durationMs, index) => {
    const outcome = outcomes[index];
    return outcome === undefined || outcome.severity === 'normal' || outcome.holdCause !== undefined
      ? sum
      : sum + durationMs;
  }, 0);
}

/** Figures by machine and day. */
export function DayTable({ backtest, onDay }: DayProps) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  const days = useQuery({ ...trpc.backtests.days.queryOptions({ id: backtest.id }), staleTime: Infinity });
  if (days.isPending) return <LoadingNotice />;
  if (days.error) return <ErrorNotice error={days.error} onRetry={() => void days.refetch()} />;
  const items = days.data.items.filter(({ rows }) => rows > 0);
  if (items.length === 0) return <Notice title={t('noRows')}>{t('noRowsText')}</Notice>;
  const sides = backtest.result?.sides ?? [];
  return (
    <Table aria-label={t('byDay')}>
      <thead>
        <tr>
          <Th>{t('column.day')}</Th>
          <Th>{t('column.machine')}</Th>
          <Th numeric>{t('column.rows')}</Th>
          {sides.map(({ version }) => (
            <Th key={version} numeric>
              {t('column.abnormal', { version: versionText(version, t) })}
            </Th>
          ))}
          {sides.length > 1 && <Th numeric>{t('column.changed')}</Th>}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={`${item.day} ${item.equipment}`}>
            <Td middle>{item.day}</Td>
            <Td middle>{splitEquipment(item.equipment).equipment}</Td>
            <Td numeric middle>
              {formatNumber(item.rows, language, 9)}
            </Td>
            {sides.map(({ version }, side) => (
              <Td key={version} numeric middle>
                {formatSpan(abnormalMs(backtest, item, side), language)}
              </Td>
            ))}
            {sides.length > 1 && (
              <Td numeric middle>
                {item.changedRows === 0 ? (
                  '0'
                ) : (
                  <button
                    type="button"
                    className="min-h-8 rounded-sm border border-line-strong px-2 font-semibold hover:bg-selected"
                    onClick={() => onDay({ equipment: item.equipment, day: item.day })}
                  >
                    {formatNumber(item.changedRows, language, 9)}
                  </button>
                )}
              </Td>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
