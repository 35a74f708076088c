import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { textOfReason } from '../../../../../../shared/contract/reasons.ts';
import { formatDateTime, formatNumber, formatPercent } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { useIsLive } from '../../../../lib/trpc/index.ts';
import { Button, Select } from '../../../../ui/index.ts';
import type { PeriodName } from '../../backtest/period.ts';
import { rulePath } from '../../rule-path.ts';
import { useDesk } from '../../use-desk.ts';
import { rowsChanged } from './rows-between.ts';
import type { History } from './use-history.ts';

const PERIODS = ['day', 'week', 'month', 'all'] as const satisfies readonly PeriodName[];

/** How far the count is, or what it came to. */
function Counted({ history: { backtest } }: { history: History }) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const { id } = useDesk();
  if (backtest === undefined) return null;
  const { state, result, period, progress, problem } = backtest;
  if (state === 'failed')
    return (
      <span role="alert">
        {t('notCounted')}
        {problem && `: ${problem.reason ? textOfReason(problem.reason, language) : problem.message}`}
      </span>
    );
  if (result === undefined)
    return <span role="status">{t('counting', { share: formatPercent(progress.share, language) })}</span>;
  const rows = (value: number) => formatNumber(value, language, 9);
  return (
    <span role="status">
      {t('counted', { changed: rows(rowsChanged(result)), rows: rows(result.rows) })}{' '}
      <span className="text-ink-2">
        {formatDateTime(period.from)} – {formatDateTime(period.to)}
      </span>{' '}
      <Link className="underline" to={`${rulePath(id, 'backtest')}?run=${backtest.id}`}>
        {t('toBacktest')}
      </Link>
    </span>
  );
}

/** How many rows of what was stored get another verdict: a backtest of both sides. */
export function HistoryCounts({ history }: { history: History }) {
  const { t } = useTranslation('rule-meaning');
  const live = useIsLive();
  const [period, setPeriod] = useState<PeriodName>('week');
  const state = history.backtest?.state;
  const isRunning = history.isStarting || state === 'running' || state === 'waiting';
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="w-44">
        <Select
          aria-label={t('rule-backtest:period')}
          choices={PERIODS.map((value) => ({ value, label: t(`rule-backtest:periods.${value}`) }))}
          value={period}
          onChange={(event) => setPeriod(event.target.value as PeriodName)}
        />
      </div>
      <Button disabled={!live || isRunning} onClick={() => history.count(period)}>
        {t('count')}
      </Button>
      <Counted history={history} />
    </div>
  );
}
