import { useTranslation } from 'react-i18next';
import { zoom, type TimeRange, type TimeWindow } from '../../charts/model/time-window.ts';
import { serverNow } from '../../lib/clock/clock.ts';
import { spanLabel } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { Button, IconButton, Segmented, Select } from '../../ui/index.ts';
import { RangeFields } from './RangeFields.tsx';
import { SavedViews } from './SavedViews.tsx';
import { useTrends } from './trends-store.ts';
import { addChart, MAX_CHARTS, spanSecondsOf } from './view-state.ts';

const DAY = 86_400;
/** Those at hand, with a key each: a minute to a year. */
export const SPANS = [60, 600, 3_600, 28_800, DAY, 7 * DAY, 30 * DAY, 365 * DAY] as const;
/** Everything from a second to two years. */
const ALL_SPANS = [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200].concat(
  [1, 2, 7, 14, 30, 90, 182, 365, 730].map((days) => days * DAY),
);

interface TrendsToolbarProps {
  readonly timeWindow: TimeWindow;
  readonly dragMode: 'pan' | 'box';
  readonly onDragMode: (mode: 'pan' | 'box') => void;
  readonly picker: boolean;
  readonly onPicker: () => void;
  /** Writes an annotation at the cursor. */
  readonly onNote: () => void;
  readonly onExport: () => void;
}

function toSpan(range: TimeRange, spanMs: number): TimeRange {
  if (range.mode === 'live') return { mode: 'live', spanMs };
  // Around the middle, but not into the future.
  const to = Math.min((range.from + range.to) / 2 + spanMs / 2, Math.max(range.to, serverNow()));
  return { mode: 'fixed', from: to - spanMs, to };
}

/** All spans, and the present one where it is none of them. */
function spanChoices(present: number): number[] {
  return [...new Set([...ALL_SPANS, present])].sort((a, b) => a - b);
}

export function TrendsToolbar(props: TrendsToolbarProps) {
  const { timeWindow, dragMode, onDragMode, picker, onPicker, onNote, onExport } = props;
  const { t } = useTranslation('trends');
  const language = useLanguage();
  const view = useTrends((state) => state.view);
  const canUndo = useTrends((state) => state.past.length > 0);
  const canRedo = useTrends((state) => state.future.length > 0);
  const { change, undo, redo } = useTrends.getState();
  const live = view.range.mode === 'live';
  const shownSpan = spanSecondsOf(view);
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
        onClick={() => setRange({ mode: 'live', spanMs: shownSpan * 1_000 })}
      >
        {t('toolbar.live')}
      </Button>
      {/* On a narrow screen the choice beside it has them all, and the keys go on. */}
      <div className="hidden min-[1760px]:block">
        <Segmented
          label={t('toolbar.span')}
          value={String(shownSpan)}
          onChange={(seconds) => setRange(toSpan(view.range, Number(seconds) * 1_000))}
          choices={SPANS.map((seconds) => ({
            value: String(seconds),
            label: spanLabel(seconds * 1_000, language),
          }))}
        />
      </div>
      <span className="w-28">
        <Select
          aria-label={t('toolbar.otherSpan')}
          title={t('toolbar.otherSpan')}
          value={shownSpan}
          onChange={({ target }) => setRange(toSpan(view.range, Number(target.value) * 1_000))}
          choices={spanChoices(shownSpan).map((seconds) => ({
            value: String(seconds),
            label: spanLabel(seconds * 1_000, language),
          }))}
        />
      </span>
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
        <IconButton icon="undo" label={t('toolbar.undo')} keys="Ctrl+Z" disabled={!canUndo} onClick={undo} />
        <IconButton icon="redo" label={t('toolbar.redo')} keys="Ctrl+Y" disabled={!canRedo} onClick={redo} />
      </div>
      <div className="ml-auto flex gap-2">
        <Button onClick={onNote}>{t('notes.write')}</Button>
        <Button onClick={onExport}>{t('export.open')}</Button>
        <SavedViews />
        <Button disabled={view.charts.length >= MAX_CHARTS} onClick={() => change(addChart)}>
          {t('toolbar.addChart')}
        </Button>
      </div>
    </div>
  );
}
