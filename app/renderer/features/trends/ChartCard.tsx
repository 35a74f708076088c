import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Annotation } from '../../../../shared/contract/annotations.ts';
import { ChartView } from '../../charts/ChartView.tsx';
import type { MarkedJudgment } from '../../charts/judgments/marked-judgment.ts';
import type { TimeWindow } from '../../charts/model/time-window.ts';
import { penKey } from '../../charts/model/pen-key.ts';
import type { AxisSide, ChartMarker } from '../../charts/types.ts';
import { Button, classNames, IconButton } from '../../ui/index.ts';
import { AxisDialog } from './AxisDialog.tsx';
import { CompareDialog } from './CompareDialog.tsx';
import { useDrawnPens } from './drawn-pens.ts';
import { useLimitBands } from './use-limit-bands.ts';
import { useChartNotes } from './use-annotations.ts';
import type { Readings } from '../../charts/readings.ts';
import { draggedTag, isTagDrag } from './tag-drag.ts';
import { useTrends } from './trends-store.ts';
import { equipmentOf, removeChart, type TrendChart } from './view-state.ts';

interface ChartCardProps {
  readonly chart: TrendChart;
  /** How many charts there are. */
  readonly charts: number;
  /** CSS pixels of the drawing. */
  readonly height: number;
  /** Axes that some chart of the page has. */
  readonly reserve: readonly AxisSide[];
  readonly timeWindow: TimeWindow;
  readonly spanMs: number;
  readonly dragMode: 'pan' | 'box';
  readonly markers: readonly MarkedJudgment[];
  readonly annotations: readonly Annotation[];
  readonly readings: Readings;
  readonly onMarkers: (ids: readonly string[]) => void;
  /** An annotation was clicked. */
  readonly onNote: (id: string) => void;
}

function useOwnMarkers(chart: TrendChart, markers: readonly MarkedJudgment[]): readonly ChartMarker[] {
  return useMemo(() => {
    const machines = new Set(chart.pens.map(({ path }) => equipmentOf(path)));
    return markers.filter(({ equipment }) => machines.has(equipment));
  }, [chart.pens, markers]);
}

/** One chart of the page: its head, the drawing, and a place to drop tags on. */
export function ChartCard(props: ChartCardProps) {
  const { chart, charts, height, timeWindow, readings } = props;
  const { t } = useTranslation('trends');
  const [over, setOver] = useState(false);
  const active = useTrends((state) => state.active === chart.id);
  const emphasis = useTrends((state) => state.emphasis);
  const markers = useOwnMarkers(chart, props.markers);
  const { setActive, add } = useTrends.getState();
  const home = useMemo(() => ({ mode: 'live' as const, spanMs: props.spanMs }), [props.spanMs]);
  const pens = useDrawnPens(chart);
  const range = useTrends((state) => state.view.range);
  const bands = useLimitBands(pens, chart.limits, range);
  const notes = useChartNotes(chart, props.annotations);
  const mine = emphasis !== null && pens.some((pen) => penKey(pen) === emphasis && pen.hidden !== true);

  return (
    <section
      data-chart={chart.id}
      aria-label={t('chart.name', { chart: chart.id })}
      onPointerDown={() => setActive(chart.id)}
      onFocus={() => setActive(chart.id)}
      onDragOver={(event) => {
        if (!isTagDrag(event.dataTransfer)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        setActive(chart.id);
        add(draggedTag(event.dataTransfer));
      }}
      className={classNames('relative border bg-panel', over ? 'border-ink' : 'border-line')}
    >
      <ChartHead chart={chart} charts={charts} active={active} />
      <ChartView
        label={t('chart.label', { chart: chart.id, count: chart.pens.length })}
        pens={pens}
        axes={chart.axes}
        height={height}
        reserve={props.reserve}
        timeWindow={timeWindow}
        home={home}
        markers={markers}
        emphasis={mine ? emphasis : null}
        dragMode={props.dragMode}
        wheelZooms
        onCursor={(reading) => readings.set(chart.id, reading)}
        onMarkers={props.onMarkers}
        bands={bands}
        notes={notes}
        onNote={props.onNote}
      />
      {chart.pens.length === 0 && (
        <p className="pointer-events-none absolute inset-x-20 top-1/2 text-center">
          <span className="bg-raised px-2 py-1 text-ink-2">{t('chart.empty')}</span>
        </p>
      )}
    </section>
  );
}

function ChartHead({ chart, charts, active }: { chart: TrendChart; charts: number; active: boolean }) {
  const { t } = useTranslation('trends');
  const [dialog, setDialog] = useState<'axes' | 'compare'>();
  const { change, setActive } = useTrends.getState();
  return (
    <header className="flex min-h-10 items-center gap-1 border-b border-line bg-sunken pl-1">
      <button
        type="button"
        aria-pressed={active}
        onClick={() => setActive(chart.id)}
        className="flex min-h-10 items-center gap-2 px-2 font-semibold"
      >
        <span
          aria-hidden
          className={classNames('size-3 rounded-full border border-ink', active && 'bg-ink')}
        />
        {t('chart.name', { chart: chart.id })}
        <span className="text-sm font-normal text-ink-2">
          {t('chart.pens', { count: chart.pens.length })}
          {active && charts > 1 && ` · ${t('chart.active')}`}
        </span>
      </button>
      <span className="grow" />
      <Button variant="quiet" onClick={() => setDialog('compare')}>
        {t('compare.open')}
      </Button>
      <Button variant="quiet" onClick={() => setDialog('axes')}>
        {t('axes.open')}
      </Button>
      <IconButton
        icon="close"
        label={t('chart.remove', { chart: chart.id })}
        disabled={charts === 1 && chart.pens.length === 0}
        onClick={() => change((view) => removeChart(view, chart.id))}
      />
      {dialog === 'axes' && <AxisDialog chart={chart} onClose={() => setDialog(undefined)} />}
      {dialog === 'compare' && <CompareDialog chart={chart} onClose={() => setDialog(undefined)} />}
    </header>
  );
}
