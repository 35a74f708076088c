import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BacktestChange, BacktestResult } from '../../../../../shared/contract/backtest.ts';
import { PenSwatch } from '../../../charts/PenSwatch.tsx';
import { TimeWindow, type TimeRange } from '../../../charts/model/time-window.ts';
import { trendsHref } from '../../../charts/trends-link.ts';
import { LoadingNotice } from '../../../ui/index.ts';
import { verdictPath, verdictSource } from './verdict-source.ts';
import { outcomeText, versionText } from './words.ts';

const ChartView = lazy(async () => ({ default: (await import('../../../charts/ChartView.tsx')).ChartView }));

/** Shown before and after a change, and of a long one only its beginning. */
const AROUND_MS = 10 * 60_000;
const LONGEST_MS = 6 * 3_600_000;
const MOST_PENS = 6;

interface TrendProps {
  readonly id: string;
  readonly result: BacktestResult;
  readonly change: BacktestChange;
}

function rangeOf({ from, to }: BacktestChange): Extract<TimeRange, { mode: 'fixed' }> {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return { mode: 'fixed', from: start - AROUND_MS, to: Math.min(end, start + LONGEST_MS) + AROUND_MS };
}

/** The machine's values around a change, and below them what each version said. */
export function ChangeTrend({ id, result, change }: TrendProps) {
  const { t } = useTranslation('rule-backtest');
  const { equipment } = change;
  const range = useMemo(() => rangeOf(change), [change]);
  const [timeWindow] = useState(() => new TimeWindow(range));
  useEffect(() => timeWindow.setRange(range), [timeWindow, range]);
  const { sides, machines } = result;
  const tags = machines.find((machine) => machine.equipment === equipment)?.tags.slice(0, MOST_PENS);
  const source = useMemo(
    () => verdictSource({ id, equipment, sides, textOf: (outcome) => outcomeText(outcome, t) }),
    [id, equipment, sides, t],
  );
  const pens = useMemo(
    () => [
      ...(tags ?? []).map((path) => ({ path, name: path.slice(path.lastIndexOf('/') + 1) })),
      ...sides.map(({ version }, side) => ({
        path: verdictPath({ id, equipment }, side),
        name: versionText(version, t),
      })),
    ],
    // The tags of a machine of a backtest do not change.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [id, equipment, sides, t],
  );
  const note = {
    id: 'change',
    from: Date.parse(change.from),
    to: Date.parse(change.to),
    text: t('changeNote'),
  };
  return (
    <div className="flex flex-col">
      <Suspense fallback={<LoadingNotice />}>
        <ChartView
          label={t('trendOf', { equipment })}
          pens={pens}
          live={false}
          timeWindow={timeWindow}
          home={range}
          height={270}
          notes={[note]}
          source={source}
        />
      </Suspense>
      <p className="flex flex-wrap items-center justify-between gap-x-4 px-2 py-1 text-sm text-ink-2">
        <span className="flex flex-wrap gap-x-4">
          {pens.map(({ path, name }, index) => (
            <span key={path} className="inline-flex items-center gap-1">
              <PenSwatch color={index} />
              {name}
            </span>
          ))}
        </span>
        <Link
          className="inline-flex min-h-8 items-center underline underline-offset-2"
          to={trendsHref({
            charts: [(tags ?? []).map((path) => ({ path }))],
            spanSeconds: (range.to - range.from) / 1_000,
            fixed: { from: range.from, to: range.to },
          })}
        >
          {t('openTrends')}
        </Link>
      </p>
    </div>
  );
}
