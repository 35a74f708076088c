import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMarkedJudgments } from '../../charts/judgments/use-marked-judgments.ts';
import { AXIS_SIDES, type AxisSide } from '../../charts/types.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useManifests } from '../../lib/rules/use-rules.ts';
import { ChartCard } from './ChartCard.tsx';
import { drawnPens } from './drawn-pens.ts';
import { MarkerDialog } from './MarkerDialog.tsx';
import { PenPicker } from './PenPicker.tsx';
import { ReadoutPanel } from './ReadoutPanel.tsx';
import { Readings } from '../../charts/readings.ts';
import { useTrends } from './trends-store.ts';
import { SPANS, TrendsToolbar } from './TrendsToolbar.tsx';
import { useChartHeight } from './use-chart-height.ts';
import { usePageKeys } from './use-page-keys.ts';
import { useTimeWindow } from './use-time-window.ts';
import { useViewInAddress } from './use-view-in-address.ts';
import { addChart, equipmentOf, spanSecondsOf, tagsOf, type TrendChart } from './view-state.ts';

/** Axes some chart of the page has: all keep room for them, so that stacked charts line up. */
function useSharedAxes(charts: readonly TrendChart[]): readonly AxisSide[] {
  const manifests = useManifests();
  const language = useLanguage();
  const pens = charts.flatMap((chart) => drawnPens(chart, manifests, language));
  const key = AXIS_SIDES.filter((side) => pens.some(({ axis, hidden }) => axis === side && !hidden)).join(
    ' ',
  );
  return useMemo(() => key.split(' ').filter((side) => side !== '') as AxisSide[], [key]);
}

/** Pens of the plant's tags against time: live and history in one picture, several charts on one time axis. */
export default function TrendsPage() {
  const { t } = useTranslation('trends');
  useViewInAddress();
  const view = useTrends((state) => state.view);
  const timeWindow = useTimeWindow();
  const [readings] = useState(() => new Readings());
  const [picker, setPicker] = useState(true);
  const [dragMode, setDragMode] = useState<'pan' | 'box'>('pan');
  const [marked, setMarked] = useState<readonly string[]>();
  const searchField = useRef<HTMLInputElement>(null);
  const markers = useMarkedJudgments([...tagsOf(view)].map(equipmentOf), view.range);
  const { ref: chartsArea, height } = useChartHeight(view.charts.length);
  const { change, undo, redo } = useTrends.getState();
  const spanMs = spanSecondsOf(view) * 1_000;

  usePageKeys({
    search: () => {
      setPicker(true);
      requestAnimationFrame(() => searchField.current?.focus());
    },
    live: () => change((known) => ({ ...known, range: { mode: 'live', spanMs } })),
    box: () => setDragMode((mode) => (mode === 'box' ? 'pan' : 'box')),
    chart: () => change(addChart),
    span: (index) =>
      change((known) => ({ ...known, range: { mode: 'live', spanMs: (SPANS[index] ?? 600) * 1_000 } })),
    undo,
    redo,
  });
  const reserve = useSharedAxes(view.charts);

  return (
    <div className="flex h-full flex-col">
      <h1 className="sr-only">{t('title')}</h1>
      <TrendsToolbar
        timeWindow={timeWindow}
        dragMode={dragMode}
        onDragMode={setDragMode}
        picker={picker}
        onPicker={() => setPicker((open) => !open)}
      />
      <div className="flex min-h-0 grow">
        {picker && (
          <div className="w-76 shrink-0">
            <PenPicker searchField={searchField} />
          </div>
        )}
        <div className="flex min-w-0 grow flex-col">
          <div ref={chartsArea} className="min-h-0 grow overflow-y-auto">
            {view.charts.map((chart) => (
              <ChartCard
                key={chart.id}
                chart={chart}
                charts={view.charts.length}
                height={height}
                reserve={reserve}
                timeWindow={timeWindow}
                spanMs={spanMs}
                dragMode={dragMode}
                markers={markers.markers}
                readings={readings}
                onMarkers={setMarked}
              />
            ))}
          </div>
          <ReadoutPanel
            readings={readings}
            markers={markers}
            onMarkers={() => setMarked(markers.markers.map(({ id }) => id))}
          />
        </div>
      </div>
      {marked && (
        <MarkerDialog
          title={t('markers.title', { count: marked.length })}
          judgments={markers.markers.filter(({ id }) => marked.includes(id)).toReversed()}
          onClose={() => setMarked(undefined)}
        />
      )}
    </div>
  );
}
