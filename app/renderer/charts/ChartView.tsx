import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatValue } from '../lib/format/format.ts';
import { useLanguage } from '../lib/preferences/preferences.ts';
import { stationSource } from './feed/station-source.ts';
import type { ChartViewProps } from './chart-view-props.ts';
import { assignAxes } from './model/assign-axes.ts';
import { TimeWindow, type TimeRange } from './model/time-window.ts';
import { penKey } from './model/pen-key.ts';
import type { AxisScale, AxisSide, ChartBand, ChartMarker, ChartNote, ChartState } from './types.ts';
import { ChartStatus } from './view/ChartStatus.tsx';
import { mountChart, type MountedChart } from './view/mount-chart.ts';
import type { ChartConfig } from './worker/protocol.ts';

export type { ChartViewProps } from './chart-view-props.ts';

const NO_MARKERS: readonly ChartMarker[] = [];
const NO_BANDS: readonly ChartBand[] = [];
const NO_NOTES: readonly ChartNote[] = [];
const NO_AXES: readonly AxisSide[] = [];
const AUTO: AxisScale = { mode: 'auto' };

function firstRange(spanSeconds: number, live: boolean): TimeRange {
  const now = Date.now();
  return live
    ? { mode: 'live', spanMs: spanSeconds * 1_000 }
    : { mode: 'fixed', from: now - spanSeconds * 1_000, to: now };
}

function useTimeWindow(given: TimeWindow | undefined, spanSeconds: number, live: boolean): TimeWindow {
  const [own] = useState(() => new TimeWindow(firstRange(spanSeconds, live)));
  const shown = useRef(`${spanSeconds} ${live}`);
  useEffect(() => {
    if (shown.current === `${spanSeconds} ${live}`) return;
    shown.current = `${spanSeconds} ${live}`;
    own.setRange(firstRange(spanSeconds, live));
  }, [own, spanSeconds, live]);
  return given ?? own;
}

function useConfig(props: ChartViewProps): ChartConfig {
  const { pens, axes, reserve = NO_AXES, markers = NO_MARKERS, emphasis = null, live = true } = props;
  const { bands = NO_BANDS, notes = NO_NOTES } = props;
  const language = useLanguage();
  const { t } = useTranslation('charts');
  return useMemo(
    () => ({
      pens: assignAxes(pens).map((pen, index) => ({
        key: penKey(pen),
        axis: pen.axis,
        hidden: pen.hidden ?? false,
        color: pen.color ?? index,
        unit: pen.unit ?? '',
        name: pen.name ?? pen.path.split('/').slice(-2).join(' › '),
        leastSpan: pen.leastSpan ?? null,
        shadow: (pen.shiftMs ?? 0) !== 0,
      })),
      axes: {
        left: axes?.left ?? AUTO,
        right: axes?.right ?? AUTO,
        left2: axes?.left2 ?? AUTO,
        right2: axes?.right2 ?? AUTO,
      },
      reserve,
      markers,
      bands,
      notes,
      emphasis,
      live,
      words: {
        true: formatValue(true, language),
        false: formatValue(false, language),
        removed: t('removed'),
        damaged: t('damaged'),
      },
    }),
    [pens, axes, reserve, markers, bands, notes, emphasis, live, language, t],
  );
}

/** Live and historical values of several tags against time, drawn by the window's chart worker. */
export function ChartView(props: ChartViewProps) {
  const { label, height = 240, spanSeconds = 600, live = true, source = stationSource } = props;
  const { t } = useTranslation('charts');
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const [chart, setChart] = useState<MountedChart>();
  const timeWindow = useTimeWindow(props.timeWindow, spanSeconds, live);
  const [state, setState] = useState<ChartState>();
  const config = useConfig(props);

  useEffect(() => {
    if (!box.current) return undefined;
    const mounted = mountChart(box.current, source, timeWindow, {
      props: () => latest.current,
      onState: (next) => {
        setState(next);
        latest.current.onState?.(next);
      },
    });
    setChart(mounted);
    return () => mounted.remove();
  }, [source, timeWindow]);
  useEffect(() => chart?.configure(config), [chart, config]);

  return (
    <div className="relative min-w-0 bg-raised" style={{ height }}>
      <div
        ref={box}
        role="group"
        tabIndex={0}
        aria-label={label}
        aria-roledescription={t('role')}
        aria-keyshortcuts="ArrowLeft ArrowRight + - , . Home"
        className="absolute inset-0 cursor-crosshair touch-pan-y overflow-hidden"
      />
      {state && <ChartStatus state={state} pens={config.pens.length} />}
    </div>
  );
}
