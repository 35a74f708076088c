import { useTranslation } from 'react-i18next';
import { zoom, type TimeRange, type TimeWindow } from '../../charts/model/time-window.ts';
import { serverNow } from '../../lib/clock/clock.ts';
import { formatSpan } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { Button, Segmented } from '../../ui/index.ts';
import { RangeFields } from './RangeFields.tsx';
import { SavedViews } from './SavedViews.tsx';
import { useTrends } from './trends-store.ts';
import { addChart, MAX_CHARTS, spanSecondsOf } from './view-state.ts';

/** One minute to seven days. */
export const SPANS = [60, 300, 600, 3_600, 14_400, 28_800, 86_400, 604_800] as const;

interface TrendsToolbarProps {
  readonly timeWindow: TimeWindow;
  readonly dragMode: 'pan' | 'box';
  readonly onDragMode: (mode: 'pan' | 'box') => void;
  readonly picker: boolean;
  readonly onPicker: () => void;
}

function toSpan(range: TimeRange, spanMs: number): TimeRange {
  if (range.mode === 'live') return { mode: 'live', spanMs };
  const centre = (range.from + range.to) / 2;
  return { mode: 'fixed', from: centre - spanMs / 2, to: centre + spanMs / 2 };
}

/** `10 m`, `8 h`, `7 d`: the larger unit only. */
export function spanLabel(seconds: number, language: 'ko' | 'en'): string {
  return formatSpan(seconds * 1_000, language).replace(/ 00\D+$/, '');
}

export function TrendsToolbar({ timeWindow, dragMode, onDragMode, picker, onPicker }: TrendsToolbarProps) {
  const { t } = useTranslation('trends');
  const language = useLanguage();
  const view = useTrends((state) => state.view);
  const canUndo = useTrends((state) => state.past.length > 0);
  const canRedo = useTrends((state) => state.future.length > 0);
  const { change, undo, redo } = useTrends.getState();
  const live = view.range.mode === 'live';
  const setRange = (range: TimeRange): void => change((known) => ({ ...known, range }));
  const zoomBy = (factor: number): void =>
    timeWindow.setRange(zoom(timeWindow.range, factor, live ? 1 : 0.5, serverNow()));

  return (
    <div
      role="toolbar"
      aria-label={t('toolbar.label')}
      className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-panel p-2"
    >
      <Button pressed={picker} icon="search" onClick={onPicker}>
        {t('toolbar.picker')}
      </Button>
      <Button
        icon="play"
        variant={live ? 'primary' : 'secondary'}
        aria-pressed={live}
        onClick={() => setRange({ mode: 'live', spanMs: spanSecondsOf(view) * 1_000 })}
      >
        {t('toolbar.live')}
      </Button>
      <Segmented
        label={t('toolbar.span')}
        value={String(spanSecondsOf(view))}
        onChange={(seconds) => setRange(toSpan(view.range, Number(seconds) * 1_000))}
        choices={SPANS.map((seconds) => ({ value: String(seconds), label: spanLabel(seconds, language) }))}
      />
      <RangeFields
        key={live ? 'live' : `${view.range.from} ${view.range.to}`}
        range={view.range}
        onRange={setRange}
      />
      <div className="flex items-center">
        <Button
          variant="quiet"
          aria-label={t('toolbar.zoomIn')}
          title={t('toolbar.zoomIn')}
          onClick={() => zoomBy(0.5)}
        >
          +
        </Button>
        <Button
          variant="quiet"
          aria-label={t('toolbar.zoomOut')}
          title={t('toolbar.zoomOut')}
          onClick={() => zoomBy(2)}
        >
          −
        </Button>
        <Button
          variant="quiet"
          pressed={dragMode === 'box'}
          onClick={() => onDragMode(dragMode === 'box' ? 'pan' : 'box')}
        >
          {t('toolbar.box')}
        </Button>
        <Button variant="quiet" disabled={!canUndo} onClick={undo}>
          {t('toolbar.undo')}
        </Button>
        <Button variant="quiet" disabled={!canRedo} onClick={redo}>
          {t('toolbar.redo')}
        </Button>
      </div>
      <span className="grow" />
      <SavedViews />
      <Button disabled={view.charts.length >= MAX_CHARTS} onClick={() => change(addChart)}>
        {t('toolbar.addChart')}
      </Button>
    </div>
  );
}
