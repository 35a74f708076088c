import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { Fragment, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../../shared/contract/common.ts';
import type { Statistics } from '../../../../shared/contract/data-hub.ts';
import { penKey } from '../../charts/model/pen-key.ts';
import { visibleRange, type TimeRange } from '../../charts/model/time-window.ts';
import { PenSwatch } from '../../charts/PenSwatch.tsx';
import { serverNow } from '../../lib/clock/clock.ts';
import { formatDateTime, formatNumber, formatPercent, formatSpan } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { trpc } from '../../lib/trpc/index.ts';
import { classNames, Table, Td, Th } from '../../ui/index.ts';
import { useDrawnPens, type DrawnPen } from './drawn-pens.ts';
import { shiftLabel } from './shifts.ts';
import { placeOf } from './tag-rows.ts';
import { useTrends } from './trends-store.ts';
import { tagName, type TrendChart } from './view-state.ts';

/** A live window moves on; its figures follow in steps. */
const LIVE_STEP_MS = 5_000;

/** The visible window, in whole seconds, moved on every few seconds while it is live. */
function useShownWindow(range: TimeRange): { from: number; to: number } {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (range.mode === 'fixed') return undefined;
    const timer = setInterval(() => setNow(serverNow()), LIVE_STEP_MS);
    return () => clearInterval(timer);
  }, [range]);
  const { from, to } = visibleRange(range, 1_000, Math.floor(now / 1_000) * 1_000);
  return { from: Math.round(from), to: Math.round(to) };
}

/** Figures of every pen in the visible window. */
export function StatisticsTable() {
  const { t } = useTranslation('trends');
  const { charts, range } = useTrends((state) => state.view);
  const window = useShownWindow(range);
  return (
    <Table>
      <caption className="sr-only">{t('statistics.title')}</caption>
      <thead>
        <tr>
          <Th className="w-10">
            <span className="sr-only">{t('readout.color')}</span>
          </Th>
          <Th>{t('readout.pen')}</Th>
          <Th>{t('readout.unit')}</Th>
          <Th numeric>{t('statistics.low')}</Th>
          <Th numeric>{t('statistics.high')}</Th>
          <Th numeric>{t('statistics.mean')}</Th>
          <Th numeric>{t('statistics.timeWeightedMean')}</Th>
          <Th numeric>{t('statistics.deviation')}</Th>
          <Th numeric>{t('statistics.count')}</Th>
          <Th numeric>{t('statistics.coverage')}</Th>
          <Th numeric>{t('statistics.bad')}</Th>
        </tr>
      </thead>
      <tbody>
        {charts.map((chart) => (
          <ChartStatistics key={chart.id} chart={chart} window={window} />
        ))}
      </tbody>
    </Table>
  );
}

function ChartStatistics({ chart, window }: { chart: TrendChart; window: { from: number; to: number } }) {
  const { t } = useTranslation('trends');
  const pens = useDrawnPens(chart);
  const { from, to } = window;
  const answers = useQueries({
    queries: pens.map(({ path, shiftMs }) =>
      trpc.dataHub.statistics.queryOptions(
        {
          path,
          from: new Date(from - shiftMs).toISOString(),
          to: new Date(to - shiftMs).toISOString(),
        },
        { placeholderData: keepPreviousData, staleTime: Infinity },
      ),
    ),
  });
  return pens.map((pen, index) => {
    const answer = answers[index];
    return (
      <Fragment key={penKey(pen)}>
        {answer?.data ? (
          <FiguresRow pen={pen} figures={answer.data} />
        ) : (
          <tr>
            <PenCells pen={pen} />
            <Td colSpan={8} className="text-ink-2">
              {t(answer?.error ? 'statistics.failed' : 'picker.loading')}
            </Td>
          </tr>
        )}
      </Fragment>
    );
  });
}

function PenCells({ pen }: { pen: DrawnPen }) {
  const language = useLanguage();
  const isEarlier = pen.shiftMs !== 0;
  return (
    <>
      <Td>
        <span className={classNames('block', isEarlier && 'opacity-50')}>
          <PenSwatch color={pen.color ?? 0} hidden={pen.hidden ?? false} />
        </span>
      </Td>
      <Td title={pen.path}>
        <span className="font-medium">{tagName(pen.path)}</span>{' '}
        <span className="text-sm text-ink-3">
          {isEarlier ? shiftLabel(pen.shiftMs, language) : placeOf(pen.path)}
        </span>
      </Td>
      <Td className="text-ink-2">{pen.unit}</Td>
    </>
  );
}

/** Figures as they stand in the table; estimates begin with ≈. */
export function figureTexts(figures: Statistics, language: Language) {
  const number = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : formatNumber(value, language, 5);
  const estimate = (text: string): string => (figures.exact || text === '–' ? text : `≈ ${text}`);
  /** Those that are exact unless samples are missing. */
  const read = (text: string): string => (figures.unreadable ? estimate(text) : text);
  const share = figures.spanMs > 0 ? figures.coveredMs / figures.spanMs : 0;
  return {
    low: read(number(figures.low?.value)),
    high: read(number(figures.high?.value)),
    mean: read(number(figures.mean)),
    timeWeightedMean: estimate(number(figures.timeWeightedMean)),
    deviation: estimate(number(figures.deviation)),
    count: read(formatNumber(figures.count, language, 12)),
    coverage: estimate(formatPercent(share, language)),
    bad: figures.badMs > 0 ? estimate(formatSpan(figures.badMs, language)) : '–',
  };
}

function FiguresRow({ pen, figures }: { pen: DrawnPen; figures: Statistics }) {
  const { t } = useTranslation('trends');
  const language = useLanguage();
  const texts = figureTexts(figures, language);
  const at = (extreme: Statistics['low']) => (extreme ? formatDateTime(extreme.at) : undefined);
  return (
    <tr className={pen.hidden ? 'text-ink-3' : undefined}>
      <PenCells pen={pen} />
      <Td numeric title={at(figures.low)}>
        {texts.low}
      </Td>
      <Td numeric title={at(figures.high)}>
        {texts.high}
      </Td>
      <Td numeric>{texts.mean}</Td>
      <Td numeric>{texts.timeWeightedMean}</Td>
      <Td numeric>{texts.deviation}</Td>
      <Td numeric>
        {figures.unreadable && <span className="font-semibold">✕ {t('readout.damaged')} </span>}
        {texts.count}
      </Td>
      <Td numeric>{texts.coverage}</Td>
      <Td numeric className={figures.badMs > 0 ? 'font-semibold' : undefined}>
        {texts.bad}
      </Td>
    </tr>
  );
}
