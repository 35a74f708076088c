import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import { useMarkedJudgments } from '../../charts/judgments/use-marked-judgments.ts';
import { Readings } from '../../charts/readings.ts';
import { trendsHref } from '../../charts/trends-link.ts';
import { formatSpan } from '../../lib/format/format.ts';
import { useMedia } from '../../lib/hooks/use-media.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { LoadingNotice, Notice, Panel, Segmented } from '../../ui/index.ts';
import { TrendLegend, type LegendPen } from './TrendLegend.tsx';

const ChartView = lazy(async () => ({ default: (await import('../../charts/ChartView.tsx')).ChartView }));

const SPANS = ['600', '3600', '28800'] as const;
/** CSS pixels of the chart, on a small screen and on a large one. */
const HEIGHT = { small: 240, large: 360 } as const;
/** The page has one chart. */
const CHART = 1;

interface MachineTrendProps {
  readonly machine: EquipmentState;
  readonly pens: readonly LegendPen[];
}

/** A machine's chosen tags against time, with its abnormal judgments as markers. */
export function MachineTrend({ machine, pens }: MachineTrendProps) {
  const { t } = useTranslation('overview');
  const language = useLanguage();
  const navigate = useNavigate();
  const [span, setSpan] = useState<(typeof SPANS)[number]>('600');
  const tall = useMedia('(min-height: 900px)');
  const [readings] = useState(() => new Readings());
  const { markers } = useMarkedJudgments([machine.path], { mode: 'live', spanMs: Number(span) * 1_000 });
  // The same pens again are no reason to configure the chart anew.
  const key = JSON.stringify(pens);
  const chartPens = useMemo(() => JSON.parse(key) as readonly LegendPen[], [key]);
  const title = t('machine.trend', { span: shortSpan(Number(span), language) });
  return (
    <Panel
      title={title}
      className="shrink-0"
      aside={
        <>
          <Segmented
            label={t('machine.span')}
            value={span}
            onChange={setSpan}
            choices={SPANS.map((value) => ({ value, label: shortSpan(Number(value), language) }))}
          />
          <Link
            to={trendsHref({ charts: [chartPens.map(({ path }) => ({ path }))], spanSeconds: Number(span) })}
            className="inline-flex min-h-10 items-center underline underline-offset-2"
          >
            {t('machine.openTrends')}
          </Link>
        </>
      }
    >
      {chartPens.length === 0 ? (
        <Notice title={t('machine.noPens')} />
      ) : (
        <Suspense fallback={<LoadingNotice />}>
          <ChartView
            label={`${machine.equipment}: ${title}`}
            pens={chartPens}
            spanSeconds={Number(span)}
            height={tall ? HEIGHT.large : HEIGHT.small}
            markers={markers}
            onCursor={(reading) => readings.set(CHART, reading)}
            onMarkers={(ids) => void navigate(`/judgments?id=${ids.at(-1) ?? ''}`)}
          />
          <TrendLegend pens={chartPens} readings={readings} chart={CHART} />
        </Suspense>
      )}
    </Panel>
  );
}

/** `10 m`, `8 h`: whole units only. */
function shortSpan(seconds: number, language: 'ko' | 'en'): string {
  return formatSpan(seconds * 1000, language).split(' 00')[0] ?? '';
}
