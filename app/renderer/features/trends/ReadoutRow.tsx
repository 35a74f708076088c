import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { PenSwatch } from '../../charts/PenSwatch.tsx';
import { AXIS_SIDES, type PenAxis, type PenReading } from '../../charts/types.ts';
import { formatValue } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { classNames, Icon, Select } from '../../ui/index.ts';
import { Quality } from './Quality.tsx';
import { placeOf } from './tag-rows.ts';
import { useTrends } from './trends-store.ts';
import { changePen, removePen, tagName, type TrendPen } from './view-state.ts';

interface ReadoutRowProps {
  readonly chartId: number;
  readonly pen: TrendPen;
  readonly reading: PenReading | undefined;
  /** How old the sample was at the time the reading is for. */
  readonly age: string;
  /** The axis it is drawn on, chosen or by its unit. */
  readonly drawnOn: PenAxis;
  readonly unit: string;
  readonly isDiscrete: boolean;
}

export const CELL = 'h-(--row) border-b border-line px-2 align-middle';
const AXES: readonly PenAxis[] = [...AXIS_SIDES, 'own'];

/** The same text again needs no new row: most of what is read did not change since the last reading. */
function sameRow(a: ReadoutRowProps, b: ReadoutRowProps): boolean {
  return (
    a.pen === b.pen &&
    a.age === b.age &&
    a.drawnOn === b.drawnOn &&
    a.unit === b.unit &&
    a.isDiscrete === b.isDiscrete &&
    a.reading?.value === b.reading?.value &&
    a.reading?.absence === b.reading?.absence &&
    a.reading?.quality === b.reading?.quality
  );
}

export const ReadoutRow = memo(function ReadoutRow({
  chartId,
  pen,
  reading,
  age,
  drawnOn,
  unit,
  isDiscrete,
}: ReadoutRowProps) {
  const { t } = useTranslation('trends');
  const language = useLanguage();
  const emphasised = useTrends((state) => state.emphasis === pen.path);
  const { setEmphasis } = useTrends.getState();
  const there = reading?.value !== undefined;
  const absence = reading?.absence ?? 'none';
  return (
    <tr
      onPointerEnter={() => setEmphasis(pen.path)}
      onPointerLeave={() => setEmphasis(null)}
      onFocus={() => setEmphasis(pen.path)}
      onBlur={() => setEmphasis(null)}
      className={classNames(emphasised && 'bg-selected', pen.hidden && 'text-ink-3')}
    >
      <td className={CELL}>
        <PenSwatch color={pen.color} hidden={pen.hidden} />
      </td>
      <NameCell path={pen.path} />
      <td className={classNames(CELL, 'text-right text-lg font-semibold whitespace-nowrap')}>
        {there ? (
          formatValue(reading.value, language)
        ) : (
          <span className="text-sm font-normal">{t(`readout.${absence}`)}</span>
        )}
      </td>
      <td className={classNames(CELL, 'text-ink-2')}>{unit}</td>
      <td className={CELL}>
        {there && reading.quality !== undefined && <Quality quality={reading.quality} />}
      </td>
      <td className={classNames(CELL, 'text-right whitespace-nowrap text-ink-2')}>{age}</td>
      <td className={CELL}>
        <AxisChoice chartId={chartId} pen={pen} drawnOn={drawnOn} discrete={isDiscrete} />
      </td>
      <ActionsCell chartId={chartId} pen={pen} />
    </tr>
  );
}, sameRow);

// What of a row does not change with its reading is not made again with it, five times a second for each pen.

const NameCell = memo(function NameCell({ path }: { readonly path: string }) {
  return (
    <td className={CELL} title={path}>
      <span className="font-medium">{tagName(path)}</span>{' '}
      <span className="text-sm text-ink-3">{placeOf(path)}</span>
    </td>
  );
});

const ActionsCell = memo(function ActionsCell({ chartId, pen }: Pick<ReadoutRowProps, 'chartId' | 'pen'>) {
  const { t } = useTranslation('trends');
  const { change } = useTrends.getState();
  const name = tagName(pen.path);
  return (
    <td className={classNames(CELL, 'text-right whitespace-nowrap')}>
      <button
        type="button"
        aria-label={t(pen.hidden ? 'readout.showPen' : 'readout.hidePen', { pen: name })}
        onClick={() => change((view) => changePen(view, chartId, pen.path, { hidden: !pen.hidden }))}
        className="min-h-(--row) rounded-sm px-2 text-sm underline-offset-2 hover:bg-selected"
      >
        {t(pen.hidden ? 'readout.show' : 'readout.hide')}
      </button>
      <button
        type="button"
        aria-label={t('readout.remove', { pen: name })}
        title={t('readout.remove', { pen: name })}
        onClick={() => change((view) => removePen(view, chartId, pen.path))}
        className="inline-flex size-(--row) items-center justify-center rounded-sm align-middle hover:bg-selected"
      >
        <Icon name="close" size={16} />
      </button>
    </td>
  );
});

interface AxisChoiceProps {
  readonly chartId: number;
  readonly pen: TrendPen;
  readonly drawnOn: PenAxis;
  readonly discrete: boolean;
}

/** The axis of a pen: by its unit, or one of the chart's, or its own range. */
const AxisChoice = memo(function AxisChoice({ chartId, pen, drawnOn, discrete }: AxisChoiceProps) {
  const { t } = useTranslation('trends');
  if (discrete) return <span className="px-2 text-sm text-ink-3">{t('readout.lane')}</span>;
  const choose = (value: string): void => {
    const axis = AXES.find((candidate) => candidate === value);
    useTrends.getState().change((view) => changePen(view, chartId, pen.path, { axis }));
  };
  return (
    <div className="w-40">
      <Select
        aria-label={t('readout.axisOf', { pen: tagName(pen.path) })}
        className="min-h-(--row) border-transparent bg-transparent text-sm hover:border-line-strong"
        value={pen.axis ?? ''}
        onChange={({ target }) => choose(target.value)}
        choices={[
          { value: '', label: t('readout.byUnit', { axis: t(`readout.${drawnOn}`) }) },
          ...AXES.map((value) => ({ value, label: t(`readout.${value}`) })),
        ]}
      />
    </div>
  );
});
