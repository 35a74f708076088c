import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { EquipmentState, Judgment } from '../../../../shared/contract/judgment.ts';
import { trendsHref } from '../../charts/trends-link.ts';
import type { ChartMarker } from '../../charts/types.ts';
import { formatSpan } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { trpc } from '../../lib/trpc/index.ts';
import { LoadingNotice, Notice, Panel, Segmented } from '../../ui/index.ts';

const ChartView = lazy(async () => ({ default: (await import('../../charts/ChartView.tsx')).ChartView }));

const SPANS = ['600', '3600', '28800'] as const;
const MARKERS = 100;
const HEIGHT = 260;

function markerOf(judgment: Judgment): ChartMarker {
  return {
    id: judgment.id,
    at: Date.parse(judgment.at),
    severity: judgment.severity,
    hold: judgment.holdCause !== undefined,
    label: judgment.verdict,
  };
}

/** A machine's chosen tags against time, with its abnormal judgments as markers. */
export function MachineTrend({ machine, pens }: { machine: EquipmentState; pens: readonly string[] }) {
  const { t } = useTranslation('overview');
  const language = useLanguage();
  const navigate = useNavigate();
  const [span, setSpan] = useState<(typeof SPANS)[number]>('600');
  const abnormal = useQuery(
    trpc.judgment.list.queryOptions({ equipment: machine.path, minSeverity: 'low', limit: MARKERS }),
  );
  const key = pens.join('\n');
  const chartPens = useMemo(() => (key === '' ? [] : key.split('\n').map((path) => ({ path }))), [key]);
  const markers = useMemo(() => (abnormal.data?.items ?? []).map(markerOf), [abnormal.data]);
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
            to={trendsHref({ charts: [chartPens], spanSeconds: Number(span) })}
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
            height={HEIGHT}
            markers={markers}
            onMarkers={(ids) => void navigate(`/judgments?id=${ids.at(-1) ?? ''}`)}
          />
        </Suspense>
      )}
    </Panel>
  );
}

/** `10 m`, `8 h`: whole units only. */
function shortSpan(seconds: number, language: 'ko' | 'en'): string {
  return formatSpan(seconds * 1000, language).split(' 00')[0] ?? '';
}
