import { useMemo, useRef, useState } from 'react';
import type { Annotation } from '../../../../shared/contract/annotations.ts';
import { useTranslation } from 'react-i18next';
import { useMarkedJudgments } from '../../charts/judgments/use-marked-judgments.ts';
import { AXIS_SIDES, type AxisSide } from '../../charts/types.ts';
import { MAX_SPAN_MS, visibleRange, type TimeRange } from '../../charts/model/time-window.ts';
import { serverNow } from '../../lib/clock/clock.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { ChartCard } from './ChartCard.tsx';
import { AnnotationDialog, type AnnotationDraft } from './AnnotationDialog.tsx';
import { AnnotationList } from './AnnotationList.tsx';
import { drawnPens } from './drawn-pens.ts';
import { usePenFacts } from './pen-facts.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { useAnnotations } from './use-annotations.ts';
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
import {
  addChart,
  equipmentOf,
  spanSecondsOf,
  tagsOf,
  type TrendChart,
  type TrendsView,
} from './view-state.ts';

/** What lies over the page. */
type Overlay =
  | { readonly kind: 'export' | 'notes' }
  | { readonly kind: 'note'; readonly annotation: Annotation | AnnotationDraft };

/** Tags of the chosen chart, or of all where it has none. */
function activeTags(view: TrendsView, active: number): string[] {
  const own = view.charts.find(({ id }) => id === active)?.pens.map(({ path }) => path) ?? [];
  return own.length > 0 ? own : [...tagsOf(view)];
}

/** A window with the annotation in its middle, no shorter than the annotation needs. */
function rangeAround({ from, to }: Annotation, spanMs: number): TimeRange {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const half = Math.min(MAX_SPAN_MS, Math.max(spanMs, (end - start) * 1.5)) / 2;
  const middle = (start + end) / 2;
  return { mode: 'fixed', from: middle - half, to: middle + half };
}

/** Axes some chart of the page has: all keep room for them, so that stacked charts line up. */
function useSharedAxes(charts: readonly TrendChart[]): readonly AxisSide[] {
  const facts = usePenFacts(charts.flatMap(({ pens }) => pens.map(({ path }) => path)));
  const language = useLanguage();
  const pens = charts.flatMap((chart) => drawnPens(chart, facts, language));
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
  const [overlay, setOverlay] = useState<Overlay>();
  const annotations = useAnnotations(view.range);
  const searchField = useRef<HTMLInputElement>(null);
  const markers = useMarkedJudgments([...tagsOf(view)].map(equipmentOf), view.range);
  const { ref: chartsArea, height } = useChartHeight(view.charts.length);
  const { change, undo, redo } = useTrends.getState();
  const spanMs = spanSecondsOf(view) * 1_000;

  const writeNote = (): void => {
    const { from, to } = visibleRange(timeWindow.range, 1_000, serverNow());
    const cursor = timeWindow.cursor ?? (view.range.mode === 'live' ? 1 : 0.5);
    const at = Math.round(from + (to - from) * cursor);
    const tags = activeTags(view, useTrends.getState().active);
    setOverlay({ kind: 'note', annotation: { from: at, to: at, tags } });
  };

  usePageKeys({
    note: writeNote,
    exported: () => setOverlay({ kind: 'export' }),
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
        onNote={writeNote}
        onExport={() => setOverlay({ kind: 'export' })}
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
                annotations={annotations.items}
                onNote={(id) => {
                  const annotation = annotations.items.find((item) => item.id === id);
                  if (annotation) setOverlay({ kind: 'note', annotation });
                }}
              />
            ))}
          </div>
          <ReadoutPanel
            readings={readings}
            markers={markers}
            onMarkers={() => setMarked(markers.markers.map(({ id }) => id))}
            notes={annotations.items.length}
            onNotes={() => setOverlay({ kind: 'notes' })}
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
      {overlay?.kind === 'export' && (
        <ExportDialog charts={() => chartsArea.current} onClose={() => setOverlay(undefined)} />
      )}
      {overlay?.kind === 'note' && (
        <AnnotationDialog
          annotation={overlay.annotation}
          tags={[...tagsOf(view)]}
          onClose={() => setOverlay(undefined)}
        />
      )}
      {overlay?.kind === 'notes' && (
        <AnnotationList
          annotations={annotations.items}
          more={annotations.more}
          error={annotations.error}
          onNew={writeNote}
          onEdit={(annotation) => setOverlay({ kind: 'note', annotation })}
          onShow={(annotation) => {
            change((known) => ({ ...known, range: rangeAround(annotation, spanMs) }));
            setOverlay(undefined);
          }}
          onClose={() => setOverlay(undefined)}
        />
      )}
    </div>
  );
}
