import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Backtest } from '../../../../../../shared/contract/backtest.ts';
import { textOfReason } from '../../../../../../shared/contract/reasons.ts';
import { formatDateTime, formatNumber, formatPercent } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { errorCodeOf, errorReasonIn, useIsLive } from '../../../../lib/trpc/index.ts';
import { Button, Select } from '../../../../ui/index.ts';
import type { PeriodName } from '../../backtest/period.ts';
import { rulePath } from '../../rule-path.ts';
import { useDesk } from '../../use-desk.ts';
import { rowsChanged } from './rows-between.ts';
import type { History } from './use-history.ts';
import type { RegionCounts } from './use-region-counts.ts';

const PERIODS = ['day', 'week', 'month', 'all'] as const satisfies readonly PeriodName[];

/** How far a backtest of both is, or what it came to: of single regions it knows nothing. */
function BetweenVerdicts({ backtest }: { backtest: Backtest }) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const { id } = useDesk();
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
      {t('counted', { count: result.rows, changed: rows(rowsChanged(result)), rows: rows(result.rows) })}{' '}
      <span className="text-ink-2">
        {formatDateTime(period.from)} – {formatDateTime(period.to)}
      </span>{' '}
      <Link className="underline" to={`${rulePath(id, 'backtest')}?run=${backtest.id}`}>
        {t('toBacktest')}
      </Link>
    </span>
  );
}

/** How far the rows are read and judged, or what they came to. */
function InRegions({ inRegions }: { inRegions: RegionCounts }) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const { session, counts, error } = inRegions;
  const failure = error ?? (session?.state === 'failed' ? session.problem : null);
  if (failure) {
    const problem = error === null ? session?.problem : undefined;
    const why = problem?.reason ? textOfReason(problem.reason, language) : errorReasonIn(error, language);
    return (
      <span role="alert">
        {t('notCounted')}: {why ?? problem?.message ?? t(`common:error.${errorCodeOf(error)}`)}
      </span>
    );
  }
  if (inRegions.isCancelled) return <span role="status">{t('cancelled')}</span>;
  if (session === undefined || counts === undefined)
    return (
      <>
        <span role="status">{t('counting', { share: formatPercent(session?.share ?? 0, language) })}</span>
        <Button className="min-h-8" onClick={inRegions.cancel}>
          {t('common:cancel')}
        </Button>
      </>
    );
  const { period, everyNth } = session;
  const rows = (value: number) => formatNumber(value, language, 9);
  const elsewhere = counts.regions?.elsewhere ?? 0;
  return (
    <span role="status">
      {t('counted', { count: counts.rows, changed: rows(counts.changed), rows: rows(counts.rows) })}{' '}
      {elsewhere > 0 && `${t('elsewhere', { rows: rows(elsewhere) })} `}
      {!counts.isExact && `${t('estimated', { every: everyNth })} `}
      <span className="text-ink-2">
        {formatDateTime(period.from)} – {formatDateTime(period.to)}
      </span>
    </span>
  );
}

/** How many rows of what was stored get another verdict. */
export function HistoryCounts({ history }: { history: History }) {
  const { t } = useTranslation('rule-meaning');
  const live = useIsLive();
  const [period, setPeriod] = useState<PeriodName>('week');
  const { backtest, inRegions } = history;
  const isCounting =
    inRegions !== undefined &&
    inRegions.counts === undefined &&
    !inRegions.isCancelled &&
    inRegions.error === null &&
    inRegions.session?.state !== 'failed';
  // Asked before it is known what can be counted, a backtest would begin instead.
  const isKnown = history.canCount !== undefined;
  const isRunning = history.isStarting || backtest?.state === 'running' || backtest?.state === 'waiting';
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
      <Button disabled={!live || !isKnown || isRunning || isCounting} onClick={() => history.count(period)}>
        {t('count')}
      </Button>
      {inRegions && <InRegions inRegions={inRegions} />}
      {backtest && <BetweenVerdicts backtest={backtest} />}
      {backtest?.result && history.canCount === false && (
        <span className="text-ink-2">{t('onlyBetween')}</span>
      )}
    </div>
  );
}
